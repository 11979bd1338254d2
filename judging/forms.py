"""The sheet as a form: what a judge types -> marks, with every problem beside its field and nothing lost."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, cast

from django import forms
from django.forms.boundfield import BoundField
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from events.models import Criterion
from judging.controls import choices_of, control_of
from judging.desk import Duty
from judging.models.sheets import NOTE_LENGTH, REASON_LENGTH
from judging.points import points_of
from judging.scoring import Outlived, ScoreRefused, Sheet, check_points, mark_text
from judging.sheet import number_text
from judging.usual import Usual


class MarkField(forms.Field):
    """One mark, as buttons or as a number. Empty is not given, which is never zero; a decimal comma is as good as a point."""

    def __init__(self, criterion: Criterion, *, last: bool) -> None:
        self.control = control_of(criterion)
        choices = [(text, number_text(text)) for text in choices_of(criterion)] if self.control == "choice" else []
        widget = forms.RadioSelect(choices=choices) if choices else forms.NumberInput()
        super().__init__(widget=widget, required=False, label=criterion.name, help_text=range_text(criterion))
        if choices:
            return
        self.widget.attrs |= {
            "min": mark_text(criterion.minimum),
            "max": mark_text(criterion.maximum),
            "step": mark_text(criterion.step) or "any",
            "inputmode": "text" if criterion.minimum < 0 else "decimal",  # a phone's number pad has no minus
            "placeholder": "–",
            "enterkeyhint": "done" if last else "next",
        }

    def to_python(self, value: str | None) -> Decimal | None:
        text = _with_point(value)
        if not text:
            return None
        try:
            return points_of(text)
        except ValueError:
            raise forms.ValidationError(_("This is not a number. Write it like 7 or 7.5.")) from None

    def prepare_value(self, value: Any) -> Any:
        return _with_point(value) if isinstance(value, str) else value


def _with_point(value: str | None) -> str:
    return (value or "").strip().replace(",", ".")


def range_text(criterion: Criterion) -> str:
    """What may be given and how much it counts, as the hint beside the field."""
    low, high, step = (number_text(mark_text(points)) for points in (criterion.minimum, criterion.maximum, criterion.step))
    text = _("%(low)s to %(high)s") % {"low": low, "high": high}
    if step:
        text = _("%(low)s to %(high)s in steps of %(step)s") % {"low": low, "high": high, "step": step}
    if criterion.weight == 0:
        return _("%(range)s, not in the total") % {"range": text}
    if criterion.weight != 1:
        return _("%(range)s, counts %(weight)s times") % {"range": text, "weight": number_text(mark_text(criterion.weight))}
    return text


def mark_words(marks: Mapping[str, str | None], code: str, write: Callable[[str], str] = number_text) -> str:
    """A mark in words: the number as `write` has it, abstained, or not given."""
    if code not in marks:
        return _("not given")
    return write(marks[code] or "") or _("abstained")


@dataclass(frozen=True)
class Row:
    """One criterion on the sheet."""

    criterion: Criterion
    mark: BoundField
    abstain: BoundField
    reason: BoundField
    control: str  # choice | slider | keypad
    usual: Usual | None  # marks that nobody is asked about

    @property
    def levels(self) -> list[dict[str, str]]:
        """What the points mean, the least first, whatever the organiser's order; `shown` is the number in words of now."""
        rows = sorted(self.criterion.levels or [], key=lambda level: Decimal(level["points"]))
        return [level | {"shown": number_text(level["points"])} for level in rows]

    @property
    def weight(self) -> str | None:
        return mark_text(self.criterion.weight)

    @property
    def ends(self) -> dict[str, str | None]:
        """Lowest, highest and step, as the browser takes numbers."""
        low, high, step = self.criterion.minimum, self.criterion.maximum, self.criterion.step
        return {"min": mark_text(low), "max": mark_text(high), "step": mark_text(step)}


