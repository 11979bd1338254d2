"""The map of one round, judge x team: what has become of every sheet, as it is now."""

from collections import defaultdict
from dataclasses import dataclass, field
from fractions import Fraction
from functools import lru_cache
from typing import NamedTuple

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from events.models import Event, Round, Team
from judging.duties import Duties
from judging.known_marks import SheetMarks
from judging.models import Extension, Judge, SheetReturn
from judging.reading import Reading, reading_of

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
    """One judge and one team: the sheet's state and its marks, None for an abstention."""

    state: str
    marks: tuple[str | None, ...] = ()

    @property
    def sign(self) -> str:
        return STATES[self.state][0]

    def title(self, judge: str, team: str) -> str:
        """What a hover says."""
        words = f"{judge} - {team}: {STATES[self.state][1]}"
        told = " · ".join(_("abstained") if points is None else points for points in self.marks)
        return f"{words} ({told})" if told else words


NOT_ASSIGNED = Cell("none")
NO_DUTIES: Duties = {}
RECEIVED = frozenset({"given", "zero", "abstained", "returned"})


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
    out: set[int] = field(default_factory=set)  # ids of judges who do not judge any more

    @property
    def total(self) -> Count:
        every = self.counts.values()
        return Count(sum(c.received for c in every), sum(c.expected for c in every), sum(c.late for c in every))


def maps_of(event: Event, rounds: list[Round], reading: Reading | None = None) -> list[Map]:
    """The maps of these rounds, in a number of queries that does not grow with them, of what has been read of the event."""
    reading = reading or reading_of(event)
    judges, teams = list(event.judges.all()), list(event.teams.all())
    returned = set(SheetReturn.objects.filter(round__in=rounds, resolved_at=None).values_list("judge_id", "team_id", "round_id"))
    extended = defaultdict(set)
    for judge_id, round_id in Extension.objects.running().filter(round__in=rounds).values_list("judge_id", "round_id"):
        extended[round_id].add(judge_id)
    out = {judge.pk for judge in judges if judge.status != Judge.Status.ACTIVE}
    found = []
    for round_ in rounds:
        map_ = Map(round_, judges, [], {judge.pk: Count() for judge in judges}, extended[round_.pk], out=out)
        for team in teams:
            cells = _row(map_, team, reading, returned)
            map_.rows.append((team, cells))
            if team.status == Team.Status.ACTIVE and all(cell.state in ("none", "out") for cell in cells):
                map_.unseen.append(team)
        found.append(map_)
    return found


def _row(map_: Map, team: Team, reading: Reading, returned: set[tuple[int, int, int]]) -> list[Cell]:
    """One team's cells. There may be thousands on a map: what is the same for all of a row is looked up once."""
    cells = []
    round_id, is_away, sheets = map_.round.pk, team.status != Team.Status.ACTIVE, reading.marks.sheets
    for judge in map_.judges:
        place = (judge.pk, team.pk, round_id)
        wanted = reading.setup.duties.get(judge.pk, NO_DUTIES).get((round_id, team.pk))
        sheet = sheets.get(place)
        if wanted is None and sheet is None:
            cells.append(NOT_ASSIGNED)
        elif is_away or judge.pk in map_.out:
            cells.append(Cell("out", sheet.texts if sheet else ()))
        else:
            state = "returned" if place in returned else _state(map_, judge, wanted or frozenset(), sheet)
            cells.append(Cell(state, sheet.texts if sheet else ()))
            _count(map_.counts[judge.pk], state)
    return cells


def _state(map_: Map, judge: Judge, wanted: frozenset[int], sheet: SheetMarks | None) -> str:
    if (sheet.criteria if sheet else frozenset()) >= wanted:
        return _given(sheet.texts if sheet else ())
    if map_.round.status in (Round.Status.LOCKED, Round.Status.CLOSED):
        return "let_in" if judge.pk in map_.extended else "late"
    return "begun" if sheet else "missing"


@lru_cache(maxsize=10_000)  # the same few sheets of marks are given again and again
def _given(points: tuple[str | None, ...]) -> str:
    if all(each is None for each in points):
        return "abstained"
    return "zero" if any(each is not None and Fraction(each) == 0 for each in points) else "given"


def _count(count: Count, state: str) -> None:
    count.expected += 1
    count.received += state in RECEIVED
    count.late += state == "late"
