"""The SSE viewer, as a plain ASGI callable: a StreamingHttpResponse would hold a thread for each stream."""

import asyncio
import random
from collections.abc import Coroutine
from typing import Any

from events.live import metrics
from events.live.backlog import caught_up
from events.live.feed import Feed
from events.live.hub import get_hub
from events.live.kinds import NOT_YOURS, admits, shared_with
from events.live.limits import RETRY_AFTER, enter, leave, refusal_for
from events.live.request import Receive, Scope, Send, Wish, only_reading, refuse, wish_of

HEADERS = {
    "content-type": "text/event-stream; charset=utf-8",
    "cache-control": "no-cache, no-transform",
    "x-accel-buffering": "no",
}


async def board_stream(scope: Scope, receive: Receive, send: Send) -> None:
    """GET /api/scoreboard/<slug>/stream: the frames of design 4.2 in `data:`, the cursor in `id:`."""
    if not await only_reading(scope, send):
        return
    wish = wish_of(scope, "json")
    if wish.form is None:
        await refuse(send, 400, "The formats are as=json and as=html.")
        return
    if not await admits(scope, wish.kind, wish.slug):
        await refuse(send, 403, NOT_YOURS)
        return
    refusal = refusal_for(scope)
    if refusal:
        await refuse(send, refusal.status, refusal.reason, {"retry-after": str(RETRY_AFTER)})
        return
    enter(scope)
    try:
        await _stream(scope, receive, send, wish)
    finally:
        leave(scope)


async def _stream(scope: Scope, receive: Receive, send: Send, wish: Wish) -> None:
    feed = await get_hub().feed(wish.slug, wish.since, wish.kind)
    if feed is None:
        await refuse(send, 404, f"There is no public event at {wish.slug}.")
        return
    raw = [(name.encode(), value.encode()) for name, value in (HEADERS | shared_with(wish.kind)).items()]
    await send({"type": "http.response.start", "status": 200, "headers": raw})
    if scope["method"] == "HEAD":
        await send({"type": "http.response.body"})
        return
    with metrics.viewers.labels("sse", wish.kind, wish.slug).track_inprogress():
        await _until_first(_send_frames(feed, wish, send), _disconnected(receive))


async def _send_frames(feed: Feed, wish: Wish, send: Send) -> None:
    # EventSource reconnects after a fixed delay; a random one per stream keeps a hall from coming back all at once.
    await _send_chunk(send, f"retry: {random.randint(1000, 5000)}\n\n")
    async for cursor, frame in feed.frames(wish.since, str(wish.form)):
        await _send_chunk(send, f"id: {cursor}\ndata: {frame}\n\n")
        if not await caught_up(send):
            break
    await send({"type": "http.response.body"})


async def _send_chunk(send: Send, text: str) -> None:
    await send({"type": "http.response.body", "body": text.encode(), "more_body": True})


async def _disconnected(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass


async def _until_first(*work: Coroutine[Any, Any, None]) -> None:
    """Run these together and end all of them with the first that ends (or when we are cancelled ourselves)."""
    tasks = [asyncio.ensure_future(each) for each in work]
    try:
        await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for task in tasks:
            task.cancel()
        # A viewer that left while it was being sent to is no error.
        await asyncio.gather(*tasks, return_exceptions=True)
