"""Rules that make no sense together, or that point to nothing, with the path and a sentence for each."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from judging.standings.contest import Contest, Criterion, Round, Rules, TieBreak
from judging.standings.rounding import decimal_text
from judging.standings.saying import Say, _
from judging.standings.ties import KNOWN

CHOICES = {
    "method": ("points", "placings"),
    "places_from": ("marks", "points"),
    "rounding": ("half_up", "half_even"),
    "normalise": ("none", "zscore"),
    "combine": ("sum", "best", "last"),
}
PANELS = ("mean", "sum", "median", "trimmed_mean")
MAX_DECIMALS = 20
MOST_SHOWN = 6
NOT_NEGATIVE = _("Must not be negative. Write 0 or more.")
NOT_WITH_PLACINGS = _("Has no meaning with placings. Set it back to its default, or count by points.")


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong, and where, in the words of the event file ("rules.tie_breaks[1].criteria[0]").

    `text` is English, with %(places)s for its `values`; who knows the reader's language translates it before they go in.
    """

    path: str
    text: str
    values: Mapping[str, object] = field(default_factory=dict)

    @property
    def message(self) -> str:
        """The sentence in English."""
        return self.said(str)

    def said(self, say: Say) -> str:
        """The sentence in the language that `say` speaks."""
        return say(self.text) % self.values if self.values else say(self.text)


def check(contest: Contest) -> list[Problem]:
    """Everything about the rules and rounds of a contest that compute() could not follow; empty when all is well."""
    problems = [*_rules(contest.rules), *_combine(contest.rules)]
    for index, step in enumerate(contest.rules.tie_breaks):
        problems += _tie_break(step, contest, f"rules.tie_breaks[{index}]")
    for index, round_ in enumerate(contest.rounds):
        if round_.weight < 0:
            problems.append(Problem(f"rounds[{index}].weight", NOT_NEGATIVE))
        for number, criterion in enumerate(round_.criteria):
            problems += _criterion(criterion, f"rounds[{index}].criteria[{number}]")
    if contest.rules.method == "placings":
        problems += _placings(contest)
    return problems


def _one_of(path: str, choices: Collection[str]) -> Problem:
    return Problem(path, _("Write one of: %(choices)s."), {"choices": ", ".join(choices)})


def _unknown(path: str, text: str, code: str, known: Collection[str]) -> Problem:
    return Problem(path, text, {"code": code, "known": ", ".join(known) or "-"})


def _rules(rules: Rules) -> Iterator[Problem]:
    for name, choices in CHOICES.items():
        if getattr(rules, name) not in choices:
            yield _one_of(_path_of(name), choices)
    if rules.decimals is not None and not 0 <= rules.decimals <= MAX_DECIMALS:
        yield Problem(
            "rules.decimals", _("Write a number from 0 to %(most)s, or nothing: then nothing is rounded."), {"most": MAX_DECIMALS}
        )
    if rules.shown is not None and not 0 <= rules.shown <= MOST_SHOWN:
        yield Problem(
            "rules.shown", _("Write a number from 0 to %(most)s, or nothing: then six at most are shown."), {"most": MOST_SHOWN}
        )
    if rules.places_from == "points" and rules.method != "placings":
        yield Problem(
            "rules.places_from", _("Places follow from points only with placings. Choose placings, or let judges enter places.")
        )
    if rules.normalise != "zscore" and (rules.zscore_mean is not None or rules.zscore_deviation is not None):
        yield Problem(
            "rules.zscore", _("A target is for z-scores only. Normalise by z-scores, or leave mean and deviation empty.")
        )
    if rules.zscore_deviation is not None and rules.zscore_deviation < 0:
        yield Problem("rules.zscore.deviation", _("A deviation is never negative. Write 0 or more."))


def _combine(rules: Rules) -> Iterator[Problem]:
    if rules.combine == "best" and (rules.count is None or rules.count < 1):
        yield Problem("rules.combine.count", _("Say how many of the best rounds count: 1 or more."))
    if rules.combine != "best" and rules.count is not None:
        yield Problem(
            "rules.combine.count",
            _("Only the best rounds are counted by number. Leave the number empty, or combine by the best rounds."),
        )


def _path_of(name: str) -> str:
    return "rules.combine.rounds" if name == "combine" else f"rules.{name}"


