"""How far the panel is: complete sheets and assigned sheets, judge by judge. Counts only, no marks."""

from collections.abc import Iterable
from typing import NamedTuple

from events.models import Round, Team
from judging.known_marks import KnownMarks
from judging.known_setup import KnownSetup
from judging.models import Judge


class Progress(NamedTuple):
    """One judge's sheets: how many are complete, and how many there are to be."""

    code: str
    name: str
    received: int
    expected: int


def progress_of(setup: KnownSetup, marks: KnownMarks) -> list[Progress]:
    """Every active judge's progress, over active teams and rounds that have begun, in the panel's order."""
    running = {team.pk for team in setup.teams.values() if team.status == Team.Status.ACTIVE}
    begun = {round_.pk for round_ in setup.rounds.values() if round_.status != Round.Status.UPCOMING}
    found = []
    for judge in setup.judges.values():
        if judge.status != Judge.Status.ACTIVE:
            continue
        done = [
            (sheet := marks.sheets.get((judge.pk, team, round_id))) is not None and sheet.criteria >= criteria
            for (round_id, team), criteria in setup.duties.get(judge.pk, {}).items()
            if team in running and round_id in begun and criteria
        ]
        found.append(Progress(judge.code, judge.name, sum(done), len(done)))
    return found


def together(panel: Iterable[Progress]) -> dict[str, int]:
    """The progress of the whole panel, as the board shows it."""
    panel = list(panel)
    return {"received": sum(judge.received for judge in panel), "expected": sum(judge.expected for judge in panel)}
