"""Everything that can be wrong with a sheet; judging.scoring asks before it writes."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext as _

from events.board import Mark
from events.models import Criterion, Round, Team
from judging import standings
from judging.known_setup import KnownSetup
from judging.models import Judge, Score
from judging.openness import Leave, why_closed
from judging.sheet import (
    InvalidMarks,
    Marks,
    NotOpen,
    NotYours,
    Outlived,
    ScoreChanged,
    Submission,
    mark_text,
    number_text,
    stored_sheet,
)


@dataclass(frozen=True)
class Checked:
    """A sheet that nothing is wrong with, as long as the event's board bears this mark."""

    mark: Mark
    criteria: dict[str, Criterion]
    returned: bool  # the head judge has returned the sheet
    confirmed: bool  # the round is confirmed


def check_sheet(submission: Submission, mark: Mark, known: KnownSetup) -> Checked:
    """Everything that can be wrong with a sheet but its version, most fundamental first; `known` is the set-up of `mark`."""
    judge, team, round_ = _rows(submission, known)
    criteria = known.criteria.get(round_.pk, {})
    if submission.generation not in (None, known.generation):
        raise Outlived(
            _("This sheet was made before the rehearsal began or was wiped, so it was not taken. Throw it away, or send it anew.")
        )
    if not submission.origin.correction:
        _check_duty(known, (judge, team, round_), submission.marks, criteria)
        leave = Leave.of(judge.pk) if round_.status == Round.Status.LOCKED else Leave()
        closed = why_closed(known.event, round_, team, leave)
        if closed:
            raise NotOpen(closed.text, code=closed.code)
    problems = check_marks(criteria, submission.marks)
    if problems:
        raise InvalidMarks(_("Some marks cannot be taken. Mend those that are named and send the sheet again."), problems)
    return Checked(mark, criteria, (judge.pk, team.pk, round_.pk) in known.returned, round_.pk in known.confirmed)


def _rows(submission: Submission, known: KnownSetup) -> tuple[Judge, Team, Round]:
    """The judge, the team and the round as they are now; what is gone meanwhile raises its DoesNotExist."""
    judge, team, round_ = submission.judge, submission.team, submission.round
    if {team.event_id, round_.event_id} != {known.event.pk}:
        raise NotYours(_("%(judge)s does not judge this event. Open the link that you have for it.") % {"judge": judge.name})
    # A code may have been given to something else since it was looked up.
    if judge.pk not in known.judges:
        raise Judge.DoesNotExist(f"{judge} is gone.")
    if team.pk not in known.teams or known.teams[team.pk].code != team.code:
        raise Team.DoesNotExist(f"{team} is gone.")
    if round_.pk not in known.rounds or known.rounds[round_.pk].code != round_.code:
        raise Round.DoesNotExist(f"{round_} is gone.")
    return known.judges[judge.pk], known.teams[team.pk], known.rounds[round_.pk]


def _check_duty(known: KnownSetup, sheet: tuple[Judge, Team, Round], marks: Marks, criteria: Mapping[str, Criterion]) -> None:
    judge, team, round_ = sheet
    if judge.status != Judge.Status.ACTIVE:
        raise NotYours(
            _("%(judge)s no longer judges this event. Ask the organiser if that is not right.") % {"judge": judge.name}
        )
    mine = known.duties.get(judge.pk, {}).get((round_.pk, team.pk))
    if mine is None:
        names = {"team": team.name, "round": round_.name, "judge": judge.name}
        raise NotYours(_("%(team)s in %(round)s is not assigned to %(judge)s. Ask the organiser if that is not right.") % names)
    foreign = [code for code in marks if code in criteria and criteria[code].pk not in mine]
    if foreign:
        problems = dict.fromkeys(foreign, _("Not assigned to this judge. Leave it out."))
        raise NotYours(_("Some criteria are not this judge's to score. Load the sheet again and give the others."), problems)
    missing = [code for code, criterion in criteria.items() if criterion.pk in mine and code not in marks]
    if missing and not known.drafts:
        wrong = check_marks(criteria, marks)
        problems = wrong | dict.fromkeys(missing, _("Not given yet."))
        raise InvalidMarks(
            _("The sheet is not complete. Give a mark or an abstention for each criterion."),
            problems,
            code="out_of_range" if wrong else "incomplete",
        )


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
        return _("At most six decimals. Round it.")
    if step and (points - low) % step:
        return _("Must go in steps of %(step)s from %(low)s.") % texts
    return ""


def check_base(submission: Submission, score: Score | None) -> None:
    """Whether the sender saw the sheet as it is stored; without `base` the newest wins."""
    if submission.base is None or submission.base == (score.version if score else 0):
        return
    raise ScoreChanged(
        _("The sheet was changed meanwhile. Look at what it holds now and send yours again if it is to count."),
        current=stored_sheet(score),
    )