class SheetForm(forms.Form):
    """One sheet: a number field and an abstention per criterion, the version that the judge saw (`base`), and what it is for."""

    base = forms.IntegerField(min_value=0, widget=forms.HiddenInput)
    generation = forms.IntegerField(required=False, min_value=0, widget=forms.HiddenInput)

    def __init__(  # what the form is of, and what was sent
        self,
        duty: Duty,
        criteria: Sequence[Criterion],
        sheet: Sheet,
        *,
        drafts: bool,
        now: int,
        data: dict[str, Any] | None = None,
    ) -> None:
        super().__init__(data, initial={"base": sheet.version, "generation": now})
        self.now = now  # what a sheet that is made now is meant for
        self.duty, self.criteria, self.sheet, self.drafts = duty, criteria, sheet, drafts
        self.usual: Mapping[int, Usual] = {}  # by criterion id
        self.marks: dict[str, Decimal | None] = {}
        self.current: Sheet | None = None  # what the server holds, where it is not what the judge saw
        for criterion in criteria:
            code, last = criterion.code, criterion is criteria[-1]
            self.fields[f"mark-{code}"] = MarkField(criterion, last=last)
            self.fields[f"abstain-{code}"] = forms.BooleanField(required=False, label=gettext_lazy("Abstain"))
            self.fields[f"reason-{code}"] = forms.CharField(
                required=False, max_length=REASON_LENGTH, label=gettext_lazy("Why (if you like)")
            )
            self.initial[f"mark-{code}"] = sheet.marks.get(code)
            self.initial[f"abstain-{code}"] = code in sheet.marks and sheet.marks[code] is None
            self.initial[f"reason-{code}"] = sheet.reasons.get(code, "")

        for name, label, stored in (
            ("team", gettext_lazy("For the team"), sheet.team_note),
            ("private", gettext_lazy("For yourself and the head judge"), sheet.private_note),
        ):
            self.fields[f"note-{name}"] = forms.CharField(
                required=False, max_length=NOTE_LENGTH, label=label, widget=forms.Textarea(attrs={"rows": 2}), initial=stored
            )

    def clean(self) -> None:
        for criterion in self.criteria:
            if f"mark-{criterion.code}" in self.errors:
                self._show_as_text(f"mark-{criterion.code}")
            else:
                self._clean_mark(criterion)
        if not self.marks and not self.errors and not self.cleaned_data["base"]:
            self.add_error(None, _("Nothing is given yet. Enter at least one mark, or abstain."))

    def _clean_mark(self, criterion: Criterion) -> None:
        name = f"mark-{criterion.code}"
        points, abstains = self.cleaned_data[name], self.cleaned_data[f"abstain-{criterion.code}"]
        if abstains and points is not None:
            self.add_error(name, _("Either a mark or an abstention: clear the number or the tick."))
        elif points is not None and (problem := check_points(criterion, points)):
            self.add_error(name, problem)
        elif points is not None or abstains:
            self.marks[criterion.code] = points
        elif not self.drafts:
            self.add_error(name, _("Not given yet. Enter a mark, or abstain."))

    def _show_as_text(self, name: str) -> None:
        """A number field shows nothing that is no number: what was typed must stay to be seen."""
        field = cast(MarkField, self.fields[name])
        field.widget, field.control = forms.TextInput(field.widget.attrs), "keypad"

    def refuse(self, refused: ScoreRefused) -> None:
        """Show why the sheet was not written. After a conflict the next press sends these marks all the same."""
        if refused.current is not None:
            self.current = refused.current
            self.data = dict(self.data) | {"base": refused.current.version}
        if isinstance(refused, Outlived):
            self.data = dict(self.data) | {"generation": self.now}
        for code, problem in refused.fields.items():
            self.add_error(f"mark-{code}" if f"mark-{code}" in self.fields else None, problem)
        if not refused.fields:
            self.add_error(None, refused.message)

    @property
    def texts(self) -> dict[str, str | None]:
        """The marks that were sent, as a stored sheet has them."""
        return {code: mark_text(points) for code, points in self.marks.items()}

    @property
    def reasons(self) -> dict[str, str]:
        """Why the judge abstained, by criterion code, where a reason was given."""
        abstained = [code for code, points in self.marks.items() if points is None]
        return {code: reason for code in abstained if (reason := self.cleaned_data[f"reason-{code}"])}

    def says(self, sheet: Sheet) -> bool:
        """Whether a stored sheet is what was sent."""
        sent = (self.texts, self.reasons, self.cleaned_data["note-team"], self.cleaned_data["note-private"])
        return sent == (sheet.marks, sheet.reasons, sheet.team_note, sheet.private_note)

    @property
    def versions(self) -> list[tuple[Criterion, str, str]]:
        """After a conflict, per criterion: what the server holds and what was sent, in words."""
        current = self.current.marks if self.current else {}
        return [(c, mark_words(current, c.code), mark_words(self.texts, c.code)) for c in self.criteria]

    @property
    def rows(self) -> Iterator[Row]:
        for criterion in self.criteria:
            mark, abstain, reason = (self[f"{part}-{criterion.code}"] for part in ("mark", "abstain", "reason"))
            control = cast(MarkField, mark.field).control
            yield Row(criterion, mark, abstain, reason, control=control, usual=self.usual.get(criterion.pk))

    @property
    def note_fields(self) -> list[BoundField]:
        return [self["note-team"], self["note-private"]]

    @property
    def total_text(self) -> str | None:
        """What this judge's stored marks come to, x weights."""
        return number_text(mark_text(self.duty.total)) or None

    @property
    def problem_title(self) -> str:
        """The heading of the error summary."""
        count = sum(len(problems) for problems in self.errors.values())
        return ngettext("Not sent: one thing to put right", "Not sent: %(count)s things to put right", count) % {"count": count}
