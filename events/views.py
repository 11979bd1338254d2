"""The public pages. Each shows the published board and computes nothing."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render

from events import board
from events.explanation import published_team
from events.live.frames import board_html
from events.live.routing import path_to
from events.models import Event


def index(request: HttpRequest) -> HttpResponse:
    """All public events, live ones first."""
    order = {Event.Status.LIVE: 0, Event.Status.UPCOMING: 1, Event.Status.FINAL: 2}
    # Under a freeze an event is neither still running nor decided: what its status says meanwhile is not public.
    events = sorted(
        Event.objects.public().select_related("board"),
        key=lambda event: 0 if event.board.frozen else order[Event.Status(event.status)],
    )
    return render(request, "events/index.html", {"events": events})


def event(request: HttpRequest, slug: str) -> HttpResponse:
    """The scoreboard for phone and laptop."""
    return board_page(request, slug, "events/event.html")


def board_page(request: HttpRequest, slug: str, template: str, more: dict[str, Any] | None = None) -> HttpResponse:
    """A page around the public board, as it is published now."""
    found = get_object_or_404(Event.objects.public(), slug=slug)
    snapshot = board.read_public(slug)
    context = {
        "event": found,
        "board": snapshot.body if snapshot else None,
        "board_html": board_html(snapshot) if snapshot else None,
        "paths": {name: path_to(name, slug) for name in ("partial", "stream", "socket", "board")},
    }
    response = render(request, template, context | (more or {}))
    response["Cache-Control"] = "no-cache"
    return response


def team(request: HttpRequest, slug: str, code: str) -> HttpResponse:
    """Why this rank: the published derivation of one team's place, as far as the event makes it public."""
    found = published_team(slug, code)
    if found is None:
        raise Http404(f"No team {code} on a public board.")
    return render(request, "events/team.html", found._asdict())
