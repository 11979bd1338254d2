"""Admin's forms where a plain field would make an organiser write JSON."""

import re
from decimal import Decimal, InvalidOperation
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from events.merging import MergedForm
from events.models import Award, Criterion, Event, Reveal

LEVEL = re.compile(r"\s*(-?\d+(?:[.,]\d+)?)\s*[:=\s]\s*(\S.*?)\s*")


class LevelsField(forms.CharField):
    """What marks mean, one a line: "10 Nobody had thought of it"."""

    widget = forms.Textarea(attrs={"rows": 3, "cols": 30})

    def prepare_value(self, value: Any) -> Any:
        if isinstance(value, list):
            return "\n".join(f"{level['points']} {level['text']}" for level in value)
        return value

    def to_python(self, value: Any) -> Any:
        return [_level(line) for line in (value or "").splitlines() if line.strip()]

    def has_changed(self, initial: Any, data: Any) -> bool:
        return bool((self.prepare_value(initial) or "").split() != (data or "").split())


def _level(line: str) -> dict[str, str]:
    found = LEVEL.fullmatch(line)
    try:
        if found is None:
            raise InvalidOperation
        points = Decimal(found[1].replace(",", "."))
    except InvalidOperation:
        raise ValidationError(_("Write each line as a number and its meaning: 10 Flawless")) from None
    return {"points": str(points), "text": found[2]}


class CodedFormSet(forms.BaseInlineFormSet):
    """Rows with codes; those left empty are made from the names before the rows are compared with each other."""

    def clean(self) -> None:
        filled = [form for form in self.forms if form.cleaned_data.get("name")]
        taken = {str(code) for form in filled if (code := form.cleaned_data.get("code"))}
        for form in filled:
            if not form.cleaned_data.get("code"):
                form.instance.name = form.cleaned_data["name"]
                form.instance.code = form.cleaned_data["code"] = form.instance.free_code(taken)
                taken.add(form.instance.code)
        super().clean()


class CriterionForm(MergedForm):
    """A criterion in a round's table."""

    levels = LevelsField(required=False, label=_("levels"), help_text=_("One a line: 10 Flawless"))

    class Meta:
        model = Criterion
        fields = ("order", "name", "code", "minimum", "maximum", "step", "weight", "panel", "trim_low", "trim_high", "levels")


class RevealForm(forms.ModelForm):
    """How the reveal goes."""

    class Meta:
        model = Reveal
        fields = ("order", "suspense", "singly", "hide")


class AwardForm(forms.ModelForm):
    """One award: for a place, or for a team."""

    class Meta:
        model = Award
        fields = ("title", "place", "division", "team")


class AwardFormSet(forms.BaseInlineFormSet):
    """The awards of a reveal; divisions and teams are the event's own."""

    def add_fields(self, form: Any, index: Any) -> None:
        super().add_fields(form, index)
        event: Event = self.instance.event
        form.fields["division"].queryset = event.divisions.all()
        form.fields["team"].queryset = event.teams.all()


def award_formset(reveal: Reveal, data: Any = None) -> Any:
    """The table of awards, with room for two more."""
    factory = forms.inlineformset_factory(Reveal, Award, form=AwardForm, formset=AwardFormSet, extra=2)
    return factory(data, instance=reveal, prefix="awards")
