"""The kinds of feeds that a hub serves (design 1, Feeds): where each comes from, how it is encoded, who may follow it."""

from collections.abc import Callable, Iterable
from functools import partial
from typing import Any, NamedTuple

from django.conf import settings
from django.contrib.auth import get_user
from django.contrib.sessions.backends.db import SessionStore
from django.http import HttpRequest, parse_cookie

from events import board
from events.access import own_events
from events.board import Snapshot, State
from events.live.frames import Frames, StateFrames
from events.live.present import Heard, Who, listen
from events.live.request import ANY_ORIGIN, Scope, header
from events.live.states import feed_states, read_feed
from events.live.workers import in_worker

NOT_YOURS = "Only those may follow this feed whose event it is."

# Whether this visitor may follow the feed of the event at this slug; it may say who it is that may (see live.present).
Check = Callable[[HttpRequest, str], Who | bool]


class Kind(NamedTuple):
    """`states` finds events by id or slug, `read` loads one, `frames` encodes a snapshot beside the one shown before."""

    states: Callable[[Iterable[int] | None, str | None], dict[int, State]]
    read: Callable[[State], Snapshot | None]
    frames: Callable[[Snapshot, Any], Frames | StateFrames]


KINDS = {
    "board": Kind(board.states, board.read, Frames),
    "live": Kind(board.live_states, board.read_live, Frames),
    "desk": Kind(partial(feed_states, "desk", drafts=True), partial(read_feed, "desk"), StateFrames),
    "screen": Kind(partial(feed_states, "screen", drafts=False), partial(read_feed, "screen"), StateFrames),
}


def runs_it(request: HttpRequest, slug: str) -> bool:
    """Whether this visitor is a member of staff who runs the event."""
    user = request.user
    return bool(user.is_active and getattr(user, "is_staff", False)) and own_events(request).filter(slug=slug).exists()


# Who may follow what is not public. The desk's check is judging's to give; until it has, nobody passes.
_checks: dict[str, Check] = {"live": runs_it, "desk": lambda request, slug: False}


def snapshots_of(event_id: int, *kinds: str) -> list[tuple[str, Snapshot]]:
    """What these feeds of the event show now, as (kind, snapshot); a feed that is not there or shows nothing is left out."""
    found = [(kind, KINDS[kind].states([event_id], None).get(event_id)) for kind in kinds]
    shown = [(kind, KINDS[kind].read(state)) for kind, state in found if state is not None]
    return [(kind, snapshot) for kind, snapshot in shown if snapshot is not None]


def admit(kind: str, check: Check, heard: Heard) -> None:
    """Let those follow this kind of feed for whom `check(request, slug)` holds, and tell `heard` who is connected.

    Called once, when an app is ready.
    """
    _checks[kind] = check
    listen(kind, heard)


def shared_with(kind: str) -> dict[str, str]:
    """The header that lets pages of other sites read a public feed; none for the others."""
    return ANY_ORIGIN if is_public(kind) else {}


def is_public(kind: str) -> bool:
    """Whether anybody may follow this kind of feed, from any origin."""
    return kind not in _checks


async def admits(scope: Scope, kind: str, slug: str) -> Who | bool:
    """Whether the visitor behind this connection may follow the feed, and who it is where the check says so.

    A public feed asks nothing of the database.
    """
    return is_public(kind) or await in_worker(_passes, header(scope, b"cookie"), kind, slug)


def _passes(cookies: str, kind: str, slug: str) -> Who | bool:
    request = HttpRequest()
    request.COOKIES = parse_cookie(cookies)
    request.session = SessionStore(request.COOKIES.get(settings.SESSION_COOKIE_NAME))
    request.user = get_user(request)
    return _checks[kind](request, slug)
