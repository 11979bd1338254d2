"""The one door for marks: every sheet, from whomever, is checked and written here (step 1 of the flow).

record_score writes one sheet, record_scores many (the event file), forget_scores takes a rehearsal's away,
set_round_status moves rounds between their states. Each is one transaction; a refusal changes nothing.
"""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime

from django.core.exceptions import ObjectDoesNotExist
from django.db import router, transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from events import board
from events.cursor import Cursor
from events.models import Criterion, Round
from judging.checks import Checked, check_base, check_marks, check_points, check_sheet
from judging.confirmations import end_confirmation
from judging.known_setup import memory
from judging.models import Mark, Score, ScoreVersion, SheetReturn
from judging.refresh import changed, setup_changed
from judging.sheet import (
    InvalidMarks,
    KeyReused,
    NotOpen,
    NotYours,
    Origin,
    Outlived,
    Points,
    Receipt,
    ScoreChanged,
    ScoreRefused,
    Sheet,
    Submission,
    mark_text,
    sheet_of_version,
    stored_sheet,
)
from judging.turns import in_turn

__all__ = [
    "InvalidMarks",
    "KeyReused",
    "NotOpen",
    "NotYours",
    "Origin",
    "Outlived",
    "Receipt",
    "ScoreChanged",
    "ScoreRefused",
    "Sheet",
    "Submission",
    "check_marks",
    "check_points",
    "follow_range",
    "forget_scores",
    "keep_history",
    "mark_text",
    "record_score",
    "record_scores",
    "set_round_status",
    "sheet_of_version",
    "stored_sheet",
]


def record_score(submission: Submission) -> Receipt:
    """Check a sheet against range, step, assignment, round state and version, and write it with its history.

    Raises ScoreRefused (see its subclasses for the cases); then nothing was written. The sheet is replaced as a
    whole: a criterion that is not in `marks` is not given afterwards. The board row is locked, so that submits to
    one event come one after the other. What takes longest, the checks, is done before that; it holds at commit
    because the set-up's count is the same under the lock, and is done again where it is not.
    """
    event_id = submission.judge.event_id
    ahead = _check_ahead(submission)
    with in_turn(event_id):
        cursor, mark = board.lock(event_id)
        earlier = _answered_before(submission)
        if earlier:
            return earlier
        memory.outdated(event_id, mark)
        checked = ahead if ahead and ahead.mark == mark else check_sheet(submission, *memory.at(event_id, mark))
        score = Score.objects.filter(judge=submission.judge, team=submission.team, round=submission.round).first()
        check_base(submission, score)
        if changed(event_id):
            cursor = cursor._replace(version=cursor.version + 1)
        return Receipt(cursor, _write(submission, score, checked, cursor))


def _check_ahead(submission: Submission) -> Checked | None:
    """The checks without the lock; None where something is wrong, which is only said once nobody can mend it meanwhile."""
    try:
        return check_sheet(submission, *memory.ahead(submission.judge.event_id))
    except (ScoreRefused, ObjectDoesNotExist):
        return None


def record_scores(sheets: Iterable[Submission]) -> None:
    """Write many new sheets of one event at once: the event file's way in, values already checked by check_marks.

    Rounds may have any state and sheets may be partial. Call inside a transaction, with no sheet twice.
    """
    rows = list(sheets)
    if not rows:
        return
    event_id = rows[0].judge.event_id
    changed(event_id)
    written = [(row, _sheet_after(row, Sheet(0, {}, None), 1)) for row in rows]
    scores = Score.objects.bulk_create(
        [
            Score(judge=row.judge, team=row.team, round=row.round, team_note=sheet.team_note, private_note=sheet.private_note)
            for row, sheet in written
        ],
        500,
    )
    criteria = {(c.round_id, c.code): c for c in Criterion.objects.filter(round__event_id=event_id)}
    marks = [
        _mark(score, criteria[score.round_id, code], points, sheet.reasons.get(code, ""))
        for score, (row, sheet) in zip(scores, written, strict=True)
        for code, points in row.marks.items()
    ]
    Mark.objects.bulk_create(marks, 500)
    ScoreVersion.objects.bulk_create([_version(row, sheet) for row, sheet in written], 500)


def _answered_before(submission: Submission) -> Receipt | None:
    if not submission.key:
        return None
    row = ScoreVersion.objects.filter(judge=submission.judge, key=submission.key).first()
    if row is None:
        return None
    if row.digest != submission.digest:
        raise KeyReused(_("This Idempotency-Key was used before, with another body."))
    cursor = Cursor.parse(row.cursor)
    return Receipt(cursor, sheet_of_version(row)) if cursor else None


# --- writing -------------------------------------------------------------------------------------------


def _write(submission: Submission, score: Score | None, checked: Checked, cursor: Cursor) -> Sheet:
    before = stored_sheet(score)
    number = score.version + 1 if score else _next_number(submission.judge.pk, submission.team.pk, submission.round.pk)
    after = _sheet_after(submission, before, number)
    if score is None:
        score = Score(judge=submission.judge, team=submission.team, round=submission.round)
    score.version, score.team_note, score.private_note = after.version, after.team_note, after.private_note
    _store(score)
    Mark.objects.bulk_create(
        [_mark(score, checked.criteria[code], points, after.reasons.get(code, "")) for code, points in submission.marks.items()],
        update_conflicts=True,
        unique_fields=["score", "criterion"],
        update_fields=["points", "reason", "lowest", "highest"],
    )
    version = _version(submission, after, str(cursor))
    version.save()
    gone = before.marks.keys() - submission.marks.keys()
    if gone:
        Mark.objects.filter(score=score, criterion__code__in=gone)._raw_delete(Mark.objects.db)
    if checked.returned or checked.confirmed:
        settle(score, changed_by="" if before.marks == after.marks else str(submission.origin.user or submission.judge))
    return replace(after, at=version.at)


