"""Playing a rehearsal: sheets go in one after the other through scoring's door, at the chosen pace, until time is up."""

import logging
import random
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from django.db import connection, transaction
from django.db.models import F, QuerySet
from django.utils import timezone

from events import board
from events.models import Criterion, Round, Team
from judging.duties import duties_of
from judging.models import Judge, Rehearsal, Rules, rules_of
from judging.record.who import Actor, acting
from judging.rehearsal.marks import invent, place
from judging.scoring import Origin, ScoreRefused, Submission, record_score
from judging.sheet import Marks

log = logging.getLogger("podium.rehearsal")
REASON = "Rehearsal."


@dataclass(frozen=True)
class Part:
    """One sheet to be sent: whose, of whom, in which round, and by which criteria."""

    judge: Judge
    team: Team
    round: Round
    criteria: tuple[Criterion, ...]


def parts_of(rehearsal: Rehearsal) -> list[Part]:
    """All sheets of the judges who play: the event's first ones, and those made up."""
    event = rehearsal.event
    judges = list(event.judges.filter(status=Judge.Status.ACTIVE))[: rehearsal.judges]
    teams = {team.pk: team for team in event.teams.filter(status=Team.Status.ACTIVE)}
    rounds = {round_.pk: round_ for round_ in event.rounds.filter(status=Round.Status.OPEN)}
    criteria = {each.pk: each for each in Criterion.objects.filter(round__in=rounds)}
    duties = duties_of(event.pk)
    return [
        Part(judge, teams[team], rounds[round_id], tuple(criteria[pk] for pk in sorted(wanted)))
        for judge in judges
        for (round_id, team), wanted in duties.get(judge.pk, {}).items()
        if round_id in rounds and team in teams and wanted
    ]


def play(event_id: int, sleep: Callable[[float], None] = time.sleep) -> Rehearsal | None:
    """Play until the time is up, somebody stops it, or it is wiped; returns how it ended (None: wiped).

    Every sheet is sent once, in an order of chance; then some are corrected, for as long as the time lasts.
    """
    rehearsal = Rehearsal.objects.select_related("event").filter(pk=event_id).first()
    if rehearsal is None:
        return None
    begun = time.monotonic()
    with acting(Actor(name=REASON)):
        for number, part in enumerate(_forever(parts_of(rehearsal))):
            wait = begun + number * 60 / rehearsal.rate - time.monotonic()
            if number * 60 / rehearsal.rate >= rehearsal.seconds or not _go_on(rehearsal):
                break
            if wait > 0:
                sleep(wait)
            _send(rehearsal, part)
    _row(rehearsal).update(finished=True, beat_at=timezone.now())
    return Rehearsal.objects.filter(pk=event_id).first()


def _forever(parts: list[Part]) -> Iterator[Part]:
    while parts:
        yield from random.sample(parts, len(parts))


def _row(rehearsal: Rehearsal) -> QuerySet[Rehearsal]:
    """This one rehearsal in the database, never one that came after it was wiped."""
    return Rehearsal.objects.filter(pk=rehearsal.pk, started_at=rehearsal.started_at)


def _go_on(rehearsal: Rehearsal) -> bool:
    """Beat, and see whether it is still wanted."""
    return bool(_row(rehearsal).filter(stop=False).update(beat_at=timezone.now()))


def _send(rehearsal: Rehearsal, part: Part) -> None:
    """One sheet, under the board's lock: a wipe comes before it or after it, never between."""
    marks = _marks(part, rules_of(rehearsal.event))
    with transaction.atomic():
        board.lock(rehearsal.event_id)
        if not _row(rehearsal).exists():
            return
        try:
            record_score(Submission(part.judge, part.team, part.round, marks, origin=Origin(reason=REASON)))
        except ScoreRefused as refused:
            _row(rehearsal).update(refused=F("refused") + 1, note=str(refused.message)[:300])
        else:
            _row(rehearsal).update(sent=F("sent") + 1)


def _marks(part: Part, rules: Rules) -> Marks:
    if rules.method == Rules.Method.PLACINGS and rules.places_from == Rules.PlacesFrom.MARKS:
        teams = list(part.round.event.teams.filter(status=Team.Status.ACTIVE).values_list("code", flat=True))
        return place(part.criteria, part.judge.code, part.team.code, teams)
    return invent(part.criteria, part.judge.code, part.team.code, random.Random())


def play_in_background(event_id: int) -> None:
    """Play in a thread of this process, so that its screens are told at once; it ends with the process."""
    threading.Thread(target=_play_and_close, args=(event_id,), name="podium-rehearsal", daemon=True).start()


def _play_and_close(event_id: int) -> None:
    try:
        play(event_id)
    except Exception:
        log.exception("The rehearsal of event %s broke off", event_id)
    finally:
        connection.close()
