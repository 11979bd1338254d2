"""Parting teams with equal totals, one tie-break after the other, in the organiser's order (design 4.4, Ties).

Sources: countback and its limit to the first place, Eurovision 1991; number of raters, countback, running order,
Eurovision 2008; a named criterion, Eurovision 2016 and the ISU segments; low values, ICPC.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from judging.standings.contest import Contest, TieBreak
from judging.standings.rounding import decimal_text
from judging.standings.totals import TeamTotal, Totals

# A key sorts teams best first; None is a team without a value, which comes last.
Key = Any


@dataclass(frozen=True, slots=True)
class Decision:
    """One tie-break that parted a tied group: who was ahead of whom, by which values (as text)."""

    by: str
    groups: tuple[tuple[str, ...], ...]  # team codes, best first
    values: dict[str, str]
    place: int


def part(
    tied: list[str], place: int, contest: Contest, totals: Totals, decisions: list[Decision], step: int = 0
) -> list[list[str]]:
    """Split a tied group whose best place is `place`; returns groups best first, those of one group share the rank.

    A group that a tie-break splits goes on with the next one, each part by itself.
    """
    steps = contest.rules.tie_breaks
    if len(tied) == 1 or step == len(steps):
        return [tied]
    tie_break = steps[step]
    if tie_break.places is not None and place > tie_break.places:
        return part(tied, place, contest, totals, decisions, step + 1)
    groups = _grouped(tied, {code: _key(tie_break, code, contest, totals) for code in tied})
    if len(groups) > 1:
        values = {code: _value_text(tie_break, code, contest, totals) for code in tied}
        decisions.append(Decision(tie_break.by, tuple(map(tuple, groups)), values, place))
    parted: list[list[str]] = []
    for group in groups:
        parted += part(group, place + sum(len(each) for each in parted), contest, totals, decisions, step + 1)
    return parted


def _grouped(codes: list[str], keys: dict[str, Key]) -> list[list[str]]:
    """Groups of equal keys, best first, teams without a value last."""
    best_first = sorted({key for key in keys.values() if key is not None}, reverse=True)
    groups = [[code for code in codes if keys[code] == key] for key in best_first]
    without = [code for code in codes if keys[code] is None]
    return [*groups, without] if without else groups


def _key(tie_break: TieBreak, code: str, contest: Contest, totals: Totals) -> Key:
    key = _KEYS[tie_break.by](tie_break, code, contest, totals)
    if key is not None and tie_break.by == "criteria" and tie_break.prefer == "low":
        return -key
    return key


def _criteria(tie_break: TieBreak, code: str, contest: Contest, totals: Totals) -> Fraction | None:
    """The named criteria as they entered the total; one of weight 0 counts with its rounded panel value."""
    named = set(tie_break.criteria)
    values = [
        value.points if value.criterion.weight else value.rounded
        for round_, total in totals.teams[code].rounds.items()
        if tie_break.round in (None, round_)
        for criterion, value in total.criteria.items()
        if criterion in named
    ]
    return sum(values, Fraction(0)) if values else None


def _countback(tie_break: TieBreak, code: str, contest: Contest, totals: Totals) -> tuple[Fraction, ...]:
    """All marks, highest first: comparing these compares how many of the highest each has, then of the next lower."""
    return tuple(sorted((points for _, points in _raw_marks(tie_break, totals.teams[code])), reverse=True))


def _raters(tie_break: TieBreak, code: str, contest: Contest, totals: Totals) -> int:
    return len({judge for judge, points in _raw_marks(tie_break, totals.teams[code]) if points > 0})


def _highest_mark(tie_break: TieBreak, code: str, contest: Contest, totals: Totals) -> Fraction | None:
    return max((points for _, points in _raw_marks(tie_break, totals.teams[code])), default=None)


def _round(tie_break: TieBreak, code: str, contest: Contest, totals: Totals) -> Fraction | None:
    total = totals.teams[code].rounds.get(tie_break.round or "")
    return total.total if total else None


def _running_order(tie_break: TieBreak, code: str, contest: Contest, totals: Totals) -> int | None:
    order = next(team.order for team in contest.teams if team.code == code)
    return None if order is None else -order


def _lot(tie_break: TieBreak, code: str, contest: Contest, totals: Totals) -> int | None:
    return -contest.lots.index(code) if code in contest.lots else None


_KEYS: dict[str, Callable[[TieBreak, str, Contest, Totals], Key]] = {
    "criteria": _criteria,
    "countback": _countback,
    "raters": _raters,
    "round": _round,
    "highest_mark": _highest_mark,
    "running_order": _running_order,
    "lot": _lot,
}
KNOWN = tuple(_KEYS)


def _raw_marks(tie_break: TieBreak, total: TeamTotal) -> Iterable[tuple[str, Fraction]]:
    """The marks as given, of the named criteria, else of all whose weight is not 0."""
    named = set(tie_break.criteria)
    for round_ in total.rounds.values():
        for code, value in round_.criteria.items():
            if code in named if named else value.criterion.weight:
                yield from value.given


def _value_text(tie_break: TieBreak, code: str, contest: Contest, totals: Totals) -> str:
    """What a tie-break compared, for people."""
    if tie_break.by == "countback":
        return " ".join(decimal_text(points, None) for points in _countback(tie_break, code, contest, totals))
    value = _KEYS[tie_break.by](tie_break, code, contest, totals)
    if value is None:
        return "none"
    if tie_break.by in ("running_order", "lot"):
        return str(-value + (tie_break.by == "lot"))
    return decimal_text(value, None)
