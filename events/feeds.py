"""The published state of an event's further feeds (design 1): what the desk and the named screens follow.

Whoever knows the state calls store(); the hub of every process shows what is stored, and finds by its one-second
check what no message told it of.
"""

from collections.abc import Callable

from django.db import transaction

from events.board import JSON, dumps
from events.cursor import Cursor, new_epoch
from events.live import pace
from events.models import FeedState


def store(event_id: int, kind: str, state_of: Callable[[], JSON | None]) -> Cursor:
    """Store what this feed shows from now on, and tell its viewers after commit; returns the cursor that has it.

    `state_of` is called while the feed's row is locked: of two that change it at once the second sees what the
    first has committed, so that the newest state never loses. A state that is what is stored already changes nothing,
    and neither does None: what the caller knows is out of date.
    """
    with transaction.atomic(savepoint=False):
        row = FeedState.objects.select_for_update().filter(event_id=event_id, kind=kind).first()
        if row is None:  # of two that make it at once the second waits for the first
            first = {"epoch": new_epoch(), "version": 0, "text": ""}
            FeedState.objects.get_or_create(event_id=event_id, kind=kind, defaults=first)
            row = FeedState.objects.select_for_update().get(event_id=event_id, kind=kind)
        state = state_of()
        text = row.text if state is None else dumps(state)
        if text != row.text:
            row.version, row.text = row.version + 1, text
            row.save(update_fields=["version", "text"])
            transaction.on_commit(lambda: pace.hand_over_feed(event_id, kind), robust=True)
        return Cursor(row.epoch, row.version)


def start_epoch(event_id: int, kind: str) -> None:
    """Begin a new epoch after a restore: viewers take what is stored now, whatever its version."""
    with transaction.atomic():
        for row in FeedState.objects.select_for_update().filter(event_id=event_id, kind=kind):
            row.epoch = new_epoch(row.epoch)
            row.save(update_fields=["epoch"])
