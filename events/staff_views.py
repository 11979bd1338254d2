"""The staff's board at /events/<slug>/live/: what is judged now, through a freeze; nobody else may open it."""

from django.contrib.admin.views.decorators import staff_member_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from events import board
from events.access import own_events
from events.board import Snapshot
from events.live.frames import board_html
from events.live.routing import path_to


@never_cache
@require_safe
@staff_member_required
def live(request: HttpRequest, slug: str) -> HttpResponse:
    """The live board of an event that this member of staff runs; of others there is no such page."""
    event = get_object_or_404(own_events(request).select_related("board"), slug=slug)
    state = board.live_states([event.pk])[event.pk]
    snapshot = board.read_live(state)
    context = {
        "event": event,
        "board": snapshot.body if snapshot else None,
        "board_html": board_html(snapshot) if snapshot else None,
        "frozen": event.board.frozen,
        "paths": {"socket": path_to("live-socket", slug), "stream": path_to("live-stream", slug), "partial": request.path},
    }
    if getattr(request, "htmx", False) and snapshot:
        return _polled(request, snapshot)
    return render(request, "events/live.html", context)


def _polled(request: HttpRequest, snapshot: Snapshot) -> HttpResponse:
    """The board alone, for a page that neither WebSocket nor SSE reaches."""
    headers = {"X-Board-Cursor": str(snapshot.cursor)}
    if request.GET.get("since") == str(snapshot.cursor):
        return HttpResponse(status=204, headers=headers)
    return HttpResponse(board_html(snapshot), headers=headers)
