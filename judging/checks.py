"""Everything that can be wrong with a sheet; judging.scoring asks before it writes."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import Exists, F, OuterRef
from django.utils.translation import gettext as _

from events.models import Criterion, Round, Team
from judging import standings
from judging.duties import duty_of
from judging.models import Judge, RoundConfirmation, Score, SheetReturn
from judging.openness import Leave, why_closed
from judging.sheet import InvalidMarks, Marks, NotOpen, NotYours, ScoreChanged, Submission, mark_text, number_text, stored_sheet


@dataclass(frozen=True)
class Checked:
    """A sheet that nothing is wrong with, as long as the event's set-up has changed no more often than `setup`."""

    setup: int
    criteria: dict[str, Criterion]
    returned: bool  # the head judge has returned the sheet
    confirmed: bool  # the round is confirmed


def check_sheet(submission: Submission) -> Checked:
    """Everything that can be wrong with a sheet but its version, most fundamental first."""
    # The count is read before everything else: what changes afterwards makes it differ.
    judge = _judge(submission.judge.pk)
    team, round_ = Team.objects.get(pk=submission.team.pk), _round(submission)
    criteria = {criterion.code: criterion for criterion in round_.criteria.all()}
    if team.event_id != judge.event_id or round_.event_id != judge.event_id:
        raise NotYours(_("%(judge)s does not judge this event.") % {"judge": judge.name})
    if not submission.origin.correction:
        _check_duty(judge, team, round_, submission.marks, criteria)
        leave = Leave.of(judge.pk) if round_.status == Round.Status.LOCKED else Leave()
        closed = why_closed(judge.event, round_, team, leave)
        if closed:
            raise NotOpen(closed.text, code=closed.code)
    problems = check_marks(criteria, submission.marks)
    if problems:
        raise InvalidMarks(_("Some marks cannot be taken."), problems)
    return Checked(judge.setup, criteria, round_.returned, round_.confirmed)


def _judge(pk: int) -> Any:
    """The judge, its event, and beside them the count of the set-up's changes and whether partial sheets are taken."""
    rows = Judge.objects.annotate(setup=F("event__board__setup"), drafts=F("event__rules__drafts"))
    return rows.select_related("event").get(pk=pk)


def _round(submission: Submission) -> Any:
    """The round, and beside it what a new version of the sheet would end."""
    returns = SheetReturn.objects.filter(judge=submission.judge, team=submission.team, round=OuterRef("pk"), resolved_at=None)
    confirmations = RoundConfirmation.objects.filter(round=OuterRef("pk"), ended_at=None)
    rows = Round.objects.annotate(returned=Exists(returns), confirmed=Exists(confirmations))
    return rows.get(pk=submission.round.pk)


def _check_duty(judge: Any, team: Team, round_: Round, marks: Marks, criteria: Mapping[str, Criterion]) -> None:
    if judge.status != Judge.Status.ACTIVE:
        raise NotYours(_("%(judge)s no longer judges this event.") % {"judge": judge.name})
    mine = duty_of(judge.pk, round_.pk, team.pk, [criterion.pk for criterion in criteria.values()])
    if mine is None:
        names = {"team": team.name, "round": round_.name, "judge": judge.name}
        raise NotYours(_("%(team)s in %(round)s is not assigned to %(judge)s.") % names)
    foreign = [code for code in marks if code in criteria and criteria[code].pk not in mine]
    if foreign:
        problems = dict.fromkeys(foreign, _("Not assigned to this judge."))
        raise NotYours(_("Some criteria are not this judge's to score."), problems)
    missing = [code for code, criterion in criteria.items() if criterion.pk in mine and code not in marks]
    if missing and not judge.drafts:
        known = check_marks(criteria, marks)
        problems = known | dict.fromkeys(missing, _("Not given yet."))
        raise InvalidMarks(_("The sheet is not complete."), problems, code="out_of_range" if known else "incomplete")


def check_marks(criteria: Mapping[str, Criterion] | Mapping[str, standings.Criterion], marks: Marks) -> dict[str, str]:
    """What is wrong with each mark, by criterion code: unknown criterion, out of range, off step, too many decimals."""
    problems = {}
    for code, points in marks.items():
        if code not in criteria:
            problems[code] = _("There is no such criterion in this round.")
        elif points is not None and (problem := check_points(criteria[code], points)):
            problems[code] = problem
    return problems


def check_points(criterion: Criterion | standings.Criterion, points: Decimal) -> str:
    """What is wrong with one mark, or nothing. Steps are counted from the criterion's minimum."""
    low, high, step = criterion.minimum, criterion.maximum, criterion.step
    texts = {name: number_text(mark_text(number)) for name, number in (("low", low), ("high", high), ("step", step))}
    if not points.is_finite() or not low <= points <= high:
        return _("Must be from %(low)s to %(high)s.") % texts
    if points != round(points, 6):
        return _("At most six decimals.")
    if step and (points - low) % step:
        return _("Must go in steps of %(step)s from %(low)s.") % texts
    return ""


def check_base(submission: Submission, score: Score | None) -> None:
    """Whether the sender saw the sheet as it is stored; without `base` the newest wins."""
    if submission.base is None or submission.base == (score.version if score else 0):
        return
    raise ScoreChanged(_("The sheet was changed meanwhile."), current=stored_sheet(score))
