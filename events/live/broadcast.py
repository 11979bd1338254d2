"""The one place that sends to the Channels group of a feed: once per newly published board, after commit."""

import asyncio
import logging
from typing import Any

from channels.layers import get_channel_layer

from events.board import Snapshot

TIMEOUT = 0.5  # seconds; a channel layer that hangs never holds up a submit

log = logging.getLogger("podium.live")


def group_of(event_id: int, kind: str) -> str:
    """The group whose members are the hubs of the processes that serve this feed."""
    return f"feed.{kind}.{event_id}"


async def announce(snapshot: Snapshot, changed_at: float, kind: str = "board") -> bool:
    """Tell every process what is published now; False where the channel layer did not take it.

    The message carries the board itself, so that no process need ask the database. Lost or late messages do no
    harm: each hub compares itself with the database once a second. `changed_at` (seconds since 1970) is when the
    change was committed: each hub measures from there to its last viewer.
    """
    message = {
        "type": "board.published",
        "kind": kind,
        "event": snapshot.event_id,
        "slug": snapshot.slug,
        "cursor": str(snapshot.cursor),
        "text": snapshot.text,
        "changed_at": changed_at,
    }
    try:
        await send(group_of(snapshot.event_id, kind), message)
    except Exception as error:  # whatever the layer's client raises: the score is stored, the check repairs the rest
        log.warning("Sending board %s of event %s failed: %r", snapshot.cursor, snapshot.event_id, error)
        return False
    return True


async def send(group: str, message: dict[str, Any]) -> None:
    """Give one message to the channel layer, waiting at most TIMEOUT; raises what the layer raises, or TimeoutError."""
    await asyncio.wait_for(get_channel_layer().group_send(group, message), TIMEOUT)
