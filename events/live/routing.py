"""The one list of addresses that are answered beside Django's URLconf, for speed or because they are no HTTP."""

from typing import Any, NamedTuple

from channels.routing import URLRouter
from django.urls import path, re_path

from events.live.consumers import BoardConsumer, UnknownSocket
from events.live.reading import board_json, board_partial
from events.live.stream import board_stream


class Route(NamedTuple):
    """An address with <slug>, its ASGI application, a sentence for the API's documentation, and the kind of its feed."""

    name: str
    protocol: str  # http | websocket
    pattern: str
    app: Any
    summary: str
    kind: str = "board"


FURTHER = {
    "live": "What judges and organisers see through a freeze (for the event's staff)",
    "desk": "What goes on at the judges' desks, without marks (for the event's judges and staff)",
    "screen": "What the hall's named screens show",
}

ROUTES = [
    Route("board", "http", "api/scoreboard/<slug:slug>", board_json, "The board as JSON"),
    Route("stream", "http", "api/scoreboard/<slug:slug>/stream", board_stream, "The board's frames as Server-Sent Events"),
    Route("partial", "http", "events/<slug:slug>/board/", board_partial, "The board as an HTML partial for polling"),
    Route("socket", "websocket", "ws/scoreboard/<slug:slug>/", BoardConsumer.as_asgi(), "The board's frames over WebSocket"),
    *(
        route
        for kind, what in FURTHER.items()
        for route in (
            Route(f"{kind}-state", "http", f"api/feeds/{kind}/<slug:slug>", board_json, f"{what}, as JSON", kind),
            Route(f"{kind}-stream", "http", f"api/feeds/{kind}/<slug:slug>/stream", board_stream, f"{what}, as SSE", kind),
            Route(f"{kind}-socket", "websocket", f"ws/{kind}/<slug:slug>/", BoardConsumer.as_asgi(), f"{what}, as frames", kind),
        )
    ),
]


def path_to(name: str, slug: str) -> str:
    """The address of a live route for one event."""
    route = next(route for route in ROUTES if route.name == name)
    return "/" + route.pattern.replace("<slug:slug>", slug)


def http_router(django: Any) -> URLRouter:
    """The live HTTP routes, and Django's own application for everything else."""
    return URLRouter([*_paths("http"), re_path(r"", django)])


def websocket_router() -> URLRouter:
    """The live WebSocket routes."""
    return URLRouter([*_paths("websocket"), re_path(r"", UnknownSocket.as_asgi())])


def _paths(protocol: str) -> list[Any]:
    return [path(route.pattern, route.app, {"kind": route.kind}) for route in ROUTES if route.protocol == protocol]
