"""Who sees which team in a round, as pairs: read as a matrix, changed cell by cell or as a whole plan."""

import hashlib
import json
import re
from collections.abc import Set
from dataclasses import dataclass

from django.db import transaction
from django.db.models import Prefetch
from django.utils.translation import gettext as _

from events import board
from events.models import Event, Round, Team
from events.work import counted
from judging.duties import duties_of
from judging.models import Assignment, Conflict, Judge, Project, Score

Pair = tuple[int, int]  # judge id, team id


class NotAssigned(Exception):
    """A change that was refused; nothing was written. The message says why and what to do."""


@dataclass(frozen=True)
class Matrix:
    """One round's judges and teams, who is assigned to what, what is marked already and what must not be."""

    round: Round
    judges: list[Judge]
    teams: list[Team]
    tables: dict[int, str]  # by team id
    pairs: frozenset[Pair]
    marked: frozenset[Pair]
    conflicts: frozenset[Pair]

    @property
    def digest(self) -> str:
        """Equal for equal matrices: whoever changes a plan says which state he saw."""
        state = [
            [judge.pk for judge in self.judges],
            [[team.pk, self.tables.get(team.pk, "")] for team in self.teams],
            *(sorted(pairs) for pairs in (self.pairs, self.marked, self.conflicts)),
        ]
        return hashlib.sha256(json.dumps(state).encode()).hexdigest()[:32]


def matrix_of(event: Event, round_: Round) -> Matrix:
    """The matrix of a round: active judges, active teams by their tables."""
    judges = list(event.judges.filter(status=Judge.Status.ACTIVE))
    tables = dict(Project.objects.filter(team__event=event).exclude(table="").values_list("team_id", "table"))
    teams = list(event.teams.filter(status=Team.Status.ACTIVE))
    teams.sort(key=lambda team: (team.pk not in tables, natural(tables.get(team.pk, ""))))  # stable: then as they are listed
    duties = duties_of(event.pk)
    shown = {judge.pk for judge in judges}, {team.pk for team in teams}
    pairs = {(judge, team) for judge, sheets in duties.items() for in_round, team in sheets if in_round == round_.pk}
    marked = set(Score.objects.filter(round=round_).values_list("judge_id", "team_id"))
    conflicts = set(Conflict.objects.filter(judge__event=event).values_list("judge_id", "team_id"))
    every = (pairs, marked, conflicts)
    seen = [frozenset(pair for pair in each if pair[0] in shown[0] and pair[1] in shown[1]) for each in every]
    return Matrix(round_, judges, teams, tables, *seen)


def natural(text: str) -> list[tuple[int, int, str]]:
    """Sorts "B2" before "B10"."""
    return [(0, int(part), "") if part.isdigit() else (1, 0, part.lower()) for part in re.findall(r"[0-9]+|[^0-9]+", text)]


def toggle(event: Event, round_: Round, pair: Pair, was: bool) -> Matrix:
    """Turn one pair on or off; `was` is what the organiser saw. Raises NotAssigned, and then nothing was written."""
    with transaction.atomic():
        board.lock(event.pk)
        matrix = matrix_of(event, round_)
        _check(matrix, pair, was)
        wanted = {team for judge, team in matrix.pairs if judge == pair[0]} ^ {pair[1]}
        _set_teams(Judge.objects.get(pk=pair[0]), round_, wanted)
        return matrix_of(event, round_)


def _check(matrix: Matrix, pair: Pair, was: bool) -> None:
    judge = next((judge for judge in matrix.judges if judge.pk == pair[0]), None)
    team = next((team for team in matrix.teams if team.pk == pair[1]), None)
    if judge is None or team is None:
        raise NotAssigned(_("This judge or team is no longer here. Load the page again."))
    named = {"judge": judge.name, "team": team.name}
    if (pair in matrix.pairs) != was:
        raise NotAssigned(_("%(judge)s and %(team)s: somebody else has changed this meanwhile. This is how it is now.") % named)
    if not was and pair in matrix.conflicts:
        text = _("%(judge)s has a conflict of interest with %(team)s. Take the conflict away on the judge's page first.")
        raise NotAssigned(text % named)
    if was and pair in matrix.marked:
        text = _("%(judge)s has marked %(team)s already, so the two stay together. Delete the sheet under Scores first.")
        raise NotAssigned(text % named)


def write_pairs(event: Event, round_: Round, pairs: Set[Pair]) -> int:
    """Make these the round's pairs, for its active judges and teams; returns how many judges' lists changed.

    Call inside a transaction that holds the event's board row. What judges mark of a team (their criteria) stays.
    """
    matrix, changed = matrix_of(event, round_), 0
    for judge in counted(matrix.judges, "write", _("Writing")):
        now = {team for pk, team in matrix.pairs if pk == judge.pk}
        wanted = {team for pk, team in pairs if pk == judge.pk}
        if wanted != now:
            _set_teams(judge, round_, wanted)
            changed += 1
    return changed


def _set_teams(judge: Judge, round_: Round, wanted: set[int]) -> None:
    """Give a judge exactly these of the active teams. No teams would mean every team: such an assignment goes instead."""
    active = set(judge.event.teams.filter(status=Team.Status.ACTIVE).values_list("pk", flat=True))
    everyone = set(judge.event.teams.values_list("pk", flat=True))
    rows = list(judge.assignments.filter(round=round_).prefetch_related(Prefetch("teams", Team.objects.only("pk"))))
    named = [{team.pk for team in row.teams.all()} or everyone for row in rows]
    new = wanted - set().union(*named)
    if not rows and new:
        rows, named = [Assignment.objects.create(judge=judge, round=round_)], [set()]
    for number, (row, teams) in enumerate(zip(rows, named, strict=True)):
        mine = (teams & wanted) | (teams - active) | (new if number == 0 else set())
        if not mine & wanted:
            row.delete()
        elif mine != teams:
            row.teams.set(mine)
