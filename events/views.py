"""The public pages. Each shows the published board and computes nothing."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render

from events import board
from events.address import public_address
from events.explanation import published_team
from events.live.frames import board_html
from events.live.routing import path_to
from events.look import THEMES, look_of, remember_theme, stylesheet, theme_of, with_look
from events.models import Event, Look
from events.screens import announced

FOR_EVER = "public, max-age=31536000, immutable"  # for what has its digest in its address


def index(request: HttpRequest) -> HttpResponse:
    """All public events, live ones first."""
    order = {Event.Status.LIVE: 0, Event.Status.UPCOMING: 1, Event.Status.FINAL: 2}
    # Under a freeze an event is neither still running nor decided: what its status says meanwhile is not public.
    events = sorted(
        Event.objects.public().select_related("board").defer("board__snapshot", "board__frozen_snapshot"),
        key=lambda event: 0 if event.board.frozen else order[Event.Status(event.status)],
    )
    return render(request, "events/index.html", {"events": events, "rehearsed": _rehearsed(events)})


def _rehearsed(events: list[Event]) -> set[int]:
    """The events whose published board is of a rehearsal. One that is final is none, and is not asked."""
    states = board.states([event.pk for event in events if event.status != Event.Status.FINAL])
    found = (board.read(state) for state in states.values())
    return {snapshot.event_id for snapshot in found if snapshot and snapshot.body["event"].get("rehearsal")}


def event(request: HttpRequest, slug: str) -> HttpResponse:
    """The scoreboard for phone and laptop."""
    more = {"theme": theme_of(request, "theme"), "themes": list(THEMES.items()), "screen_state": path_to("screen-state", slug)}
    return board_page(request, slug, "events/event.html", "theme", more)


def board_page(request: HttpRequest, slug: str, template: str, cookie: str, more: dict[str, Any]) -> HttpResponse:
    """A page around the public board as it is published now; `cookie` names the visitor's theme for such pages."""
    found = with_look(slug)
    snapshot = board.read_public(slug)
    context = more | {
        "divisions": _divisions(snapshot.body) if snapshot else [],
        "event": found,
        "look": look_of(found),
        "address": public_address(found.get_absolute_url()),
        "board": snapshot.body if snapshot else None,
        "board_html": board_html(snapshot) if snapshot else None,
        "announcement": announced(found),
        "paths": {name: path_to(name, slug) for name in ("partial", "stream", "socket", "board")},
    }
    response = render(request, template, context)
    response["Cache-Control"] = "no-cache"
    remember_theme(request, response, cookie)
    return response


def _divisions(body: board.JSON) -> list[tuple[str, str]]:
    """Code and name of the divisions that have teams, by name."""
    found = {row["division"]: row["division_name"] for row in body["standings"] if row["division"]}
    return sorted(found.items(), key=lambda pair: str(pair[1]))


def team(request: HttpRequest, slug: str, code: str) -> HttpResponse:
    """Why this rank: the published derivation of one team's place, as far as the event makes it public."""
    found = published_team(slug, code)
    if found is None:
        raise Http404(f"No team {code} on a public board.")
    shown = with_look(slug)
    more = {"event": shown, "look": look_of(shown), "theme": theme_of(request, "theme")}
    return render(request, "events/team.html", found._asdict() | more)


def look(request: HttpRequest, slug: str) -> HttpResponse:
    """The event's own colours as a stylesheet; its address changes with them."""
    found = get_object_or_404(Look.objects.defer("logo"), event__in=Event.objects.public().filter(slug=slug))
    return HttpResponse(stylesheet(found.accent, found.ground), "text/css", headers={"Cache-Control": FOR_EVER})


def logo(request: HttpRequest, slug: str) -> HttpResponse:
    """The organiser's logo: a PNG that this site has written itself; its address changes with it."""
    found = get_object_or_404(Look, event__in=Event.objects.public().filter(slug=slug))
    if not found.logo:
        raise Http404("This event has no logo.")
    headers = {"Cache-Control": FOR_EVER, "X-Content-Type-Options": "nosniff", "Content-Disposition": "inline"}
    return HttpResponse(bytes(found.logo), "image/png", headers=headers)
