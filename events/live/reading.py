"""The board for those who ask instead of listening: the JSON answer and the polled partial, from the hub's memory."""

from hashlib import sha256

from events.board import dumps
from events.cursor import Cursor
from events.live.frames import Encoded, Frames
from events.live.hub import get_hub
from events.live.kinds import NOT_YOURS, admits, shared_with
from events.live.request import Receive, Scope, Send, Wish, header, only_reading, refuse, respond, wish_of

TYPES = {"json": "application/json", "html": "text/html; charset=utf-8"}


async def board_json(scope: Scope, receive: Receive, send: Send) -> None:
    """GET /api/scoreboard/<slug>: the whole board (design 4.2)."""
    await _answer(scope, send, "json")


async def board_partial(scope: Scope, receive: Receive, send: Send) -> None:
    """GET /events/<slug>/board/: the partial that HTMX polls, byte-equal to the HTML of a pushed full frame."""
    await _answer(scope, send, "html")


async def _answer(scope: Scope, send: Send, form: str) -> None:
    if not await only_reading(scope, send):
        return
    wish = wish_of(scope, form)
    if not await admits(scope, wish.kind, wish.slug):
        await refuse(send, 403, NOT_YOURS)
        return
    feed = await get_hub().feed(wish.slug, wish.since, wish.kind)
    if feed is None:
        await refuse(send, 404, f"There is no public event at {wish.slug}.")
    elif feed.shown is None:
        await refuse(send, 503, "Nothing is published yet.", {"retry-after": "1"})
    else:
        await _send_board(scope, send, wish, form, feed.shown)


async def _send_board(scope: Scope, send: Send, wish: Wish, form: str, shown: Encoded) -> None:
    etag = f'"{shown.cursor}-{form}"'
    headers = shared_with(wish.kind) | {"etag": etag, "cache-control": "no-cache", "x-board-cursor": str(shown.cursor)}
    if shown.announcement:
        # Which one stands; whoever does not show it yet asks the screens' feed for its words, too long for a header.
        headers["x-board-announcement"] = sha256(dumps(shown.announcement).encode()).hexdigest()[:16]
    if _has_already(wish.since, shown.cursor):
        await respond(send, 204, headers)
    elif etag in (tag.strip().removeprefix("W/") for tag in header(scope, b"if-none-match").split(",")):
        await respond(send, 304, headers)
    else:
        text = shown.html if form == "html" and isinstance(shown, Frames) else shown.snapshot.text
        body = text.encode()
        headers |= {"content-type": TYPES[form], "content-length": str(len(body))}
        await respond(send, 200, headers, b"" if scope["method"] == "HEAD" else body)


def _has_already(since: Cursor | None, cursor: Cursor) -> bool:
    """Nothing newer is here. (An epoch that is not ours says nothing about who is newer: such a reader gets the board.)"""
    return since is not None and since.epoch == cursor.epoch and since.version >= cursor.version
