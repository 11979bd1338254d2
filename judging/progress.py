"""How far the panel is: complete sheets and assigned sheets, judge by judge. Counts only, no marks."""

from collections.abc import Iterable
from typing import NamedTuple

from events.models import Criterion, Round, Team
from judging.duties import duties_of
from judging.models import Judge
from judging.standings import Contest


class Progress(NamedTuple):
    """One judge's sheets: how many are complete, and how many there are to be."""

    code: str
    name: str
    received: int
    expected: int


def progress_of(event_id: int, contest: Contest, rounds: Iterable[Round], teams: Iterable[Team]) -> list[Progress]:
    """Every active judge's progress, over active teams and rounds that have begun, in the panel's order."""
    running = {team.pk: team.code for team in teams if team.status == Team.Status.ACTIVE}
    begun = {round_.pk: round_.code for round_ in rounds if round_.status != Round.Status.UPCOMING}
    codes = dict(Criterion.objects.filter(round__event_id=event_id).values_list("id", "code"))
    marked: dict[tuple[str, str, str], set[str]] = {}
    for mark in contest.marks:
        marked.setdefault((mark.judge, mark.round, mark.team), set()).add(mark.criterion)
    duties = duties_of(event_id)
    found = []
    for judge in Judge.objects.filter(event_id=event_id, status=Judge.Status.ACTIVE):
        done = [
            marked.get((judge.code, begun[round_id], running[team]), set()) >= {codes[criterion] for criterion in criteria}
            for (round_id, team), criteria in duties.get(judge.pk, {}).items()
            if team in running and round_id in begun and criteria
        ]
        found.append(Progress(judge.code, judge.name, sum(done), len(done)))
    return found


def together(panel: Iterable[Progress]) -> dict[str, int]:
    """The progress of the whole panel, as the board shows it."""
    panel = list(panel)
    return {"received": sum(judge.received for judge in panel), "expected": sum(judge.expected for judge in panel)}
