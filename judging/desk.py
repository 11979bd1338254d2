"""What a judge's desk shows: every sheet that is this judge's to fill in, how far it is, and which comes next."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal

from django.utils.translation import gettext as _

from events.cursor import Cursor
from events.models import Board, Criterion, Event, Round, Team
from judging.duties import duties_of
from judging.models import Judge, Mark, Score, ScoreVersion
from judging.scoring import Sheet, marks_of


@dataclass(frozen=True)
class Receipt:
    """What became of the newest version of a sheet: when it was received, and whether the hall sees it."""

    at: datetime
    state: str  # board | pending | frozen | private


@dataclass(frozen=True)
class Duty:
    """One sheet that a judge is to fill in: this team in this round, and what it holds so far."""

    round: Round
    team: Team
    criteria: frozenset[int]
    given: dict[int, Decimal | None]  # points by criterion id; None: abstained
    closed: str  # why it takes no marks now, or nothing
    total: Decimal | None = None  # this judge's marks x weights, None before the first mark
    version: int = 0  # of the sheet, 0: there is none
    receipt: Receipt | None = None  # what became of it

    @property
    def done(self) -> bool:
        """Whether every criterion has a mark or an abstention."""
        return self.criteria <= self.given.keys()

    @property
    def open(self) -> bool:
        """Whether the judge can and should still do something here."""
        return not self.done and not self.closed

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
    sheets = duties_of(judge.event_id, judge.pk).get(judge.pk, {})
    given = _given(judge)
    receipts = receipts_of(judge)
    versions = {(row[0], row[1]): row[2] for row in judge.scores.values_list("round_id", "team_id", "version")}
    weights = dict(Criterion.objects.filter(round__event_id=judge.event_id).values_list("id", "weight"))
    teams = list(Team.objects.filter(event_id=judge.event_id))
    found = []
    for round_ in Round.objects.filter(event_id=judge.event_id):
        mine = [team for team in teams if sheets.get((round_.pk, team.pk))]
        duties = []
        for team in mine:
            at = (round_.pk, team.pk)
            marks = given.get(at, {})
            duties.append(
                Duty(
                    round=round_,
                    team=team,
                    criteria=sheets[at],
                    given=marks,
                    closed=closed_reason(judge.event, round_, team),
                    total=_total(marks, weights),
                    version=versions.get(at, 0),
                    receipt=receipts.get(at),
                )
            )
        if duties:
            found.append((round_, duties))
    return Desk(found)


Given = dict[tuple[int, int], dict[int, Decimal | None]]


def _given(judge: Judge) -> Given:
    given: Given = {}
    rows = Mark.objects.filter(score__judge=judge)
    for round_id, team_id, criterion, points in rows.values_list("score__round_id", "score__team_id", "criterion_id", "points"):
        given.setdefault((round_id, team_id), {})[criterion] = points
    return given


def _total(marks: dict[int, Decimal | None], weights: Mapping[int, Decimal]) -> Decimal | None:
    products = [points * weights[criterion] for criterion, points in marks.items() if points is not None]
    return sum(products, Decimal(0)) if products else None


def receipts_of(judge: Judge) -> dict[tuple[int, int], Receipt]:
    """What became of the newest version of each sheet, by round and team.

    Judged by the board's own cursors: a version is on the board once a board with its cursor is published.
    """
    board = Board.objects.get(event_id=judge.event_id)
    shown = Cursor(board.published_epoch, board.published_version)
    found = {}
    rows = ScoreVersion.objects.filter(judge=judge).order_by("number")
    for round_id, team_id, at, cursor in rows.values_list("round_id", "team_id", "at", "cursor"):
        # A version from an import or an organiser's edit has no cursor of its own: it waits for all that is committed.
        needed = Cursor.parse(cursor) or Cursor(board.epoch, board.version)
        state = "board" if shown >= needed else "pending"
        if board.frozen:
            state = "frozen"
        elif judge.event.status == Event.Status.DRAFT:
            state = "private"
        found[round_id, team_id] = Receipt(at, state)
    return found


def closed_reason(event: Event, round_: Round, team: Team) -> str:
    """Why this sheet takes no marks now, in words for the judge; empty while it does."""
    if event.status == Event.Status.FINAL:
        return _("%(event)s is final. Marks no longer change.") % {"event": event.name}
    if round_.status == Round.Status.UPCOMING:
        return _("%(round)s has not begun yet.") % {"round": round_.name}
    if round_.status != Round.Status.OPEN:
        state = round_.get_status_display().lower()
        return _("%(round)s is %(state)s. It takes no marks now.") % {"round": round_.name, "state": state}
    if team.status != Team.Status.ACTIVE:
        return _("%(team)s is %(state)s.") % {"team": team.name, "state": team.get_status_display().lower()}
    return ""


# --- one sheet -----------------------------------------------------------------------------------------


def criteria_of(duty: Duty) -> list[Criterion]:
    """The criteria that this judge fills in on this sheet, in the round's order."""
    return list(Criterion.objects.filter(pk__in=duty.criteria))


def sheet_of(judge: Judge, duty: Duty) -> Sheet:
    """What the sheet holds now; version 0 without marks where nothing was ever sent."""
    score = Score.objects.filter(judge=judge, team=duty.team, round=duty.round).first()
    return Sheet(score.version, marks_of(score), score.updated_at) if score else Sheet(0, {}, None)
