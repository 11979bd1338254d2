"""The control room's page: one event on one page, always current, with what can be done about it."""

import time
from typing import Any

from django.contrib import admin, messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from events.access import Missing
from events.live.routing import path_to
from events.models import Board, Event
from judging.admin.pieces import Pieces, pieces_of
from judging.control.deed import Deed, Done, Moved, Unknown
from judging.control.deeds import ask, carry_out, stands
from judging.control.room import room_of

FEEDS = ("live", "desk", "screen")
UNDO_SECONDS = 10 * 60


def control_page(request: HttpRequest, event: Event) -> HttpResponse:
    """Show the room, or with ?part=now what has changed of it. POST does one deed, asking first where it could hurt."""
    if request.method == "POST":
        return _act(request, event)
    return _part(request, event) if request.GET.get("part") == "now" else _show(request, event)


def _part(request: HttpRequest, event: Event) -> HttpResponse:
    """What has changed since the state that the page has; the whole room where that is not known."""
    room = _room(request, event)
    pieces: Pieces = room["pieces"]
    changed = pieces.since(have := request.GET.get("have", ""))
    answer: HttpResponse
    if changed is None:
        answer = TemplateResponse(request, "admin/events/event/_control.html", room)
    else:
        answer = TemplateResponse(request, "admin/events/event/_control_patch.html", {"changed": changed})
        answer["X-Room-From"] = have
    answer["X-Room"] = pieces.state
    answer["Cache-Control"] = "no-store"
    return answer


def _show(request: HttpRequest, event: Event, *, status: int = 200, typed: str = "") -> HttpResponse:
    feeds = {kind: [path_to(f"{kind}-{way}", event.slug) for way in ("socket", "stream", "state")] for kind in FEEDS}
    context = admin.site.each_context(request) | _room(request, event)
    context |= {"title": _("Control room"), "feeds": feeds, "typed": typed}
    return TemplateResponse(request, "admin/events/event/control.html", context, status=status)


def _room(request: HttpRequest, event: Event) -> dict[str, Any]:
    room = room_of(event, request.GET.get("round") or request.POST.get("round", ""))
    room |= {"undo": _undo(request, event, room["board"])}
    pieces = pieces_of(request, room)
    pieces.keep()
    return room | {"pieces": pieces}


def _undo(request: HttpRequest, event: Event, board: Board) -> dict[str, Any] | None:
    """What this organiser did last, while it can be undone: not for long, and not what something else has changed since."""
    undo: dict[str, Any] | None = request.session.get("control-undo")
    if undo is None or undo["event"] != event.pk or event.status == Event.Status.FINAL:
        return None
    old = time.time() - undo.get("at", 0) > UNDO_SECONDS
    # A restore begins a new epoch.
    return undo if not old and undo.get("epoch") == board.epoch and stands(event, Deed(**undo["deed"])) else None


def _act(request: HttpRequest, event: Event) -> HttpResponse:
    deed = _deed(request)
    try:
        question = "" if request.POST.get("sure") else ask(event, deed)
        if question:
            return _ask(request, event, deed, question)
        done = carry_out(event, deed)
    except Unknown:
        raise Missing(_("What this was about is no longer here. Go back to the control room: it shows what is.")) from None
    except Moved as moved:
        messages.error(request, str(moved))
        typed = deed.to if deed.do == "announce" else ""
        return _show(request, event, status=409, typed=typed)
    messages.success(request, done.words)
    request.session["control-undo"] = _remember(event, done) if done.undo else None
    return redirect(_back(event, request.POST.get("round", "")))


def _deed(request: HttpRequest) -> Deed:
    """The deed of the button that was pressed, or of a form that asks or undoes."""
    if "deed" not in request.POST:
        return Deed(*(request.POST.get(name, "") for name in ("do", "which", "seen", "to")))
    do, _colon, rest = request.POST["deed"].partition(":")
    which, _colon, rest = rest.partition(":")
    seen, _colon, to = rest.rpartition(":")  # words on the screens may hold one
    return Deed(do, which, seen, to)


def _remember(event: Event, done: Done) -> dict[str, Any]:
    epoch = Board.objects.values_list("epoch", flat=True).get(event=event)
    return {"event": event.pk, "words": done.words, "deed": done.undo, "at": time.time(), "epoch": epoch}


def _ask(request: HttpRequest, event: Event, deed: Deed, question: str) -> HttpResponse:
    context = admin.site.each_context(request) | {
        "title": _("Control room"),
        "event": event,
        "deed": deed,
        "question": question,
        "round": request.POST.get("round", ""),
        "back": _back(event, request.POST.get("round", "")),
    }
    return TemplateResponse(request, "admin/events/event/control_ask.html", context)


def _back(event: Event, code: str) -> str:
    query = {"round": code} if code and event.rounds.filter(code=code).exists() else None
    return reverse("admin:events_event_control", args=[event.pk], query=query)
