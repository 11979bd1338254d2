"""Sheets as organisers see them: the marks, every version, and corrections with a reason, through scoring's own door."""

from decimal import Decimal
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import Count
from django.forms import ModelForm
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import path
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from events import admin as events_admin
from events.access import OwnEventsAdmin
from judging.admin.new_sheet import new_sheet_page
from judging.admin.versions import versions_page, versions_url
from judging.forms import mark_words
from judging.models import Judge, Mark, Score, ScoreVersion, SheetReturn
from judging.scoring import Origin, ScoreRefused, Submission, check_marks, record_score


class EventColumn:
    """For lists of what a judge gave: a list may hold several events."""

    @admin.display(description=gettext_lazy("event"), ordering="judge__event__name")
    def event(self, row: Score | ScoreVersion) -> str:
        return row.judge.event.name


class MarkForm(forms.ModelForm):
    """One mark; which criterion it is for is said once."""

    class Meta:
        model = Mark
        fields = ("criterion", "points", "reason")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            self.fields["criterion"].disabled = True


class MarkFormSet(forms.BaseInlineFormSet):
    """The marks of one sheet: checked as a judge's are, and recorded as a whole by ScoreAdmin."""

    def clean(self) -> None:
        super().clean()
        criteria = {criterion.code: criterion for criterion in self.instance.round.criteria.all()}
        for form in self.forms:
            criterion = form.cleaned_data.get("criterion")
            if criterion is None or form.cleaned_data.get("DELETE"):
                continue
            for problem in check_marks(criteria, {criterion.code: form.cleaned_data.get("points")}).values():
                form.add_error("points", problem)

    def marks(self) -> dict[str, Decimal | None]:
        """The sheet as it is to be afterwards."""
        return {data["criterion"].code: data.get("points") for data in self._kept()}

    def reasons(self) -> dict[str, str]:
        """Why of each abstention."""
        return {data["criterion"].code: data["reason"] for data in self._kept() if data.get("reason")}

    def _kept(self) -> list[dict[str, Any]]:
        kept = [form.cleaned_data for form in self.forms if form.cleaned_data.get("criterion")]
        return [data for data in kept if not data.get("DELETE")]


class MarkInline(events_admin.PartInline):
    model = Mark
    form = MarkForm
    formset = MarkFormSet

    def get_formset(self, request: HttpRequest, obj: Any = None, **kwargs: Any) -> Any:
        self.round_id = obj.round_id if obj else None
        return super().get_formset(request, obj, **kwargs)

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        field = super().formfield_for_foreignkey(db_field, request, **kwargs)
        if db_field.name == "criterion" and getattr(self, "round_id", None):
            field.queryset = field.queryset.filter(round_id=self.round_id)
        return field


class ScoreForm(forms.ModelForm):
    """A correction needs a reason: it stands in the sheet's history for ever. It is one of the version that was shown."""

    base = forms.IntegerField(widget=forms.HiddenInput, required=False)
    reason = forms.CharField(max_length=300, label=gettext_lazy("Reason for the correction"))

    class Meta:
        model = Score
        fields = ("team_note", "private_note")
        widgets = dict.fromkeys(("team_note", "private_note"), forms.Textarea(attrs={"rows": 2}))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial["base"] = self.instance.version

    def clean(self) -> None:
        super().clean()
        if self.cleaned_data.get("base") not in (None, self.instance.version):
            raise ValidationError(
                _("The sheet was changed since the page was opened. Open it again and correct what stands now.")
            )


