"""The one door for marks: every sheet, from whomever, is checked and written here (step 1 of the flow).

record_score writes one sheet, record_scores many (the event file), set_round_status moves rounds between their
states. Each is one transaction; a refusal changes nothing.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from django.db import transaction
from django.db.models import Max

from events import board
from events.cursor import Cursor
from events.models import Board, Criterion, Round, Team
from judging.checks import check_marks, check_points, check_sheet
from judging.models import Judge, Mark, Score, ScoreVersion
from judging.refresh import changed
from judging.sheet import (
    InvalidMarks,
    KeyReused,
    Marks,
    NotOpen,
    NotYours,
    Origin,
    Points,
    Receipt,
    ScoreChanged,
    ScoreRefused,
    Sheet,
    Submission,
    mark_text,
    marks_of,
)

__all__ = [
    "InvalidMarks",
    "KeyReused",
    "NotOpen",
    "NotYours",
    "Origin",
    "Receipt",
    "ScoreChanged",
    "ScoreRefused",
    "Sheet",
    "Submission",
    "check_marks",
    "check_points",
    "follow_range",
    "keep_history",
    "mark_text",
    "marks_of",
    "record_score",
    "record_scores",
    "set_round_status",
]


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
        criteria = check_sheet(submission, score)
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


# --- writing -------------------------------------------------------------------------------------------


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


def follow_range(criterion: Criterion) -> None:
    """Give a criterion's marks its new range. One that no longer fits breaks the database's constraint: nothing is changed."""
    strays = criterion.marks.exclude(lowest=criterion.minimum, highest=criterion.maximum)
    strays.update(lowest=criterion.minimum, highest=criterion.maximum)


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
