"""A sheet that an organiser enters for a judge: from paper, or for a phone that died. Written like any other, with a reason."""

from decimal import Decimal
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.admin import AdminSite
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from events.access import own_events
from events.models import Criterion, Event, Round, Team
from judging.forms import range_text
from judging.models import NOTE_LENGTH, REASON_LENGTH, Judge, Score
from judging.scoring import Origin, ScoreRefused, Submission, check_points, record_score


class PlaceForm(forms.Form):
    """Whose sheet it is, for which team, in which round."""

    judge = forms.ModelChoiceField(Judge.objects.none(), label=gettext_lazy("judge"))
    team = forms.ModelChoiceField(Team.objects.none(), label=gettext_lazy("team"))
    round = forms.ModelChoiceField(Round.objects.none(), label=gettext_lazy("round"))

    def __init__(self, events: QuerySet[Event], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        several = events.count() > 1
        for name, model in (("judge", Judge), ("team", Team), ("round", Round)):
            field: Any = self.fields[name]
            field.queryset = model.objects.filter(event__in=events).select_related("event").order_by("event__name", "name")
            field.label_from_instance = (lambda row: f"{row.event.name}: {row.name}") if several else str

    def clean(self) -> None:
        found = [self.cleaned_data[name] for name in self.fields if self.cleaned_data.get(name)]
        if len({row.event_id for row in found}) > 1:
            self.add_error(None, _("Judge, team and round must be of the same event. Choose the event first."))


class NewSheetForm(forms.Form):
    """Marks or abstentions for the criteria of one round, notes, and why an organiser enters them."""

    def __init__(self, criteria: list[Criterion], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.criteria = criteria
        for row in criteria:
            self.fields[f"mark-{row.pk}"] = forms.DecimalField(
                label=row.name, required=False, max_digits=15, decimal_places=6, help_text=range_text(row)
            )
            self.fields[f"abstain-{row.pk}"] = forms.BooleanField(label=_("abstained"), required=False)
            self.fields[f"why-{row.pk}"] = forms.CharField(label=_("why abstained"), required=False, max_length=REASON_LENGTH)
        for name, label in (("team_note", _("note for the team")), ("private_note", _("private note"))):
            widget = forms.Textarea(attrs={"rows": 2})
            self.fields[name] = forms.CharField(label=label, required=False, max_length=NOTE_LENGTH, widget=widget)
        self.fields["reason"] = forms.CharField(label=_("why you enter this sheet"), max_length=REASON_LENGTH)

    def clean(self) -> None:
        for row in self.criteria:
            points = self.cleaned_data.get(f"mark-{row.pk}")
            problem = check_points(row, points) if points is not None else ""
            if points is not None and self.cleaned_data.get(f"abstain-{row.pk}"):
                problem = _("Either a mark or an abstention.")
            if problem:
                self.add_error(f"mark-{row.pk}", problem)
        if not self.errors and not self.marks:
            self.add_error(None, _("Nothing is given yet: enter at least one mark, or an abstention."))

    @property
    def marks(self) -> dict[str, Decimal | None]:
        """The sheet as it is to be; what is neither given nor abstained is left out."""
        data = self.cleaned_data
        found = {row: data.get(f"mark-{row.pk}") for row in self.criteria}
        return {row.code: points for row, points in found.items() if points is not None or data.get(f"abstain-{row.pk}")}

    @property
    def reasons(self) -> dict[str, str]:
        """Why of each abstention."""
        return {row.code: self.cleaned_data[f"why-{row.pk}"] for row in self.criteria if self.cleaned_data.get(f"why-{row.pk}")}

    @property
    def rows(self) -> list[tuple[Any, Any, Any]]:
        """For each criterion its three fields."""
        return [(self[f"mark-{row.pk}"], self[f"abstain-{row.pk}"], self[f"why-{row.pk}"]) for row in self.criteria]

    @property
    def rest(self) -> list[Any]:
        """The fields beside the marks."""
        return [self[name] for name in ("team_note", "private_note", "reason")]


def new_sheet_page(request: HttpRequest, site: AdminSite) -> HttpResponse:
    """Choose judge, team and round (in the address), then fill in. A sheet that is there already is corrected instead."""
    asked = request.GET if {"judge", "team", "round"} & request.GET.keys() else None
    place = PlaceForm(own_events(request), asked)
    context = site.each_context(request) | {"title": _("Enter a sheet"), "place": place}
    if asked is None or not place.is_valid():
        return TemplateResponse(request, "admin/judging/score/new.html", context)
    judge, team, round_ = (place.cleaned_data[name] for name in ("judge", "team", "round"))
    there = Score.objects.filter(judge=judge, team=team, round=round_).first()
    if there:
        messages.info(request, _("This sheet is there already. Correct it here."))
        return redirect("admin:judging_score_change", there.pk)
    form = NewSheetForm(list(round_.criteria.all()), request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid() and (score := _record(request, form, judge, team, round_)):
        messages.success(request, _("The sheet is entered: %(sheet)s.") % {"sheet": score})
        return redirect("admin:judging_score_change", score.pk)
    context |= {"judge": judge, "team": team, "round": round_, "form": form}
    return TemplateResponse(request, "admin/judging/score/new.html", context)


def _record(request: HttpRequest, form: NewSheetForm, judge: Judge, team: Team, round_: Round) -> Score | None:
    data = form.cleaned_data
    origin = Origin(
        address=request.META.get("REMOTE_ADDR") or "",
        user=request.user if request.user.is_authenticated else None,
        reason=data["reason"],
        correction=True,
    )
    notes = {"reasons": form.reasons, "team_note": data["team_note"], "private_note": data["private_note"]}
    try:
        record_score(Submission(judge, team, round_, form.marks, base=0, origin=origin, **notes))
    except ScoreRefused as refused:
        form.add_error(None, " ".join([refused.message, *refused.fields.values()]))
        return None
    return Score.objects.get(judge=judge, team=team, round=round_)
