"""The map of one round, judge x team: what has become of every sheet. Read from rows as they are now."""

from collections import defaultdict
from dataclasses import dataclass, field
from typing import NamedTuple

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from events.models import Event, Round, Team
from judging.duties import duties_of
from judging.models import Extension, Judge, Mark, SheetReturn
from judging.scoring import mark_text

# Every state of a sheet, in the order of the legend: its sign on the map and its word.
STATES = {
    "given": ("●", pgettext_lazy("sheet", "given")),
    "zero": ("0", gettext_lazy("given, with a zero")),
    "abstained": ("A", gettext_lazy("abstained")),
    "begun": ("◐", gettext_lazy("begun, not complete")),
    "missing": ("–", gettext_lazy("not given yet")),
    "late": ("!", gettext_lazy("late: the round is locked or closed")),
    "let_in": ("+", gettext_lazy("late, but let in")),
    "returned": ("R", gettext_lazy("returned to its judge")),
    "out": ("×", gettext_lazy("team or judge is out")),
    "none": ("", gettext_lazy("not assigned")),
}


class Cell(NamedTuple):
    """One judge and one team: the sheet's state and what a hover says."""

    state: str
    title: str = ""

    @property
    def sign(self) -> str:
        return STATES[self.state][0]


@dataclass
class Count:
    """How many sheets a judge (or a round) has to give, and how many are there or cannot come in time."""

    received: int = 0
    expected: int = 0
    late: int = 0

    @property
    def missing(self) -> int:
        return self.expected - self.received

    @property
    def share(self) -> float:
        return self.received / self.expected if self.expected else 1.0


@dataclass
class Map:
    """A round's map: rows are teams in running order, columns judges in the panel's order."""

    round: Round
    judges: list[Judge]
    rows: list[tuple[Team, list[Cell]]]
    counts: dict[int, Count]  # by judge id, over active teams
    extended: set[int] = field(default_factory=set)  # ids of judges who may send although the round is locked
    unseen: list[Team] = field(default_factory=list)  # active teams that nobody is to mark

    @property
    def total(self) -> Count:
        every = self.counts.values()
        return Count(sum(c.received for c in every), sum(c.expected for c in every), sum(c.late for c in every))


def maps_of(event: Event, rounds: list[Round]) -> list[Map]:
    """The maps of these rounds, in a number of queries that does not grow with them."""
    judges, teams = list(event.judges.all()), list(event.teams.all())
    duties = duties_of(event.pk)
    marks: dict[tuple[int, int, int], dict[int, str | None]] = defaultdict(dict)
    rows = Mark.objects.filter(score__round__in=rounds).order_by("criterion__order", "criterion_id")
    for judge_id, team_id, round_id, criterion, points in rows.values_list(
        "score__judge_id", "score__team_id", "score__round_id", "criterion_id", "points"
    ):
        marks[judge_id, team_id, round_id][criterion] = mark_text(points)
    returned = set(SheetReturn.objects.filter(round__in=rounds, resolved_at=None).values_list("judge_id", "team_id", "round_id"))
    extended = defaultdict(set)
    for judge_id, round_id in Extension.objects.running().filter(round__in=rounds).values_list("judge_id", "round_id"):
        extended[round_id].add(judge_id)
    found = []
    for round_ in rounds:
        map_ = Map(round_, judges, [], {judge.pk: Count() for judge in judges}, extended[round_.pk])
        for team in teams:
            cells = []
            for judge in judges:
                sheet = (judge.pk, team.pk, round_.pk)
                wanted = duties.get(judge.pk, {}).get((round_.pk, team.pk))
                cell = _cell(map_, judge, team, wanted, marks.get(sheet, {}), sheet in returned)
                _count(map_, judge, cell)
                cells.append(cell)
            map_.rows.append((team, cells))
            if team.status == Team.Status.ACTIVE and all(cell.state in ("none", "out") for cell in cells):
                map_.unseen.append(team)
        found.append(map_)
    return found


def _cell(
    map_: Map, judge: Judge, team: Team, wanted: frozenset[int] | None, given: dict[int, str | None], returned: bool
) -> Cell:
    if wanted is None and not given:
        return Cell("none")
    state = _state(map_, judge, team, wanted or frozenset(), given, returned)
    told = " · ".join(_("abstained") if points is None else points for points in given.values())
    words = f"{judge.name} - {team.name}: {STATES[state][1]}"
    return Cell(state, f"{words} ({told})" if told else words)


def _state(map_: Map, judge: Judge, team: Team, wanted: frozenset[int], given: dict[int, str | None], returned: bool) -> str:
    if team.status != Team.Status.ACTIVE or judge.status != Judge.Status.ACTIVE:
        return "out"
    if returned:
        return "returned"
    if given.keys() >= wanted:
        return _given(list(given.values()))
    if map_.round.status in (Round.Status.LOCKED, Round.Status.CLOSED):
        return "let_in" if judge.pk in map_.extended else "late"
    return "begun" if given else "missing"


def _given(points: list[str | None]) -> str:
    if all(each is None for each in points):
        return "abstained"
    return "zero" if any(each is not None and float(each) == 0 for each in points) else "given"


def _count(map_: Map, judge: Judge, cell: Cell) -> None:
    if cell.state in ("none", "out"):
        return
    count = map_.counts[judge.pk]
    count.expected += 1
    count.received += cell.state in ("given", "zero", "abstained", "returned")
    count.late += cell.state == "late"
