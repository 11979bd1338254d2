"""The board inside other sites' pages, and transparent over a video picture. Both live like the page itself."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.html import format_html

from events import board
from events.elsewhere.origins import origins_of
from events.live.frames import board_html
from events.live.routing import path_to
from events.look import look_of, with_look
from events.models import Event

OVERLAYS = {"lower": 3, "full": 10}  # rows that each kind of overlay shows unless it is asked for others
MOST_ROWS = 15  # css/overlay.css knows as many; more would not be legible in the safe area
LARGE_ROWS = 10  # beyond these they are set smaller


def embed(request: HttpRequest, slug: str) -> HttpResponse:
    """The board for an iframe; only the sites that the event names may hold it."""
    event = with_look(slug)
    response = _page(request, event, "elsewhere/embed.html", {"home": settings.PUBLIC_URL + event.get_absolute_url()})
    origins = origins_of(event.embed_origins)
    if origins:
        # X-Frame-Options cannot name sites; every browser that we serve reads frame-ancestors.
        response.xframe_options_exempt = True
        response._csp_replace = {"frame-ancestors": origins}  # type: ignore[attr-defined]
    return response


def overlay(request: HttpRequest, slug: str) -> HttpResponse:
    """The board for video production: ?as=lower or full, ?rows=5, ?team=code, ?side=left or right."""
    event = with_look(slug)
    kind = request.GET.get("as", "lower")
    kind = kind if kind in OVERLAYS else "lower"
    rows = request.GET.get("rows", "")
    asked = int(rows) if rows.isdecimal() and len(rows) < 4 else OVERLAYS[kind]
    shown = min(max(asked, 1), MOST_ROWS)
    more = {
        "kind": kind,
        "rows": shown,
        "dense": shown > LARGE_ROWS,
        "team": request.GET.get("team", ""),
        "side": "right" if request.GET.get("side") == "right" else "left",
    }
    return _page(request, event, "elsewhere/overlay.html", more)


def _page(request: HttpRequest, event: Event, template: str, more: dict[str, object]) -> HttpResponse:
    snapshot = board.read_public(event.slug)
    context = more | {
        "event": event,
        "look": look_of(event),
        "board": snapshot.body if snapshot else None,
        "board_html": board_html(snapshot) if snapshot else None,
        "paths": {name: path_to(name, event.slug) for name in ("partial", "stream", "socket", "board")},
    }
    response = render(request, template, context)
    response["Cache-Control"] = "no-cache"
    return response


def embed_snippet(event: Event) -> str:
    """What a site's owner copies into a page."""
    address = settings.PUBLIC_URL + reverse("events:embed", args=[event.slug])
    shape = '<iframe src="{}" title="{}" width="100%" height="600" loading="lazy" style="border: 0"></iframe>'
    # Plain text again: pages that show it escape it once more, so that what is copied is this.
    return "".join([format_html(shape, address, event.name)])
