"""The skating system: places from judges' places by majority (design 4.4, Placings).

Rules 5 to 8 place one dance, rules 9 to 11 several. The text followed is the World DanceSport Federation's: a
majority is more than half of the cards; the place under review goes to who has a majority of "that place and
higher" marks, more marks first, then the lower sum of those marks, then, for the still tied alone, the columns
that follow.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

Places = dict[str, list[int]]  # team -> the places its judges gave it, in the order of the judges


@dataclass(slots=True)
class Dance:
    """One dance: the cards that count, each team's place, and the majority table (column -> count, sum)."""

    judges: list[str]
    places: Places
    result: dict[str, Fraction]
    table: dict[str, list[tuple[int, int]]]
    pending: list[str] = field(default_factory=list)  # judges whose cards do not hold each place once


def card_of(marks: Mapping[str, Fraction], teams: Sequence[str], from_points: bool) -> dict[str, int] | None:
    """One judge's places for the teams that are ranked, None for a card that does not hold each place 1..n once.

    With `from_points` the places follow from the judge's points, more is better; equal points make no card.
    Where a team that is no longer ranked leaves a gap, the teams behind it move up.
    """
    if any(team not in marks for team in teams):
        return None
    ordered = sorted(marks, key=lambda team: -marks[team] if from_points else marks[team])
    values = [marks[team] for team in ordered]
    if from_points and len(set(values)) < len(values):
        return None
    if not from_points and values != list(range(1, len(values) + 1)):
        return None
    return {team: place for place, team in enumerate((team for team in ordered if team in set(teams)), 1)}


def place_dance(places: Places) -> dict[str, Fraction]:
    """Rules 5 to 8: each team's place in one dance; teams that nothing parts share the mean of their places.

    All majorities of a column are placed before the next column is opened, and after places were given the
    search goes on in the next unexamined column, not in the column of the next place's number.
    """
    groups: list[list[str]] = []
    remaining, last = set(places), len(places)
    majority = len(next(iter(places.values()))) // 2 + 1 if places else 0
    for column in range(1, last + 1):
        found = [team for team in places if team in remaining and _count(places[team], column) >= majority]
        groups += _by_columns(found, places, column, last)
        remaining -= set(found)
    return shared_places(groups)


def _by_columns(tied: list[str], places: Places, column: int, last: int) -> list[list[str]]:
    """Order teams by this column (more marks, then the lower sum of those); who is still tied by the ones that follow."""
    if len(tied) < 2 or column > last:
        return [tied] if tied else []
    groups = []
    for group in grouped(tied, lambda team: _column_key(places[team], column)):
        groups += _by_columns(group, places, column + 1, last)
    return groups


def place_all(dances: Sequence[Dance]) -> dict[str, Fraction]:
    """Rules 9 to 11: the final places over several dances, by the sum of each team's places.

    Teams with equal sums are parted by rule 10, then by rule 11.
    """
    if not dances:
        return {}
    teams = [team for team in dances[0].result if all(team in dance.result for dance in dances)]
    if len(dances) == 1:
        return {team: dances[0].result[team] for team in teams}
    groups: list[list[str]] = []
    for tied in grouped(teams, lambda team: sum((dance.result[team] for dance in dances), Fraction(0))):
        groups += _part_equal_sums(tied, 1 + sum(map(len, groups)), dances)
    return shared_places(groups)


def _part_equal_sums(tied: list[str], place: int, dances: Sequence[Dance]) -> list[list[str]]:
    """Rules 10 and 11 for the place under review: only the best is placed, the rest start again for the next place."""
    if len(tied) < 2:
        return [tied] if tied else []
    best = grouped(tied, lambda team: _column_key([dance.result[team] for dance in dances], place))[0]
    if len(best) > 1:
        best = _best_of_all_marks(best, place, dances)
    rest = [team for team in tied if team not in best]
    return [best, *_part_equal_sums(rest, place + len(best), dances)]


def _best_of_all_marks(tied: list[str], place: int, dances: Sequence[Dance]) -> list[str]:
    """Rule 11: all marks of all dances as if of one, from the column of the place under review on."""
    together = {team: [mark for dance in dances for mark in dance.places[team]] for team in tied}
    majority = len(together[tied[0]]) // 2 + 1
    last = max(len(dance.places) for dance in dances)
    for column in range(place, last + 1):
        found = [team for team in tied if _count(together[team], column) >= majority]
        if found:
            return _by_columns(found, together, column, last)[0]
    return tied


def shared_places(groups: Sequence[Sequence[str]]) -> dict[str, Fraction]:
    """Places for groups in order: the teams of one group share the mean of the places that they take up."""
    result: dict[str, Fraction] = {}
    before = 0
    for group in groups:
        place = Fraction(2 * before + len(group) + 1, 2)
        result |= dict.fromkeys(group, place)
        before += len(group)
    return result


def majority_table(places: Places) -> dict[str, list[tuple[int, int]]]:
    """For each team, per column 1..n, how many marks are that place or higher, and their sum: what a tabulator prints."""
    columns = range(1, len(places) + 1)
    return {
        team: [(_count(marks, column), sum(mark for mark in marks if mark <= column)) for column in columns]
        for team, marks in places.items()
    }


def grouped(teams: Iterable[str], key: Callable[[str], object]) -> list[list[str]]:
    """Teams with equal keys together, the smallest key first."""
    groups: dict[Any, list[str]] = defaultdict(list)
    for team in teams:
        groups[key(team)].append(team)
    return [groups[value] for value in sorted(groups)]


def _column_key(marks: Sequence[Fraction] | Sequence[int], column: int) -> tuple[int, Fraction | int]:
    inside = [mark for mark in marks if mark <= column]
    return -len(inside), sum(inside)


def _count(marks: Sequence[int], column: int) -> int:
    return sum(mark <= column for mark in marks)
