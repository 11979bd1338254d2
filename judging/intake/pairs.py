"""Step 3 for assignments and conflicts: each row names a judge and a team that the event has."""

from collections.abc import Iterable
from difflib import get_close_matches
from typing import Any

from django.utils.translation import gettext as _

from events.models import Event
from judging.duties import duties_of
from judging.intake.outcomes import ADD, CHANGE, SAME, Outcome, Row, refused
from judging.intake.people import Known, known
from judging.models import Conflict


def plan_conflicts(event: Event, rows: Iterable[Row]) -> list[Outcome]:
    """What these rows do to the event's conflicts of interest."""
    judges, teams = known(event.judges.all()), known(event.teams.all())
    have = {(row.judge_id, row.team_id): row for row in Conflict.objects.filter(judge__event=event)}
    seen: dict[tuple[Any, ...], int] = {}
    return [_conflict(row, judges, teams, have, seen) for row in rows]


def _conflict(
    row: Row, judges: Known, teams: Known, have: dict[tuple[int, int], Conflict], seen: dict[tuple[Any, ...], int]
) -> Outcome:
    judge, team, name, problems = _pair(row, judges, teams)
    reason = row.cells.get("reason", "")
    if len(reason) > 200:
        problems.append(_("The reason has more than 200 characters. Shorten it."))
    if not problems:
        problems = _once(row, (judge.pk, team.pk), seen)
    if problems:
        return refused(row, name, *problems)
    before = have.get((judge.pk, team.pk))
    if before is None:
        return Outcome(row.line, name, ADD, {"reason": ("", reason)} if reason else {}, row=(judge, team))
    if reason and reason != before.reason:
        return Outcome(row.line, name, CHANGE, {"reason": (before.reason, reason)}, row=(judge, team))
    return Outcome(row.line, name, SAME)


def plan_assignments(event: Event, rows: Iterable[Row]) -> list[Outcome]:
    """What these rows do to the event's assignments. A row without a round means every round."""
    judges, teams, rounds = known(event.judges.all()), known(event.teams.all()), known(event.rounds.all())
    every = list(event.rounds.all())
    duties = duties_of(event.pk)
    apart = set(Conflict.objects.filter(judge__event=event).values_list("judge_id", "team_id"))
    seen: dict[tuple[Any, ...], int] = {}

    def outcome(row: Row) -> Outcome:
        judge, team, name, problems = _pair(row, judges, teams)
        chosen = every
        if wanted := row.cells.get("round"):
            round_, more = _named(wanted, rounds, _("round"))
            chosen = [round_]
            problems += more
        elif not every:
            problems.append(_("The event has no round yet: add one first."))
        if not problems and (judge.pk, team.pk) in apart:
            problems.append(_("A conflict of interest keeps these two apart. Take the conflict away on the judge's page first."))
        if not problems:
            problems = _once(row, (judge.pk, team.pk, tuple(each.pk for each in chosen)), seen)
        if problems:
            return refused(row, name, *problems)
        new = [each for each in chosen if (each.pk, team.pk) not in duties.get(judge.pk, {})]
        changes = {each.name: ("", team.name) for each in new}
        return Outcome(row.line, name, ADD if new else SAME, changes, row=(judge, team, new))

    return [outcome(row) for row in rows]


def _pair(row: Row, judges: Known, teams: Known) -> tuple[Any, Any, str, list[str]]:
    judge, wrong_judge = _named(row.cells.get("judge", ""), judges, _("judge"))
    team, wrong_team = _named(row.cells.get("team", ""), teams, _("team"))
    name = f"{judge or row.cells.get('judge', '')} - {team or row.cells.get('team', '')}"
    return judge, team, name, [*wrong_judge, *wrong_team]


def _named(text: str, have: Known, what: str) -> tuple[Any, list[str]]:
    """The one that this code or name means, else why not, with the nearest name there is."""
    if not text:
        return None, [_("The %(what)s is missing.") % {"what": what}]
    found = have.by_code.get(text.casefold())
    named = have.by_name.get(text.casefold(), [])
    if found is None and len(named) > 1:
        return None, [_("More than one %(what)s is called %(text)s: write the code.") % {"what": what, "text": text}]
    if found is not None or named:
        return found or named[0], []
    words = _("There is no %(what)s %(text)s.") % {"what": what, "text": text}
    near = get_close_matches(text.casefold(), _names(have), 1, 0.7)
    if near:
        words += " " + _("Is it %(name)s?") % {"name": have.by_name[near[0]][0].name}
    return None, [words]


def _names(have: Known) -> Iterable[str]:
    return have.by_name.keys()


def _once(row: Row, key: tuple[Any, ...], seen: dict[tuple[Any, ...], int]) -> list[str]:
    if key in seen:
        return [_("This stands in line %(line)s already.") % {"line": seen[key]}]
    seen[key] = row.line
    return []
