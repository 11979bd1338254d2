"""What a judge's desk shows: every sheet that is this judge's to fill in, how far it is, and which comes next."""

from collections.abc import Set
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal

from events.cursor import Cursor
from events.models import Board, Criterion, Event, Round, Team
from judging.confirmations import waiting_rounds
from judging.desk_feed import cursor_of
from judging.duties import duties_of
from judging.known_setup import memory
from judging.models import Judge, Mark, Project, Score, ScoreVersion, SheetReturn
from judging.openness import Leave, why_closed
from judging.sheet import Sheet, stored_sheet


@dataclass(frozen=True)
class Duty:
    """One sheet that a judge is to fill in: this team in this round, and what it holds so far."""

    round: Round
    team: Team
    criteria: frozenset[int]
    given: dict[int, Decimal | None]  # points by criterion id; None: abstained
    closed: str  # why it takes no marks now, or nothing
    total: Decimal | None = None  # this judge's marks x weights, None before the first mark
    returned: str = ""  # the head judge's note, until the sheet is sent again
    table: str = ""  # where the team stands in the hall

    @property
    def done(self) -> bool:
        """Whether every criterion has a mark or an abstention."""
        return self.criteria <= self.given.keys()

    @property
    def open(self) -> bool:
        """Whether the judge can and should still do something here."""
        return not self.closed and (not self.done or bool(self.returned))

    @property
    def state(self) -> str:
        """One word for all of it: returned | done | closed | begun | open."""
        if self.returned:
            return "returned"
        if self.done:
            return "done"
        if self.closed:
            return "closed"
        return "begun" if self.given_count else "open"

    @property
    def given_count(self) -> int:
        return len(self.criteria & self.given.keys())

    @property
    def counts(self) -> bool:
        """Whether this sheet is part of the progress: the team runs and the round has begun."""
        return self.team.status == Team.Status.ACTIVE and self.round.status != Round.Status.UPCOMING


@dataclass(frozen=True)
class Desk:
    """All duties of one judge, round by round in running order."""

    cursor: Cursor  # of the desk feed: this desk is at least as new
    rounds: list[tuple[Round, list[Duty]]] = field(default_factory=list)

    @property
    def duties(self) -> list[Duty]:
        return [duty for _, duties in self.rounds for duty in duties]

    @property
    def expected(self) -> int:
        return sum(duty.counts for duty in self.duties)

    @property
    def done(self) -> int:
        return sum(duty.counts and duty.done for duty in self.duties)

    def next_open(self, after: Duty | None = None) -> Duty | None:
        """The next sheet to fill in: behind this one first, then from the beginning."""
        duties = self.duties
        start = duties.index(after) + 1 if after in duties else 0
        return next((duty for duty in duties[start:] + duties[:start] if duty.open and duty != after), None)

    def duty(self, round_code: str, team_code: str) -> Duty | None:
        """The duty at this address, None where it is not this judge's."""
        return next((d for d in self.duties if (d.round.code, d.team.code) == (round_code, team_code)), None)


def desk_of(judge: Judge) -> Desk:
    """Everything this judge is to score, in a constant number of queries."""
    cursor = cursor_of(judge.event_id)
    sheets = duties_of(judge.event_id, judge.pk).get(judge.pk, {})
    look = _Look.at(judge)
    teams = list(Team.objects.filter(event_id=judge.event_id))
    found = []
    for round_ in Round.objects.filter(event_id=judge.event_id):
        mine = [team for team in teams if sheets.get((round_.pk, team.pk))]
        duties = [look.duty(round_, team, sheets[round_.pk, team.pk]) for team in mine]
        if duties:
            found.append((round_, duties))
    return Desk(cursor, found)


