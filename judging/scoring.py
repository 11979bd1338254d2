"""The one door for marks: every sheet, from whomever, is checked and written here (step 1 of the flow).

record_score writes one sheet, record_scores many (the event file), lock_round and its kin move rounds between
their states. Each is one transaction; a refusal changes nothing.
"""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction
from django.db.models import Max

from events import board
from events.cursor import Cursor
from events.models import Board, Criterion, Event, Round, Team
from judging.duties import duties_of
from judging.models import Judge, Mark, Rules, Score, ScoreVersion
from judging.refresh import changed
from judging.standings import decimal_text

Points = Decimal | None  # None: abstained. A criterion that is not there: not given.
Marks = Mapping[str, Points]  # by criterion code


class ScoreRefused(Exception):
    """A sheet that was not written. `status` is the HTTP status of design 4.3, `fields` says what of each criterion."""

    status = 422

    def __init__(self, message: str, fields: Mapping[str, str] | None = None, current: "Sheet | None" = None) -> None:
        super().__init__(message)
        self.message = message
        self.fields = dict(fields or {})
        self.current = current


class NotYours(ScoreRefused):
    """The team, the round or a criterion is not this judge's to score."""

    status = 403


class NotOpen(ScoreRefused):
    """The round does not take marks now, or the event or the team is out of the running."""

    status = 409


class ScoreChanged(ScoreRefused):
    """The sheet was changed since the sender saw it; `current` is what it holds now."""

    status = 409


class InvalidMarks(ScoreRefused):
    """Marks that are out of range, off step, unknown, or missing where drafts are not allowed."""


class KeyReused(ScoreRefused):
    """The Idempotency-Key came before with another body."""


@dataclass(frozen=True)
class Origin:
    """Who writes a sheet, from where and why. A correction is an organiser's: it may change what is no longer open."""

    address: str = ""
    user: AbstractBaseUser | None = None
    reason: str = ""
    correction: bool = False


@dataclass(frozen=True)
class Submission:
    """One whole sheet as it was sent. `base` is the version that the sender saw (0: none; None: does not care)."""

    judge: Judge
    team: Team
    round: Round
    marks: Marks
    base: int | None = None
    key: str = ""
    origin: Origin = field(default_factory=Origin)

    @property
    def digest(self) -> str:
        """What makes two submissions the same one: everything that was sent but the key."""
        marks = {code: mark_text(points) for code, points in sorted(self.marks.items())}
        return hashlib.sha256(json.dumps([self.team.code, self.round.code, marks, self.base]).encode()).hexdigest()


@dataclass(frozen=True)
class Sheet:
    """A stored version of a sheet: its number, marks as text by criterion code, and when it was received."""

    version: int
    marks: dict[str, str | None]
    at: datetime | None


@dataclass(frozen=True)
class Receipt:
    """What a submit is answered with: a board with this cursor or a later one holds the sheet."""

    cursor: Cursor
    sheet: Sheet


def mark_text(points: Points) -> str | None:
    """A mark as text: the shortest exact decimal, None for an abstention."""
    return None if points is None else decimal_text(points, None)


def record_score(submission: Submission) -> Receipt:
    """Check a sheet against range, step, assignment, round state and version, and write it with its history.

    Raises ScoreRefused (see its subclasses for the cases); then nothing was written. The sheet is replaced as a
    whole: a criterion that is not in `marks` is not given afterwards. The board row is locked first, so that
    submits to one event come one after the other and what was checked still holds at commit.
    """
    event_id = submission.judge.event_id
    with transaction.atomic():
        Board.objects.select_for_update().get(event_id=event_id)
        earlier = _answered_before(submission)
        if earlier:
            return earlier
        score = Score.objects.filter(judge=submission.judge, team=submission.team, round=submission.round).first()
        criteria = _check(submission, score)
        changed(event_id)
        cursor = board.committed(event_id)
        return Receipt(cursor, _write(submission, score, criteria, cursor))


