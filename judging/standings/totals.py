"""From marks to each team's total: panel, weight, round, combined, adjusted, rounding at each step (design 4.4)."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from judging.standings.contest import Adjustment, Contest, Criterion, Rules
from judging.standings.normalisation import zscores
from judging.standings.panels import kept, panel_value
from judging.standings.rounding import round_to

Given = list[tuple[str, Fraction]]  # judge code, points; in the order the marks came


@dataclass(slots=True)
class CriterionValue:
    """One team's value in one criterion: the marks as given and as normalised, the panel value, and what it is worth.

    `counted` are the positions of the marks that were not dropped; `points` is what enters the round's total: the rounded
    panel value x weight, rounded.
    """

    criterion: Criterion
    given: Given
    normalised: Given
    counted: list[int]
    value: Fraction
    rounded: Fraction
    points: Fraction


@dataclass(slots=True)
class RoundTotal:
    """One team's round: its criteria, their sum, the adjustments, the rounded total and that x weight, rounded."""

    criteria: dict[str, CriterionValue]
    sum: Fraction
    adjustments: list[Adjustment]
    total: Fraction
    weighted: Fraction


@dataclass(slots=True)
class TeamTotal:
    """One team's way to its total. `counted` are the rounds that entered it; total None: not ranked."""

    rounds: dict[str, RoundTotal]
    counted: list[str]
    combined: Fraction | None
    adjustments: list[Adjustment]
    total: Fraction | None


@dataclass(slots=True)
class Totals:
    """All teams' totals, and by (round, criterion) the judges whose marks could not be normalised."""

    teams: dict[str, TeamTotal]
    flat: dict[tuple[str, str], list[str]]


Cell = tuple[str, str]  # round code, criterion code


def totals_of(contest: Contest) -> Totals:
    """Every team's total under the points method."""
    rules = contest.rules
    given = given_marks(contest)
    normalised, flat = _normalise(given, rules) if rules.normalise == "zscore" else (given, {})
    adjusted: dict[tuple[str, str | None], list[Adjustment]] = defaultdict(list)
    for adjustment in contest.adjustments:
        adjusted[adjustment.team, adjustment.round].append(adjustment)
    teams = {team.code: TeamTotal({}, [], None, adjusted.get((team.code, None), []), None) for team in contest.teams}
    for round_ in contest.rounds:
        criteria = [(criterion, (round_.code, criterion.code)) for criterion in round_.criteria]
        for code, team in teams.items():
            values = {
                criterion.code: _criterion_value(criterion, given[cell][code], normalised[cell][code], rules)
                for criterion, cell in criteria
                if code in given[cell]
            }
            if values:
                team.rounds[round_.code] = _round_total(values, adjusted.get((code, round_.code), []), round_.weight, rules)
    # A round counts once anybody has a mark in it; before that it counts for nobody.
    counting = [round_.code for round_ in contest.rounds if any(round_.code in team.rounds for team in teams.values())]
    for team in teams.values():
        _combine(team, counting, rules)
    return Totals(teams, flat)


def given_marks(contest: Contest) -> dict[Cell, dict[str, Given]]:
    """The marks that are there, by (round, criterion) and team: no abstentions, no withdrawn judges, no unknown codes."""
    active = {judge.code for judge in contest.judges if judge.status == "active"}
    cells: dict[Cell, dict[str, Given]] = {(r.code, c.code): {} for r in contest.rounds for c in r.criteria}
    numbers: dict[Decimal, Fraction] = {}  # marks repeat: a panel uses a few dozen different numbers
    for round_, judge, team, criterion, points in contest.marks:
        cell = cells.get((round_, criterion))
        if points is None or cell is None or judge not in active:
            continue
        number = numbers.get(points)
        if number is None:
            number = numbers[points] = Fraction(points)
        cell.setdefault(team, []).append((judge, number))
    return cells


def _normalise(
    given: Mapping[Cell, Mapping[str, Given]], rules: Rules
) -> tuple[dict[Cell, dict[str, Given]], dict[Cell, list[str]]]:
    """z-scores per judge, round and criterion. All given marks form a judge's scale, also those of teams that withdrew later."""
    normalised, flat = {}, {}
    for cell, teams in given.items():
        cards: dict[str, list[Fraction]] = defaultdict(list)
        for marks in teams.values():
            for judge, points in marks:
                cards[judge].append(points)
        if not cards:
            normalised[cell] = dict(teams)
            continue
        scaled, unusable = zscores(cards, rules.zscore_mean, rules.zscore_deviation)
        if unusable:
            flat[cell] = unusable
        queues = {judge: iter(points) for judge, points in scaled.items()}
        normalised[cell] = {team: [(judge, next(queues[judge])) for judge, _ in marks] for team, marks in teams.items()}
    return normalised, flat


def _criterion_value(criterion: Criterion, given: Given, normalised: Given, rules: Rules) -> CriterionValue:
    marks = [points for _, points in normalised]
    counted = kept(marks, criterion.panel, criterion.trim)
    value = panel_value([marks[index] for index in counted], criterion.panel)
    rounded = round_to(value, rules.decimals, rules.rounding)
    points = round_to(rounded * Fraction(criterion.weight), rules.decimals, rules.rounding)
    return CriterionValue(criterion, given, normalised, counted, value, rounded, points)


def _round_total(values: dict[str, CriterionValue], adjustments: list[Adjustment], weight: Decimal, rules: Rules) -> RoundTotal:
    together = _sum(value.points for value in values.values())
    total = round_to(together + _points_of(adjustments), rules.decimals, rules.rounding)
    weighted = round_to(total * Fraction(weight), rules.decimals, rules.rounding)
    return RoundTotal(values, together, adjustments, total, weighted)


def _combine(team: TeamTotal, counting: list[str], rules: Rules) -> None:
    """The rounds into one total: their sum, the best n of them, or the last that counts (without it: no total)."""
    entered = [code for code in counting if code in team.rounds]
    if rules.combine == "last":
        entered = [code for code in counting[-1:] if code in team.rounds]
    elif rules.combine == "best":
        best = sorted(entered, key=lambda code: -team.rounds[code].weighted)[: rules.count]
        entered = [code for code in entered if code in best]
    if entered:
        team.counted = entered
        team.combined = _sum(team.rounds[code].weighted for code in entered)
        team.total = round_to(team.combined + _points_of(team.adjustments), rules.decimals, rules.rounding)


def _points_of(adjustments: Iterable[Adjustment]) -> Fraction:
    return _sum(Fraction(adjustment.points) for adjustment in adjustments)


def _sum(values: Iterable[Fraction]) -> Fraction:
    return sum(values, Fraction(0))
