"""The SSE viewer, as a plain ASGI callable: a StreamingHttpResponse would hold a thread for each stream."""

import asyncio
import functools
import logging
import random

from events.live import metrics, present
from events.live.backlog import caught_up
from events.live.feed import Feed
from events.live.framing import event
from events.live.hub import get_hub
from events.live.kinds import NOT_YOURS, admits, shared_with
from events.live.limits import RETRY_AFTER, address_of, enter, leave, refusal_for
from events.live.present import Who
from events.live.request import Receive, Scope, Send, Wish, forget, only_reading, refuse, wish_of
from events.live.wire import writer_of

HEADERS = {
    "content-type": "text/event-stream; charset=utf-8",
    "cache-control": "no-cache, no-transform",
    "x-accel-buffering": "no",
}

log = logging.getLogger("podium.live")


async def board_stream(scope: Scope, receive: Receive, send: Send) -> None:
    """GET /api/scoreboard/<slug>/stream: the frames of design 4.2 in `data:`, the cursor in `id:`.

    A viewer is two coroutines, this one that waits for its end and one that sends; what is nested deeper is kept for
    as long as the viewer stays, some hundred bytes a level.
    """
    wish = wish_of(scope, "json")
    who = await _welcome(scope, send, wish)
    if not who:
        return
    address = address_of(scope)
    enter(address)
    pump = None
    try:
        feed = await get_hub().feed(wish.slug, wish.since, wish.kind)
        if feed is None:
            await refuse(send, 404, f"There is no public event at {wish.slug}.")
            return
        await _open(send, wish.kind)
        if scope["method"] == "HEAD":
            await send({"type": "http.response.body"})
            return
        forget(scope)
        pump = asyncio.get_running_loop().create_task(_send_frames(feed, wish, send, who))
        # Comes when the viewer leaves, and from both servers when the stream has ended by itself.
        while (await receive())["type"] != "http.disconnect":
            pass
    finally:
        if pump is not None:
            pump.cancel()
        leave(address)


async def _welcome(scope: Scope, send: Send, wish: Wish) -> Who | bool:
    """Who this viewer is, or whether it is to be taken; if not, it has been told why."""
    if not await only_reading(scope, send):
        return False
    if wish.form is None:
        await refuse(send, 400, "The formats are as=json and as=html.")
        return False
    who = await admits(scope, wish.kind, wish.slug)
    if not who:
        await refuse(send, 403, NOT_YOURS)
        return False
    refusal = refusal_for(scope)
    if refusal:
        await refuse(send, refusal.status, refusal.reason, {"retry-after": str(RETRY_AFTER)})
    return who if refusal is None else False


async def _open(send: Send, kind: str) -> None:
    await send({"type": "http.response.start", "status": 200, "headers": _raw_headers(kind)})


@functools.cache
def _raw_headers(kind: str) -> tuple[tuple[bytes, bytes], ...]:
    """The same bytes for all: the server keeps them for as long as a viewer stays."""
    return tuple((name.encode(), value.encode()) for name, value in (HEADERS | shared_with(kind)).items())


async def _send_frames(feed: Feed, wish: Wish, send: Send, who: Who | bool) -> None:
    gauge = metrics.viewers.labels("sse", wish.kind, wish.slug)
    gauge.inc()
    present.come(wish.kind, who)
    try:
        # EventSource reconnects after a fixed delay; a random one per stream keeps a hall from coming back all at once.
        await _send_chunk(send, b"retry: %d\n\n" % random.randint(1000, 5000))
        async for cursor, frame in feed.frames(wish.since, str(wish.form), writer_of(send)):
            await _send_chunk(send, event(cursor, frame))
            if not await caught_up(send):
                break
        await send({"type": "http.response.body"})
    except Exception as error:
        # Each server has an error of its own for a viewer that left while it was sent to.
        log.debug("A viewer of %s went while it was sent to: %r", wish.slug, error)
    finally:
        gauge.dec()
        present.go(wish.kind, who)


async def _send_chunk(send: Send, data: bytes) -> None:
    await send({"type": "http.response.body", "body": data, "more_body": True})