def record_scores(sheets: Iterable[tuple[Judge, Team, Round, Marks]], origin: Origin) -> None:
    """Write many new sheets of one event at once: the event file's way in, values already checked by check_marks.

    Rounds may have any state and sheets may be partial. Call inside a transaction, with no sheet twice.
    """
    rows = list(sheets)
    if not rows:
        return
    changed(rows[0][0].event_id)
    scores = Score.objects.bulk_create([Score(judge=judge, team=team, round=round_) for judge, team, round_, _ in rows], 500)
    criteria = {(c.round_id, c.code): c for c in Criterion.objects.filter(round__event_id=rows[0][0].event_id)}
    marks = [
        _mark(score, criteria[score.round_id, code], points)
        for score, (_, _, _, given) in zip(scores, rows, strict=True)
        for code, points in given.items()
    ]
    Mark.objects.bulk_create(marks, 500)
    ScoreVersion.objects.bulk_create(
        [
            ScoreVersion(
                judge=judge, team=team, round=round_, number=1, marks=_texts(given),
                address=origin.address, user_id=_user_id(origin), reason=origin.reason,
            )
            for judge, team, round_, given in rows
        ],
        500,
    )  # fmt: skip


# --- checks --------------------------------------------------------------------------------------------


def _answered_before(submission: Submission) -> Receipt | None:
    if not submission.key:
        return None
    row = ScoreVersion.objects.filter(judge=submission.judge, key=submission.key).first()
    if row is None:
        return None
    if row.digest != submission.digest:
        raise KeyReused("This Idempotency-Key was used before, with another body.")
    cursor = Cursor.parse(row.cursor)
    return Receipt(cursor, Sheet(row.number, row.marks, row.at)) if cursor else None


def _check(submission: Submission, score: Score | None) -> dict[str, Criterion]:
    """Everything that can be wrong with a sheet, most fundamental first; returns the round's criteria by code."""
    judge = Judge.objects.select_related("event").get(pk=submission.judge.pk)
    team, round_ = Team.objects.get(pk=submission.team.pk), Round.objects.get(pk=submission.round.pk)
    criteria = {criterion.code: criterion for criterion in round_.criteria.all()}
    if team.event_id != judge.event_id or round_.event_id != judge.event_id:
        raise NotYours(f"{judge.name} does not judge this event.")
    if not submission.origin.correction:
        _check_duty(judge, team, round_, submission.marks, criteria)
        _check_open(judge.event, team, round_)
    problems = check_marks(criteria, submission.marks)
    if problems:
        raise InvalidMarks("Some marks cannot be taken.", problems)
    _check_base(submission, score)
    return criteria


def _check_duty(judge: Judge, team: Team, round_: Round, marks: Marks, criteria: Mapping[str, Criterion]) -> None:
    if judge.status != Judge.Status.ACTIVE:
        raise NotYours(f"{judge.name} no longer judges this event.")
    mine = duties_of(judge.event_id, judge.pk).get(judge.pk, {}).get((round_.pk, team.pk))
    if mine is None:
        raise NotYours(f"{team.name} in {round_.name} is not assigned to {judge.name}.")
    foreign = [code for code in marks if code in criteria and criteria[code].pk not in mine]
    if foreign:
        raise NotYours("Some criteria are not this judge's to score.", dict.fromkeys(foreign, "Not assigned to this judge."))
    missing = [code for code, criterion in criteria.items() if criterion.pk in mine and code not in marks]
    if missing and not Rules.objects.filter(event_id=judge.event_id, drafts=True).exists():
        known = check_marks(criteria, marks)
        raise InvalidMarks("The sheet is not complete.", known | dict.fromkeys(missing, "Not given yet."))


def _check_open(event: Event, team: Team, round_: Round) -> None:
    if event.status == Event.Status.FINAL:
        raise NotOpen(f"{event.name} is final.")
    if round_.status != Round.Status.OPEN:
        raise NotOpen(f"{round_.name} is {round_.get_status_display().lower()}, it takes no marks now.")
    if team.status != Team.Status.ACTIVE:
        raise NotOpen(f"{team.name} is {team.get_status_display().lower()}.")


def check_marks(criteria: Mapping[str, Criterion], marks: Marks) -> dict[str, str]:
    """What is wrong with each mark, by criterion code: unknown criterion, out of range, off step, too many decimals."""
    problems = {}
    for code, points in marks.items():
        if code not in criteria:
            problems[code] = "There is no such criterion in this round."
        elif points is not None and (problem := check_points(criteria[code], points)):
            problems[code] = problem
    return problems


