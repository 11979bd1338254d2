"""Everything that can be wrong with a sheet; judging.scoring asks before it writes."""

from collections.abc import Mapping
from decimal import Decimal

from events.models import Criterion, Round, Team
from judging import standings
from judging.duties import duties_of
from judging.models import Judge, Rules, Score
from judging.openness import Leave, why_closed
from judging.sheet import InvalidMarks, Marks, NotOpen, NotYours, ScoreChanged, Submission, stored_sheet
from judging.standings import decimal_text


def check_sheet(submission: Submission, score: Score | None) -> dict[str, Criterion]:
    """Everything that can be wrong with a sheet, most fundamental first; returns the round's criteria by code."""
    judge = Judge.objects.select_related("event").get(pk=submission.judge.pk)
    team, round_ = Team.objects.get(pk=submission.team.pk), Round.objects.get(pk=submission.round.pk)
    criteria = {criterion.code: criterion for criterion in round_.criteria.all()}
    if team.event_id != judge.event_id or round_.event_id != judge.event_id:
        raise NotYours(f"{judge.name} does not judge this event.")
    if not submission.origin.correction:
        _check_duty(judge, team, round_, submission.marks, criteria)
        closed = why_closed(judge.event, round_, team, Leave.of(judge.pk))
        if closed:
            raise NotOpen(closed.text, code=closed.code)
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
        problems = known | dict.fromkeys(missing, "Not given yet.")
        raise InvalidMarks("The sheet is not complete.", problems, code="out_of_range" if known else "incomplete")


def check_marks(criteria: Mapping[str, Criterion] | Mapping[str, standings.Criterion], marks: Marks) -> dict[str, str]:
    """What is wrong with each mark, by criterion code: unknown criterion, out of range, off step, too many decimals."""
    problems = {}
    for code, points in marks.items():
        if code not in criteria:
            problems[code] = "There is no such criterion in this round."
        elif points is not None and (problem := check_points(criteria[code], points)):
            problems[code] = problem
    return problems


def check_points(criterion: Criterion | standings.Criterion, points: Decimal) -> str:
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
    raise ScoreChanged("The sheet was changed meanwhile.", current=stored_sheet(score))
