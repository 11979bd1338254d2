"""Sheets as organisers see them: the marks, every version, and corrections with a reason, through scoring's own door."""

from decimal import Decimal
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.db.models import Count
from django.forms import ModelForm
from django.http import HttpRequest
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html_join
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from events import admin as events_admin
from judging.forms import mark_words
from judging.models import Mark, Score, ScoreVersion
from judging.scoring import Origin, ScoreRefused, Submission, check_marks, record_score


class MarkForm(forms.ModelForm):
    """One mark; which criterion it is for is said once."""

    class Meta:
        model = Mark
        fields = ("criterion", "points")

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
        kept = [form.cleaned_data for form in self.forms if form.cleaned_data.get("criterion")]
        return {data["criterion"].code: data.get("points") for data in kept if not data.get("DELETE")}


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
    """A correction needs a reason: it stands in the sheet's history for ever."""

    reason = forms.CharField(max_length=300, label=gettext_lazy("reason for the correction"))

    class Meta:
        model = Score
        fields = ()


@admin.register(Score)
class ScoreAdmin(events_admin.EventPartAdmin):
    form = ScoreForm
    list_display = ("team", "round", "judge", "marks_count", "version", "updated_at")
    list_filter = (
        ("judge__event", admin.RelatedOnlyFieldListFilter),
        ("round", admin.RelatedOnlyFieldListFilter),
        ("judge", admin.RelatedOnlyFieldListFilter),
    )
    ordering = ("-updated_at", "-id")
    list_select_related = ("team", "round", "judge")
    search_fields = ("team__name", "team__code", "judge__name", "judge__code")
    fields = ("judge", "team", "round", "version", "reason", "versions")
    readonly_fields = ("judge", "team", "round", "version", "versions")
    inlines = (MarkInline,)

    def get_queryset(self, request: HttpRequest) -> Any:
        return super().get_queryset(request).annotate(marks_number=Count("marks"))

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """A new sheet is a judge's: open the judge's link to enter it."""
        return False

    @admin.display(description=gettext_lazy("marks"), ordering="marks_number")
    def marks_count(self, score: Any) -> int:
        return int(score.marks_number)

    @admin.display(description=gettext_lazy("every version"))
    def versions(self, score: Score) -> str:
        rows = ScoreVersion.objects.filter(judge=score.judge_id, team=score.team_id, round=score.round_id)
        return format_html_join(
            "",
            "<p><strong>{}</strong> {} {} {}<br>{}</p>",
            (
                (
                    row.number,
                    date_format(timezone.localtime(row.at), "Y-m-d H:i:s"),
                    row.user or row.address or "",
                    row.reason,
                    ", ".join(f"{code}: {mark_words(row.marks, code)}" for code in row.marks) or _("no marks"),
                )
                for row in reversed(rows.select_related("user"))
            ),
        )

    # --- saving: one correction through the one door -------------------------------------------------

    def save_model(self, request: HttpRequest, obj: Any, form: ModelForm, change: bool) -> None:
        """Nothing yet: the sheet is recorded with its marks."""

    def save_related(self, request: HttpRequest, form: ModelForm, formsets: Any, change: bool) -> None:
        marks = next(formset.marks() for formset in formsets if isinstance(formset, MarkFormSet))
        for formset in formsets:  # what the log entry is made from
            formset.new_objects, formset.changed_objects, formset.deleted_objects = [], [], []
        score = form.instance
        origin = Origin(
            address=request.META.get("REMOTE_ADDR") or "",
            user=request.user if request.user.is_authenticated else None,
            reason=form.cleaned_data["reason"],
            correction=True,
        )
        try:
            record_score(Submission(score.judge, score.team, score.round, marks, origin=origin))
        except ScoreRefused as refused:
            self.message_user(request, f"{refused.message} {' '.join(refused.fields.values())}", messages.ERROR)