def check_points(criterion: Criterion, points: Decimal) -> str:
    """What is wrong with one mark, or nothing. Steps are counted from the criterion's minimum."""
    low, high, step = criterion.minimum, criterion.maximum, criterion.step
    if not points.is_finite() or not low <= points <= high:
        return f"Must be from {decimal_text(low, None)} to {decimal_text(high, None)}."
    if points != round(points, 6):
        return "At most six decimals."
    if step and (points - low) % step:
        return f"Must go in steps of {decimal_text(step, None)} from {decimal_text(low, None)}."
    return ""


def _check_base(submission: Submission, score: Score | None) -> None:
    if submission.base is None or submission.base == (score.version if score else 0):
        return
    current = Sheet(score.version, marks_of(score), score.updated_at) if score else Sheet(0, {}, None)
    raise ScoreChanged("The sheet was changed meanwhile.", current=current)


# --- writing -------------------------------------------------------------------------------------------


def marks_of(score: Score) -> dict[str, str | None]:
    """The marks that a sheet holds now, as text by criterion code."""
    marks = score.marks.order_by("criterion__order", "criterion_id").values_list("criterion__code", "points")
    return {code: mark_text(points) for code, points in marks}


def _write(submission: Submission, score: Score | None, criteria: Mapping[str, Criterion], cursor: Cursor) -> Sheet:
    number = _next_number(submission.judge.pk, submission.team.pk, submission.round.pk)
    if score is None:
        score = Score.objects.create(judge=submission.judge, team=submission.team, round=submission.round, version=number)
    else:
        score.version = number
        score.save(update_fields=["version", "updated_at"])
    Mark.objects.bulk_create(
        [_mark(score, criteria[code], points) for code, points in submission.marks.items()],
        update_conflicts=True,
        unique_fields=["score", "criterion"],
        update_fields=["points", "lowest", "highest"],
    )
    version = ScoreVersion.objects.create(
        judge=submission.judge, team=submission.team, round=submission.round, number=number, marks=_texts(submission.marks),
        user_id=_user_id(submission.origin), address=submission.origin.address, reason=submission.origin.reason,
        key=submission.key, digest=submission.digest if submission.key else "", cursor=str(cursor),
    )  # fmt: skip
    # Last, so that the receiver of these deletions finds the history complete already.
    score.marks.exclude(criterion__code__in=submission.marks).delete()
    return Sheet(number, version.marks, version.at)


def keep_history(score: Score, reason: str) -> None:
    """Append a version when the sheet no longer is what its newest version says: a mark was changed past this door."""
    marks = marks_of(score) if score.pk else {}
    newest = ScoreVersion.objects.filter(judge_id=score.judge_id, team_id=score.team_id, round_id=score.round_id).last()
    if newest is not None and newest.marks == marks:
        return
    number = newest.number + 1 if newest else max(score.version, 1)
    ScoreVersion.objects.create(
        judge_id=score.judge_id, team_id=score.team_id, round_id=score.round_id, number=number, marks=marks, reason=reason
    )
    if score.pk:
        Score.objects.filter(pk=score.pk).update(version=number)


def _next_number(judge_id: int, team_id: int, round_id: int) -> int:
    versions = ScoreVersion.objects.filter(judge_id=judge_id, team_id=team_id, round_id=round_id)
    return int(versions.aggregate(newest=Max("number"))["newest"] or 0) + 1


def _mark(score: Score, criterion: Criterion, points: Points) -> Mark:
    return Mark(score=score, criterion=criterion, points=points, lowest=criterion.minimum, highest=criterion.maximum)


def _texts(marks: Marks) -> dict[str, str | None]:
    return {code: mark_text(points) for code, points in marks.items()}


def _user_id(origin: Origin) -> Any:
    return origin.user.pk if origin.user else None


# --- rounds --------------------------------------------------------------------------------------------


def set_round_status(rounds: Iterable[Round], status: Round.Status) -> int:
    """Open, lock or close rounds, in one transaction; returns how many changed. The saves' signals move the board."""
    moved = [round_ for round_ in rounds if round_.status != status]
    with transaction.atomic():
        for round_ in sorted(moved, key=lambda r: (r.event_id, r.pk)):
            round_.status = status
            round_.save(update_fields=["status"])
    return len(moved)
