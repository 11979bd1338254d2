"""A judge's whole desk as one JSON document: what a phone keeps to work offline, and what GET /api/judge/desk answers."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Avg, Count, StdDev

from events.board import consistent_read
from events.cursor import Cursor
from events.models import Criterion, Event, Round
from judging.desk import BoardState, Duty, desk_of
from judging.desk_feed import state_for
from judging.models import Judge, Mark, Score, ScoreVersion, rules_of
from judging.openness import Leave, why_closed
from judging.shapes import sheet_json
from judging.sheet import Sheet, mark_text

JSON = dict[str, Any]

# A criterion's usual range is told only where it points at nobody: so many marks, by so many other judges.
MARKS_NEEDED, JUDGES_NEEDED, DEVIATIONS = 10, 3, 2.5


def desk_document(judge: Judge) -> JSON:
    """The desk of this judge (its shape is judging.desk_api.DeskDocument), in one state of the database."""
    with consistent_read():
        event = Event.objects.get(pk=judge.event_id)
        desk, writer = desk_of(judge), _Writer.at(judge, event)
        panel, feed = state_for(judge)
        return {
            "event": {"slug": event.slug, "name": event.name, "status": event.status, "timezone": event.timezone},
            "judge": {"code": judge.code, "name": judge.name, "head": judge.head},
            "drafts": rules_of(event).drafts,
            "rehearsal": feed["event"]["rehearsal"],
            "generation": feed["generation"],
            "cursor": str(desk.cursor),
            "rounds": [writer.round(round_, duties) for round_, duties in desk.rounds],
            "panel": [other._asdict() for other in panel if other.code != judge.code],
            "feed": feed,
        }


@dataclass(frozen=True)
class _Writer:
    """What is asked once for all rounds and sheets of a desk."""

    event: Event
    leave: Leave
    criteria: dict[int, Criterion]
    sheets: dict[tuple[int, int], tuple[Sheet, str]]  # by (round id, team id): the sheet, and how far it has got
    usual: dict[int, JSON]

    @classmethod
    def at(cls, judge: Judge, event: Event) -> "_Writer":
        criteria = {row.pk: row for row in Criterion.objects.filter(round__event=event)}
        return cls(event, Leave.of(judge.pk), criteria, _sheets(judge, BoardState.of(event)), _usual(judge))

    def round(self, round_: Round, duties: list[Duty]) -> JSON:
        closed = why_closed(self.event, round_, None, self.leave)
        mine = frozenset[int]().union(*(duty.criteria for duty in duties))
        rows = [row for row in self.criteria.values() if row.round_id == round_.pk]
        return {
            "code": round_.code,
            "name": round_.name,
            "status": round_.status,
            "open": closed is None,
            "why_closed": closed.text if closed else "",
            "criteria": [self._criterion(row) | {"mine": row.pk in mine} for row in rows],
            "teams": [self._team(duty) for duty in duties],
        }

    def _criterion(self, row: Criterion) -> JSON:
        numbers = {"min": row.minimum, "max": row.maximum, "step": row.step, "weight": row.weight}
        texts = {name: mark_text(number) for name, number in numbers.items()}
        return {"code": row.code, "name": row.name} | texts | {"levels": row.levels, "usual": self.usual.get(row.pk)}

    def _team(self, duty: Duty) -> JSON:
        team = duty.team
        sheet, reached = self.sheets.get((duty.round.pk, team.pk), (Sheet(0, {}, None), ""))
        return {
            "code": team.code,
            "name": team.name,
            "organisation": team.organisation,
            "order": team.order,
            "table": duty.table,
            "status": team.status,
            "state": duty.state,
            "why_closed": duty.closed,
            "criteria": [row.code for row in self.criteria.values() if row.pk in duty.criteria],
            "sheet": sheet_json(sheet) | {"state": reached},
            "returned_note": duty.returned,
        }


def _sheets(judge: Judge, board: BoardState) -> dict[tuple[int, int], tuple[Sheet, str]]:
    versions = ScoreVersion.objects.filter(judge=judge).values_list("round_id", "team_id", "number", "cursor")
    cursors = {(round_id, team_id, number): Cursor.parse(cursor) for round_id, team_id, number, cursor in versions}
    marks: dict[int, list[Mark]] = {}
    for mark in Mark.objects.filter(score__judge=judge).select_related("criterion").order_by("criterion__order", "criterion_id"):
        marks.setdefault(mark.score_id, []).append(mark)
    found = {}
    for score in Score.objects.filter(judge=judge):
        given = marks.get(score.pk, [])
        sheet = Sheet(
            score.version,
            {mark.criterion.code: mark_text(mark.points) for mark in given},
            score.updated_at,
            {mark.criterion.code: mark.reason for mark in given if mark.reason},
            score.team_note,
            score.private_note,
        )
        place = (score.round_id, score.team_id)
        found[place] = (sheet, board.reached(score.round_id, cursors.get((*place, score.version))))
    return found


def _usual(judge: Judge) -> dict[int, JSON]:
    """Per criterion the range in which the other judges' marks mostly lie, for the question before an unusual one is sent."""
    marks = Mark.objects.filter(criterion__round__event=judge.event_id, points__isnull=False).exclude(score__judge=judge)
    spread = marks.order_by().values("criterion").annotate(
        number=Count("id"), judges=Count("score__judge", distinct=True), mean=Avg("points"), deviation=StdDev("points"),
    )  # fmt: skip
    told = spread.filter(number__gte=MARKS_NEEDED, judges__gte=JUDGES_NEEDED)
    return {row["criterion"]: _range(float(row["mean"]), float(row["deviation"])) for row in told}


def _range(mean: float, deviation: float) -> JSON:
    return {"low": round(mean - DEVIATIONS * deviation, 2), "high": round(mean + DEVIATIONS * deviation, 2)}