def _store(score: Score) -> None:
    """Store the sheet itself without a signal: the board's version is raised and the history written beside it."""
    if score.pk is None:
        Score.objects.bulk_create([score])
    else:
        now = timezone.now()
        notes = {"team_note": score.team_note, "private_note": score.private_note}
        Score.objects.filter(pk=score.pk).update(version=score.version, updated_at=now, **notes)


def _sheet_after(submission: Submission, before: Sheet, number: int) -> Sheet:
    """The sheet as it is to be: what was not sent of reasons and notes stays; only abstentions have reasons."""
    reasons = before.reasons if submission.reasons is None else submission.reasons
    kept = {code: reasons[code] for code, points in submission.marks.items() if points is None and reasons.get(code)}
    return Sheet(
        number,
        {code: mark_text(points) for code, points in submission.marks.items()},
        None,
        kept,
        before.team_note if submission.team_note is None else submission.team_note,
        before.private_note if submission.private_note is None else submission.private_note,
    )


def _version(submission: Submission, sheet: Sheet, cursor: str = "") -> ScoreVersion:
    origin = submission.origin
    return ScoreVersion(
        judge=submission.judge, team=submission.team, round=submission.round, number=sheet.version, marks=sheet.marks,
        reasons=sheet.reasons, team_note=sheet.team_note, private_note=sheet.private_note,
        user_id=origin.user_id, address=origin.address, reason=origin.reason,
        key=submission.key, digest=submission.digest if submission.key else "", cursor=cursor,
    )  # fmt: skip


def settle(score: Score, changed_by: str) -> None:
    """What a written sheet ends: its return by the head judge and, where its marks changed, its round's confirmation."""
    sheet = {"judge_id": score.judge_id, "team_id": score.team_id, "round_id": score.round_id}
    if score.version > 1:  # a first sheet cannot have been returned
        SheetReturn.objects.filter(**sheet, resolved_at=None).update(resolved_at=timezone.now())
    if changed_by:
        because = _("%(who)s changed a mark: %(sheet)s.") % {"who": changed_by, "sheet": score}
        end_confirmation(score.round_id, because)


def forget_scores(event_id: int, since: datetime) -> None:
    """Take every sheet of an event away, and the versions that came since: the rehearsal's way out, and nobody else's.

    So many queries, however many sheets there are; nothing is written of each. Call under the board's lock.
    """
    setup_changed(event_id)
    Mark.objects.filter(score__judge__event_id=event_id)._raw_delete(router.db_for_write(Mark))
    Score.objects.filter(judge__event_id=event_id)._raw_delete(router.db_for_write(Score))
    ScoreVersion.objects.filter(judge__event_id=event_id, at__gte=since)._raw_delete(router.db_for_write(ScoreVersion))


def keep_history(score: Score, reason: str) -> None:
    """Append a version when the sheet no longer is what its newest version says: a mark was changed past this door."""
    now = stored_sheet(score) if score.pk else Sheet(0, {}, None)
    newest = ScoreVersion.objects.filter(judge_id=score.judge_id, team_id=score.team_id, round_id=score.round_id).last()
    if newest is not None and (newest.marks, newest.reasons) == (now.marks, now.reasons):
        return
    number = newest.number + 1 if newest else max(score.version, 1)
    ScoreVersion.objects.create(
        judge_id=score.judge_id, team_id=score.team_id, round_id=score.round_id, number=number, reason=reason,
        marks=now.marks, reasons=now.reasons, team_note=now.team_note, private_note=now.private_note,
    )  # fmt: skip
    if score.pk:
        Score.objects.filter(pk=score.pk).update(version=number)
    settle(score, changed_by=reason)


def follow_range(criterion: Criterion) -> None:
    """Give a criterion's marks its new range. One that no longer fits breaks the database's constraint: nothing is changed."""
    strays = criterion.marks.exclude(lowest=criterion.minimum, highest=criterion.maximum)
    strays.update(lowest=criterion.minimum, highest=criterion.maximum)


def _next_number(judge_id: int, team_id: int, round_id: int) -> int:
    versions = ScoreVersion.objects.filter(judge_id=judge_id, team_id=team_id, round_id=round_id)
    return int(versions.aggregate(newest=Max("number"))["newest"] or 0) + 1


def _mark(score: Score, criterion: Criterion, points: Points, reason: str) -> Mark:
    low, high = criterion.minimum, criterion.maximum
    return Mark(score=score, criterion=criterion, points=points, reason=reason, lowest=low, highest=high)


# --- rounds --------------------------------------------------------------------------------------------


def set_round_status(rounds: Iterable[Round], status: Round.Status) -> int:
    """Open, lock or close rounds, in one transaction; returns how many changed. The saves' signals move the board."""
    moved = [round_ for round_ in rounds if round_.status != status]
    with transaction.atomic():
        for event_id in sorted({round_.event_id for round_ in moved}):
            board.lock(event_id)
        for round_ in sorted(moved, key=lambda r: (r.event_id, r.pk)):
            round_.status = status
            round_.save(update_fields=["status"])
    return len(moved)
