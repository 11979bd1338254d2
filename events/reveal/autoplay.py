"""A reveal that goes on by itself: every serving process looks for steps that are due, and one of them carries each out."""

import asyncio
import logging
from datetime import timedelta
from typing import NamedTuple

from django.utils import timezone

from events.live.workers import in_worker
from events.reveal.show import step_by_itself
from events.reveal.stand import all_running

LOOK_EVERY = 1.0  # seconds

log = logging.getLogger("podium.reveal")


class Coming(NamedTuple):
    """A step that is due in `wait` seconds (0: now), if it is still this turn then."""

    event_id: int
    turn: int
    wait: float


async def play() -> None:
    """Look once a second and step at the moment itself; for ever, on the serving loop, in every process."""
    while True:
        steps = [_step(coming) for coming in await in_worker(coming_within, LOOK_EVERY)]
        await asyncio.gather(asyncio.sleep(LOOK_EVERY), *steps)


def coming_within(seconds: float) -> list[Coming]:
    """The steps of all running reveals that are due by then; one query."""
    now = timezone.now()
    rows = all_running().filter(due_at__lte=now + timedelta(seconds=seconds))
    found = rows.values_list("event_id", "turn", "due_at")
    return [Coming(event_id, turn, max(0.0, (due_at - now).total_seconds())) for event_id, turn, due_at in found if due_at]


async def _step(coming: Coming) -> None:
    await asyncio.sleep(coming.wait)
    try:
        await in_worker(step_by_itself, coming.event_id, coming.turn)
    except Exception:  # the row says that it is still due: whoever looks next tries again
        log.exception("The reveal of event %s could not go on by itself", coming.event_id)