@admin.register(Score)
class ScoreAdmin(EventColumn, events_admin.EventPartAdmin):
    form = ScoreForm
    list_display = ("team", "event", "round", "judge", "marks_count", "version", "sent_at")
    list_filter = (
        ("judge__event", admin.RelatedOnlyFieldListFilter),
        ("round", admin.RelatedOnlyFieldListFilter),
        ("judge", admin.RelatedOnlyFieldListFilter),
    )
    ordering = ("-updated_at", "-id")
    list_select_related = ("team", "round", "judge__event")
    search_fields = ("team__name", "team__code", "judge__name", "judge__code")
    fields = ("judge", "team", "round", "version", "versions", "returned", "team_note", "private_note", "reason", "base")
    readonly_fields = ("judge", "team", "round", "version", "versions", "returned")
    inlines = (MarkInline,)

    def get_queryset(self, request: HttpRequest) -> Any:
        return super().get_queryset(request).annotate(marks_number=Count("marks"))

    @admin.display(description=gettext_lazy("marks"), ordering="marks_number")
    def marks_count(self, score: Any) -> int:
        return int(score.marks_number)

    @admin.display(description=gettext_lazy("last changed"), ordering="updated_at")
    def sent_at(self, score: Score) -> str:
        return score.judge.event.written(score.updated_at)

    @admin.display(description=gettext_lazy("every version"))
    def versions(self, score: Score) -> str:
        count = ScoreVersion.objects.filter(judge=score.judge_id, team=score.team_id, round=score.round_id).count()
        words = ngettext("%(count)s version, who sent it and when", "%(count)s versions: compare, restore", count)
        return format_html('<a href="{}">{}</a>', versions_url(score), words % {"count": count})

    @admin.display(description=gettext_lazy("returned"))
    def returned(self, score: Score) -> str:
        out = SheetReturn.objects.filter(judge=score.judge_id, team=score.team_id, round=score.round_id, resolved_at=None).first()
        return f"{out.by or '–'}: {out.note}" if out else "–"

    # --- pages of its own ----------------------------------------------------------------------------

    def get_urls(self) -> Any:
        view = self.admin_site.admin_view(self.versions_view)
        return [
            path("versions/<int:judge>/<int:team>/<int:round>/", view, name="judging_score_versions"),
            *super().get_urls(),
        ]

    def versions_view(self, request: HttpRequest, judge: int, team: int, round: int) -> HttpResponse:
        """The history of one sheet, also of one that was deleted."""
        whose = get_object_or_404(Judge.objects.select_related("event"), pk=judge)
        if not self.has_change_permission(request, whose):
            raise PermissionDenied
        place = (whose, get_object_or_404(whose.event.teams, pk=team), get_object_or_404(whose.event.rounds, pk=round))
        return versions_page(request, place, self.admin_site)

    def add_view(self, request: HttpRequest, form_url: str = "", extra_context: Any = None) -> HttpResponse:
        """A sheet from paper, or for a phone that died."""
        if not self.has_add_permission(request):
            raise PermissionDenied
        return new_sheet_page(request, self.admin_site)

    # --- saving: one correction through the one door -------------------------------------------------

    def save_model(self, request: HttpRequest, obj: Any, form: ModelForm, change: bool) -> None:
        """Nothing yet: the sheet is recorded with its marks."""

    def save_related(self, request: HttpRequest, form: ModelForm, formsets: Any, change: bool) -> None:
        sheet = next(formset for formset in formsets if isinstance(formset, MarkFormSet))
        for formset in formsets:  # what the log entry is made from
            formset.new_objects, formset.changed_objects, formset.deleted_objects = [], [], []
        score = form.instance
        origin = Origin(
            address=request.META.get("REMOTE_ADDR") or "",
            user=request.user if request.user.is_authenticated else None,
            reason=form.cleaned_data["reason"],
            correction=True,
        )
        notes = {name: form.cleaned_data[name] for name in ("team_note", "private_note")}
        place = (score.judge, score.team, score.round)
        try:
            record_score(Submission(*place, sheet.marks(), origin=origin, reasons=sheet.reasons(), **notes))
        except ScoreRefused as refused:
            self.message_user(request, f"{refused.message} {' '.join(refused.fields.values())}", messages.ERROR)
            request._refused = True  # type: ignore[attr-defined]

    def response_change(self, request: HttpRequest, obj: Any) -> HttpResponse:
        """A refused correction is no success: back to the sheet, with the reason alone."""
        return redirect(request.path) if getattr(request, "_refused", False) else super().response_change(request, obj)


@admin.register(ScoreVersion)
class ScoreVersionAdmin(EventColumn, OwnEventsAdmin, admin.ModelAdmin):
    """Who sent what, when and from where; to be read only. The way to sheets that were deleted."""

    list_display = ("sent_at", "event", "judge", "team", "round", "number", "words", "who", "reason", "history")
    list_display_links = None
    list_filter = (
        ("judge__event", admin.RelatedOnlyFieldListFilter),
        ("round", admin.RelatedOnlyFieldListFilter),
        ("judge", admin.RelatedOnlyFieldListFilter),
    )
    ordering = ("-at", "-id")
    list_select_related = ("judge__event", "team", "round", "user")
    search_fields = ("team__name", "team__code", "judge__name", "judge__code", "reason")
    list_per_page = 100

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    has_delete_permission = has_change_permission

    @admin.display(description=gettext_lazy("when"), ordering="at")
    def sent_at(self, row: ScoreVersion) -> str:
        return row.judge.event.written(row.at)

    @admin.display(description=gettext_lazy("marks"))
    def words(self, row: ScoreVersion) -> str:
        return ", ".join(f"{code}: {mark_words(row.marks, code)}" for code in row.marks) or "–"

    @admin.display(description=gettext_lazy("from"))
    def who(self, row: ScoreVersion) -> str:
        return " ".join(str(part) for part in (row.user or (row.judge if row.address else ""), row.address) if part) or "–"

    @admin.display(description=gettext_lazy("history"))
    def history(self, row: ScoreVersion) -> str:
        return format_html('<a href="{}">{}</a>', versions_url(row), gettext_lazy("compare, restore"))
