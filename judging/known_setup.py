"""An event's set-up as scoring checks sheets against it: read once, and known for as long as nobody changes it."""

import threading
from dataclasses import dataclass
from functools import lru_cache

from django.db import connection

from events.board import Mark, generation
from events.models import Criterion, Event, Round, Team
from judging.duties import Duties, duties_of
from judging.models import Judge, RoundConfirmation, Rules, SheetReturn

EVENTS = 32  # whose set-up a process keeps in memory


@dataclass(frozen=True)
class KnownSetup:
    """Rows by id, and what hangs on them; nobody may change a row in here."""

    event: Event
    judges: dict[int, Judge]
    teams: dict[int, Team]
    rounds: dict[int, Round]
    criteria: dict[int, dict[str, Criterion]]  # by round id, then by code
    duties: dict[int, Duties]  # by judge id
    generation: int  # what a sheet that is made now is meant for
    drafts: bool  # whether partial sheets are taken
    returned: frozenset[tuple[int, int, int]]  # sheets sent back by the head judge: judge, team and round id
    confirmed: frozenset[int]  # round ids


def setup_at(event_id: int, mark: Mark) -> KnownSetup:
    """The set-up that the event had when its board bore this mark, or a newer one; read before the mark it would be older.

    Inside a transaction it is always read anew: what is not committed must not be remembered.
    """
    if connection.in_atomic_block:
        return _read(event_id)
    with _reading:  # a hundred judges who ask at once have it read once
        return _remembered(event_id, mark)


_reading = threading.Lock()


@lru_cache(maxsize=EVENTS)
def _remembered(event_id: int, mark: Mark) -> KnownSetup:
    return _read(event_id)


def _read(event_id: int) -> KnownSetup:
    criteria: dict[int, dict[str, Criterion]] = {}
    for criterion in Criterion.objects.filter(round__event=event_id):
        criteria.setdefault(criterion.round_id, {})[criterion.code] = criterion
    returned = SheetReturn.objects.filter(judge__event=event_id, resolved_at=None)
    confirmed = RoundConfirmation.objects.filter(round__event=event_id, ended_at=None)
    return KnownSetup(
        event=Event.objects.get(pk=event_id),
        judges={judge.pk: judge for judge in Judge.objects.filter(event=event_id)},
        teams={team.pk: team for team in Team.objects.filter(event=event_id)},
        rounds={round_.pk: round_ for round_ in Round.objects.filter(event=event_id)},
        criteria=criteria,
        duties=duties_of(event_id),
        generation=generation(event_id),
        drafts=Rules.objects.filter(event=event_id, drafts=True).exists(),
        returned=frozenset(returned.values_list("judge_id", "team_id", "round_id")),
        confirmed=frozenset(confirmed.values_list("round_id", flat=True)),
    )
