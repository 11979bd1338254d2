"""Admin's forms for rules and rounds: they refuse what the engine could not follow, before anything is written."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Any

from django import forms
from django.db.models import Max, Min
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from events.forms import CriterionForm
from events.merging import MergedForm
from events.models import Criterion, Round
from judging import standings
from judging.contest import standing_round, standing_rules
from judging.models import Mark, Rules, TieBreak
from judging.standings import Problem


class RulesForm(MergedForm):
    """An event's rules, checked by the engine itself."""

    class Meta:
        model = Rules
        fields = (
            "method", "places_from", "decimals", "rounding", "shown", "normalise", "zscore_mean", "zscore_deviation",
            "combine", "count", "drafts", "confirm",
        )  # fmt: skip
        # Kept here and not on the model, where a change of words would need a migration.
        labels = {"decimals": gettext_lazy("Decimals counted")}
        help_texts = {
            "decimals": gettext_lazy(
                "Rounds the result itself, and so can make ties: the value of each criterion, that times its weight, each round, "
                "and the total. Empty: nothing is rounded. Leave it empty unless your rules of competition say so; to see "
                "fewer decimals, say how many are shown."
            ),
            "shown": gettext_lazy(
                "For the eye alone: with 2, a total of 86.333333 is shown as 86.33. It changes no total, no rank and no tie. "
                "Teams that would look equal and are not are shown with more decimals. A team's page explains the exact numbers, "
                "and CSV, XLSX and JSON keep them. Empty: as many as there are, six at most. Places are shown as they are."
            ),
        }

    def clean(self) -> None:
        super().clean()
        if not self.errors:
            contest = _contest(self._rules(), _rounds(self.instance.event_id))
            refuse(self, standings.check(contest), contest.rounds)

    def _rules(self) -> standings.Rules:
        return standing_rules(Rules(**self.cleaned_data), ())


class TieBreakForm(MergedForm):
    """One tie-break; criteria are chosen by name."""

    criteria = forms.MultipleChoiceField(required=False, label=gettext_lazy("criteria"))

    class Meta:
        model = TieBreak
        fields = ("order", "by", "criteria", "round", "prefer", "places")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # Set by the inline: the criteria of the event at hand, by code.
        self.fields["criteria"].choices = self.criteria_choices  # type: ignore[attr-defined]
        self.fields["criteria"].widget.attrs["size"] = 4

    criteria_choices: list[tuple[str, str]] = []

    def clean(self) -> None:
        super().clean()
        if self.errors or not self.cleaned_data.get("by"):
            return
        data = self.cleaned_data
        round_code = data["round"].code if data["round"] else None
        step = standings.TieBreak(data["by"], tuple(data["criteria"]), round_code, data["prefer"], data["places"])
        contest = _contest(standings.Rules(tie_breaks=(step,)), _rounds(self.instance.event_id))
        mine = [problem for problem in standings.check(contest) if problem.path.startswith("rules.tie_breaks[0]")]
        refuse(self, [replace(problem, path=problem.path.removeprefix("rules.tie_breaks[0].")) for problem in mine])


class TieBreakFormSet(forms.BaseInlineFormSet):
    """All tie-breaks of an event; the skating system has its own."""

    def clean(self) -> None:
        super().clean()
        kept = [form for form in self.forms if form.has_changed() or form.instance.pk]
        kept = [form for form in kept if not (self.can_delete and form.cleaned_data.get("DELETE"))]
        if kept and self.data.get("rules-0-method") == Rules.Method.PLACINGS:
            raise forms.ValidationError(_("Placings part ties by the skating system's own rules: delete the tie-breaks."))


class RangedCriterionForm(CriterionForm):
    """A criterion whose range only changes where all marks that were given still fit."""

    def clean(self) -> None:
        super().clean()
        low, high, step = (self.cleaned_data.get(name) for name in ("minimum", "maximum", "step"))
        if not self.instance.pk or low is None or high is None:
            return
        marks = Mark.objects.filter(criterion=self.instance.pk, points__isnull=False)
        given = marks.aggregate(lowest=Min("points"), highest=Max("points"))
        if given["lowest"] is not None and given["lowest"] < low:
            self.add_error(
                "minimum",
                _("A mark of %(points)s was given already. Let the range hold it, or correct that mark under Scores first.")
                % {"points": given["lowest"].normalize()},
            )
        if given["highest"] is not None and given["highest"] > high:
            self.add_error(
                "maximum",
                _("A mark of %(points)s was given already. Let the range hold it, or correct that mark under Scores first.")
                % {"points": given["highest"].normalize()},
            )
        if step and {"step", "minimum"} & set(self.changed_data) and _off_step(marks.values_list("points", flat=True), low, step):
            self.add_error(
                "step",
                _(
                    "Marks were given already that are off this step. Take a finer "
                    "one, or correct those marks under Scores first."
                ),
            )


def _off_step(points: Iterable[Any], low: Decimal, step: Decimal) -> bool:
    return any((each - low) % step for each in set(points))


def _rounds(event_id: int | None) -> list[Round]:
    return list(Round.objects.filter(event_id=event_id).prefetch_related("criteria")) if event_id else []


def _contest(rules: standings.Rules, rounds: Iterable[Round]) -> standings.Contest:
    return standings.Contest(rules, (), (), tuple(standing_round(round_) for round_ in rounds), ())


def criteria_choices(event_id: int) -> list[tuple[str, str]]:
    """The criteria of an event as choices, each code once."""
    found = Criterion.objects.filter(round__event_id=event_id).order_by("round__order", "order", "id")
    return list(dict(found.values_list("code", "name")).items())


# Where the event file has another word than the form.
FIELDS = {"zscore": "zscore_mean", "zscore.deviation": "zscore_deviation", "combine.count": "count", "combine.rounds": "combine"}


def refuse(form: forms.ModelForm, problems: Iterable[Problem], rounds: Sequence[standings.Round] = ()) -> None:
    """Put the engine's problems beside the fields that they are about; what is wrong with a round names it."""
    for problem in problems:
        path = problem.path.removeprefix("rules.")
        name = FIELDS.get(path, path.split(".")[0].split("[")[0])
        words = problem.said(_)
        if found := IN_ROUND.match(problem.path):
            words = f"{_place(rounds[int(found[1])], found[2])}: {words}"
        form.add_error(name if name in form.fields else None, words)


IN_ROUND = re.compile(r"rounds\[(\d+)\](?:\.criteria\[(\d+)\])?")


def _place(round_: standings.Round, criterion: str | None) -> str:
    """The names of a round and of the criterion in it with this number."""
    if criterion is None:
        return round_.name
    return f"{round_.name}, {round_.criteria[int(criterion)].name}"
