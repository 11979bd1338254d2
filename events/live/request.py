"""What a viewer asks for, read from an ASGI scope, and the small answers that go around Django's handler."""

from collections.abc import Awaitable, Callable, Mapping
from typing import Any, NamedTuple
from urllib.parse import parse_qs

from events.board import dumps
from events.cursor import Cursor
from events.live.frames import FORMATS

Scope = dict[str, Any]
Send = Callable[[dict[str, Any]], Awaitable[None]]
Receive = Callable[[], Awaitable[dict[str, Any]]]

# Public data, the same for everybody, and read by pages of other sites: any origin, no credentials.
ANY_ORIGIN = {"access-control-allow-origin": "*"}


class Wish(NamedTuple):
    """Which board, in which format, and what the viewer has already. `form` is None for an unknown format."""

    slug: str
    form: str | None
    since: Cursor | None
    kind: str = "board"


def wish_of(scope: Scope, default_form: str) -> Wish:
    """Read ?as= and ?since= (Last-Event-ID goes before it: a reconnecting EventSource repeats its first address)."""
    query = parse_qs(scope.get("query_string", b"").decode("latin-1"))
    form = query.get("as", [default_form])[-1]
    last_seen = header(scope, b"last-event-id") or query.get("since", [""])[-1]
    route = scope["url_route"]["kwargs"]
    return Wish(route["slug"], form if form in FORMATS else None, Cursor.parse(last_seen), route["kind"])


def header(scope: Scope, name: bytes) -> str:
    """A request header, empty where it is absent."""
    return next((value.decode("latin-1") for key, value in scope.get("headers", ()) if key == name), "")


def forget(scope: Scope) -> None:
    """Let go of what was read: the headers, which the server keeps as well, and this copy of the scope (a router's)."""
    scope["headers"].clear()
    scope.clear()


async def respond(send: Send, status: int, headers: Mapping[str, str], body: bytes = b"") -> None:
    """Send a whole HTTP answer."""
    sent = {"content-length": str(len(body)), "x-content-type-options": "nosniff"} | dict(headers)
    if status in (204, 304):
        del sent["content-length"]
    raw = [(name.encode(), value.encode("latin-1")) for name, value in sent.items()]
    await send({"type": "http.response.start", "status": status, "headers": raw})
    await send({"type": "http.response.body", "body": body})


async def refuse(send: Send, status: int, error: str, headers: Mapping[str, str] | None = None) -> None:
    """Send an error in the one shape that errors have here: JSON with `error`."""
    body = dumps({"error": error}).encode()
    await respond(send, status, ANY_ORIGIN | {"content-type": "application/json"} | dict(headers or {}), body)


async def only_reading(scope: Scope, send: Send) -> bool:
    """Refuse everything but GET and HEAD."""
    if scope["method"] in ("GET", "HEAD"):
        return True
    await refuse(send, 405, "Only GET and HEAD are allowed here.", {"allow": "GET, HEAD"})
    return False