@dataclass(frozen=True)
class _Look:
    """What is asked once for all of a judge's duties: marks by (round id, team id), weights, leave, returned sheets."""

    judge: Judge
    given: dict[tuple[int, int], dict[int, Decimal | None]]
    weights: dict[int, Decimal]
    leave: Leave
    returned: dict[tuple[int, int], str]
    tables: dict[int, str]  # by team id

    @classmethod
    def at(cls, judge: Judge) -> "_Look":
        given: dict[tuple[int, int], dict[int, Decimal | None]] = {}
        names = ("score__round_id", "score__team_id", "criterion_id", "points")
        for round_id, team_id, criterion, points in Mark.objects.filter(score__judge=judge).values_list(*names):
            given.setdefault((round_id, team_id), {})[criterion] = points
        weights = dict(Criterion.objects.filter(round__event_id=judge.event_id).values_list("id", "weight"))
        returns = SheetReturn.objects.filter(judge=judge, resolved_at=None).values_list("round_id", "team_id", "note")
        notes = {(round_id, team_id): note for round_id, team_id, note in returns}
        tables = dict(Project.objects.filter(team__event=judge.event_id).values_list("team_id", "table"))
        return cls(judge, given, weights, Leave.of(judge.pk), notes, tables)

    def duty(self, round_: Round, team: Team, criteria: frozenset[int]) -> Duty:
        place = (round_.pk, team.pk)
        marks = self.given.get(place, {})
        products = [points * self.weights[criterion] for criterion, points in marks.items() if points is not None]
        closed = why_closed(self.judge.event, round_, team, self.leave)
        total = sum(products, Decimal(0)) if products else None
        why, note, table = closed.text if closed else "", self.returned.get(place, ""), self.tables.get(team.pk, "")
        return Duty(round_, team, criteria, marks, why, total, note, table)


# --- one sheet -----------------------------------------------------------------------------------------


def criteria_of(duty: Duty) -> list[Criterion]:
    """The criteria that this judge fills in on this sheet, in the round's order."""
    return list(Criterion.objects.filter(pk__in=duty.criteria))


def sheet_of(judge: Judge, duty: Duty) -> Sheet:
    """What the sheet holds now; version 0 without marks where nothing was ever sent."""
    return stored_sheet(Score.objects.filter(judge=judge, team=duty.team, round=duty.round).first())


@dataclass(frozen=True)
class Receipt:
    """What became of the newest version of a sheet: when it was received, and whether the hall sees it."""

    at: datetime
    state: str  # see BoardState.reached


def receipt_of(judge: Judge, duty: Duty, version: int) -> Receipt | None:
    """Where this version of the sheet has got to, judged by the board's own cursors; None where there is none."""
    row = ScoreVersion.objects.filter(judge=judge, team=duty.team, round=duty.round, number=version).first()
    return Receipt(row.at, BoardState.of(judge.event).reached(duty.round.pk, Cursor.parse(row.cursor))) if row else None


@dataclass(frozen=True)
class BoardState:
    """Where an event's board stands, to tell how far a sheet has got."""

    board: Board
    draft: bool
    waiting: Set[int]  # ids of rounds whose marks count only once they are confirmed

    @classmethod
    def of(cls, event: Event) -> "BoardState":
        board = Board.objects.defer("snapshot", "frozen_snapshot").get(event_id=event.pk)
        known = memory.known(event.pk, (board.epoch, board.setup))
        waiting = waiting_rounds(event.pk) if known is None else known.waiting
        return cls(board, event.status == Event.Status.DRAFT, waiting)

    def reached(self, round_id: int, needed: Cursor | None) -> str:
        """How far a sheet is whose change has this cursor: board | pending | unconfirmed | frozen | private."""
        # A version from an import or an organiser's edit has no cursor of its own: it waits for all that is committed.
        needed = needed or Cursor(self.board.epoch, self.board.version)
        if self.board.frozen:
            return "frozen"
        if self.draft:
            return "private"
        if round_id in self.waiting:
            return "unconfirmed"
        published = Cursor(self.board.published_epoch, self.board.published_version)
        return "board" if published >= needed else "pending"
