"""Rules that make no sense together, or that point to nothing, with the path and a sentence for each."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from judging.standings.contest import Contest, Criterion, Round, Rules, TieBreak
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


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong, and where, in the words of the event file ("rules.tie_breaks[1].criteria[0]")."""

    path: str
    message: str


def check(contest: Contest) -> list[Problem]:
    """Everything about the rules and rounds of a contest that compute() could not follow; empty when all is well."""
    problems = [*_rules(contest.rules), *_combine(contest.rules)]
    for index, step in enumerate(contest.rules.tie_breaks):
        problems += _tie_break(step, contest, f"rules.tie_breaks[{index}]")
    for index, round_ in enumerate(contest.rounds):
        if round_.weight < 0:
            problems.append(Problem(f"rounds[{index}].weight", "Must not be negative."))
        for number, criterion in enumerate(round_.criteria):
            problems += _criterion(criterion, f"rounds[{index}].criteria[{number}]")
    if contest.rules.method == "placings":
        problems += _placings(contest)
    return problems


def _rules(rules: Rules) -> Iterator[Problem]:
    for name, choices in CHOICES.items():
        if getattr(rules, name) not in choices:
            yield Problem(_path_of(name), f"Must be one of {', '.join(choices)}.")
    if rules.decimals is not None and not 0 <= rules.decimals <= MAX_DECIMALS:
        yield Problem("rules.decimals", f"Must be from 0 to {MAX_DECIMALS}.")
    if rules.places_from == "points" and rules.method != "placings":
        yield Problem("rules.places_from", "Places follow from points only under the placings method.")
    if rules.normalise != "zscore" and (rules.zscore_mean is not None or rules.zscore_deviation is not None):
        yield Problem("rules.zscore", "A target is for z-scores only: set normalise to zscore or leave it out.")
    if rules.zscore_deviation is not None and rules.zscore_deviation < 0:
        yield Problem("rules.zscore.deviation", "A deviation is never negative.")


def _combine(rules: Rules) -> Iterator[Problem]:
    if rules.combine == "best" and (rules.count is None or rules.count < 1):
        yield Problem("rules.combine.count", "Say how many of the best rounds count.")
    if rules.combine != "best" and rules.count is not None:
        yield Problem("rules.combine.count", "Only the best rounds are counted by number.")


def _path_of(name: str) -> str:
    return "rules.combine.rounds" if name == "combine" else f"rules.{name}"


def _tie_break(step: TieBreak, contest: Contest, path: str) -> Iterator[Problem]:
    rounds = [round_ for round_ in contest.rounds if step.round in (None, round_.code)]
    codes = {criterion.code for round_ in rounds for criterion in round_.criteria}
    if step.by not in KNOWN:
        yield Problem(f"{path}.by", f"Must be one of {', '.join(KNOWN)}.")
    if step.round is not None and not rounds:
        yield Problem(f"{path}.round", f"There is no round {step.round}.")
    else:
        for index, code in enumerate(step.criteria):
            if code not in codes:
                yield Problem(f"{path}.criteria[{index}]", f"There is no criterion {code}.")
    yield from _fields_of_tie_break(step, path)


def _fields_of_tie_break(step: TieBreak, path: str) -> Iterator[Problem]:
    if step.by == "criteria" and not step.criteria:
        yield Problem(f"{path}.criteria", "Name the criteria to compare.")
    if step.criteria and step.by not in ("criteria", "countback", "raters", "highest_mark"):
        yield Problem(f"{path}.criteria", f"{step.by} compares no criteria.")
    if step.by == "round" and step.round is None:
        yield Problem(f"{path}.round", "Name the round to compare.")
    if step.round is not None and step.by not in ("criteria", "round"):
        yield Problem(f"{path}.round", f"{step.by} looks at all rounds.")
    if step.prefer not in ("high", "low"):
        yield Problem(f"{path}.prefer", "Must be high or low.")
    elif step.prefer == "low" and step.by != "criteria":
        yield Problem(f"{path}.prefer", "Only criteria can prefer the lower value.")
    if step.places is not None and step.places < 1:
        yield Problem(f"{path}.places", "Must be 1 or more.")


def _criterion(criterion: Criterion, path: str) -> Iterator[Problem]:
    low, high = criterion.trim
    if criterion.panel not in PANELS:
        yield Problem(f"{path}.panel", f"Must be one of {', '.join(PANELS)}.")
    if min(low, high) < 0:
        yield Problem(f"{path}.trim", "Must not be negative.")
    elif (low or high) and criterion.panel != "trimmed_mean":
        yield Problem(f"{path}.trim", "Only a trimmed mean drops marks.")
    if criterion.maximum <= criterion.minimum:
        yield Problem(f"{path}.max", "Must be above the minimum.")
    if criterion.step is not None and criterion.step <= 0:
        yield Problem(f"{path}.step", "Must be above zero.")
    if criterion.weight < 0:
        yield Problem(f"{path}.weight", "Must not be negative.")


def _placings(contest: Contest) -> Iterator[Problem]:
    """The skating system has no use for anything that works on points."""
    rules, default = contest.rules, Rules()
    for name, path in (("decimals", "rules.decimals"), ("normalise", "rules.normalise"), ("combine", "rules.combine")):
        if getattr(rules, name) != getattr(default, name):
            yield Problem(path, "Has no meaning with placings.")
    if rules.tie_breaks:
        yield Problem("rules.tie_breaks", "Placings part ties by the skating system's own rules.")
    if contest.adjustments:
        yield Problem("adjustments", "Points cannot be added to places.")
    for index, round_ in enumerate(contest.rounds):
        yield from _dance(round_, f"rounds[{index}]")


def _dance(round_: Round, path: str) -> Iterator[Problem]:
    if len(round_.criteria) != 1:
        yield Problem(f"{path}.criteria", "With placings a round is one dance with exactly one criterion.")
    if round_.weight != Decimal(1):
        yield Problem(f"{path}.weight", "Has no meaning with placings.")
    for index, criterion in enumerate(round_.criteria):
        if criterion.panel != "mean":
            yield Problem(f"{path}.criteria[{index}].panel", "Has no meaning with placings.")
        if criterion.weight != Decimal(1):
            yield Problem(f"{path}.criteria[{index}].weight", "Has no meaning with placings.")