def _tie_break(step: TieBreak, contest: Contest, path: str) -> Iterator[Problem]:
    rounds = [round_ for round_ in contest.rounds if step.round in (None, round_.code)]
    codes = {criterion.code for round_ in rounds for criterion in round_.criteria}
    if step.by not in KNOWN:
        yield _one_of(f"{path}.by", KNOWN)
    if step.round is not None and not rounds:
        yield _unknown(
            f"{path}.round", _("There is no round %(code)s. There are: %(known)s."), step.round, [r.code for r in contest.rounds]
        )
    else:
        for index, code in enumerate(step.criteria):
            if code not in codes:
                yield _unknown(
                    f"{path}.criteria[{index}]",
                    _("There is no criterion %(code)s here. There are: %(known)s."),
                    code,
                    sorted(codes),
                )
    yield from _fields_of_tie_break(step, path)


def _fields_of_tie_break(step: TieBreak, path: str) -> Iterator[Problem]:
    if step.by == "criteria" and not step.criteria:
        yield Problem(f"{path}.criteria", _("Name the criteria to compare."))
    if step.criteria and step.by not in ("criteria", "countback", "raters", "highest_mark"):
        yield Problem(f"{path}.criteria", _("This tie-break compares no criteria. Choose none."))
    if step.by == "round" and step.round is None:
        yield Problem(f"{path}.round", _("Name the round to compare."))
    if step.round is not None and step.by not in ("criteria", "round"):
        yield Problem(f"{path}.round", _("This tie-break looks at all rounds. Leave the round empty."))
    if step.prefer not in ("high", "low"):
        yield _one_of(f"{path}.prefer", ("high", "low"))
    elif step.prefer == "low" and step.by != "criteria":
        yield Problem(f"{path}.prefer", _("Only a sum of criteria can prefer the lower value. Choose the higher one."))
    if step.places is not None and step.places < 1:
        yield Problem(f"{path}.places", _("Write 1 or more, or nothing: then it counts for every place."))


def _criterion(criterion: Criterion, path: str) -> Iterator[Problem]:
    low, high = criterion.trim
    if criterion.panel not in PANELS:
        yield _one_of(f"{path}.panel", PANELS)
    if min(low, high) < 0:
        yield Problem(f"{path}.trim", NOT_NEGATIVE)
    elif (low or high) and criterion.panel != "trimmed_mean":
        yield Problem(f"{path}.trim", _("Only a trimmed mean drops marks. Choose it, or drop none."))
    if criterion.maximum <= criterion.minimum:
        yield Problem(
            f"{path}.max", _("Must be above the minimum, which is %(low)s."), {"low": decimal_text(criterion.minimum, None)}
        )
    if criterion.step is not None and criterion.step <= 0:
        yield Problem(f"{path}.step", _("Must be above zero. Leave it empty if every value may be given."))
    if criterion.weight < 0:
        yield Problem(f"{path}.weight", NOT_NEGATIVE)


def _placings(contest: Contest) -> Iterator[Problem]:
    """The skating system has no use for anything that works on points."""
    rules, default = contest.rules, Rules()
    for name, path in (("decimals", "rules.decimals"), ("normalise", "rules.normalise"), ("combine", "rules.combine")):
        if getattr(rules, name) != getattr(default, name):
            yield Problem(path, NOT_WITH_PLACINGS)
    if rules.tie_breaks:
        yield Problem("rules.tie_breaks", _("Placings part ties by the skating system's own rules. Delete the tie-breaks."))
    if contest.adjustments:
        yield Problem("adjustments", _("Points cannot be added to places. Delete the bonuses and penalties, or count by points."))
    for index, round_ in enumerate(contest.rounds):
        yield from _dance(round_, f"rounds[{index}]")


def _dance(round_: Round, path: str) -> Iterator[Problem]:
    if len(round_.criteria) != 1:
        yield Problem(
            f"{path}.criteria", _("With placings a round is one dance with exactly one criterion. Make a round of each dance.")
        )
    if round_.weight != Decimal(1):
        yield Problem(f"{path}.weight", NOT_WITH_PLACINGS)
    for index, criterion in enumerate(round_.criteria):
        if criterion.panel != "mean":
            yield Problem(f"{path}.criteria[{index}].panel", NOT_WITH_PLACINGS)
        if criterion.weight != Decimal(1):
            yield Problem(f"{path}.criteria[{index}].weight", NOT_WITH_PLACINGS)
