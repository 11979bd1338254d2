"""A screen's own addresses: the page of a named screen, its beat, the clock that it draws times by, and pictures."""

from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.views.decorators.cache import cache_control
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST, require_safe

from events import screens
from events.live.routing import path_to
from events.look import theme_of
from events.models import Event, Picture, Screen
from events.static_files import worker_script
from events.views import board_page

WIDEST = 20_000  # pixels; a screen that claims more is none


@require_safe
def screen(request: HttpRequest, slug: str, name: str = "") -> HttpResponse:
    """The projected board; under a name, whatever the organiser has that screen show."""
    event = get_object_or_404(Event.objects.public(), slug=slug)
    named = get_object_or_404(event.screens, slug=name) if name else None
    screens.first_state(event)
    # Dark unless another theme is chosen: a white wall blinds a hall.
    more = {"theme": theme_of(request, "screen-theme", "dark")} | stage_of(event, named)
    return board_page(request, slug, "events/stage.html", "screen-theme", more)


def stage_of(event: Event, named: Screen | None) -> dict[str, Any]:
    """What the page of a screen needs beyond the board: what it shows now, so that it is right before any script runs."""
    return {
        "screen": named,
        "screen_paths": {name: path_to(f"screen-{name}", event.slug) for name in ("socket", "stream", "state")},
        "show": screens.screen_state(event)["screens"][named.slug] if named else {"view": Screen.View.BOARD},
    }


@csrf_exempt  # the word of an anonymous display, which has no session; it changes when that display was last seen, no more
@require_POST
def seen(request: HttpRequest, slug: str, name: str) -> HttpResponse:
    """A screen's beat, every 30 seconds: that it is there, what it shows, how large it is."""
    named = get_object_or_404(Screen, event__in=Event.objects.public().filter(slug=slug), slug=name)
    view = request.POST.get("view", "")
    size = (_pixels(request.POST.get("width")), _pixels(request.POST.get("height")))
    if view not in Screen.View.values or not all(size):
        return JsonResponse({"error": "A screen says view, width and height."}, status=400)
    screens.note_seen(named, view, size)
    return HttpResponse(status=204)


def _pixels(text: str | None) -> int:
    return min(int(text), WIDEST) if text and text.isascii() and text.isdigit() and len(text) < 7 else 0


@require_safe
@cache_control(no_cache=True)
def worker(request: HttpRequest, slug: str) -> HttpResponse:
    """The service worker of the event's screens; the same for all events, at an address whose folder is its scope."""
    get_object_or_404(Event.objects.public(), slug=slug)
    return HttpResponse(worker_script("js/stage/worker.js"), content_type="text/javascript; charset=utf-8")


@require_safe
def clock(request: HttpRequest, slug: str) -> HttpResponse:
    """The server's time in milliseconds since 1970: screens draw countdowns by it, whatever their own clock says."""
    answer = JsonResponse({"now": int(timezone.now().timestamp() * 1000)})
    answer["Cache-Control"] = "no-store"
    return answer


@require_safe
def picture(request: HttpRequest, slug: str, digest: str) -> HttpResponse:
    """An uploaded picture. It is ours, drawn anew; still, nothing in it may ever run."""
    found = get_object_or_404(Picture, event__in=Event.objects.public().filter(slug=slug), digest=digest)
    answer = HttpResponse(bytes(found.data), content_type=found.kind)
    answer["Cache-Control"] = "public, max-age=31536000, immutable"
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return answer
