"""The control room's page: one event on one page, always current, with what can be done about it."""

from typing import Any

from django.contrib import admin, messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from events.access import Missing
from events.live.routing import path_to
from events.models import Event
from judging.control.deeds import Deed, Moved, Unknown, ask, carry_out
from judging.control.room import room_of

FEEDS = ("live", "desk", "screen")


def control_page(request: HttpRequest, event: Event) -> HttpResponse:
    """Show the room, or with ?part=now the part of it that changes. POST does one deed, asking first where it could hurt."""
    if request.method == "POST":
        return _act(request, event)
    if request.GET.get("part") == "now":
        answer = TemplateResponse(request, "admin/events/event/_control.html", _room(request, event))
        answer["Cache-Control"] = "no-store"
        return answer
    return _show(request, event)


def _show(request: HttpRequest, event: Event, *, status: int = 200) -> HttpResponse:
    feeds = {kind: [path_to(f"{kind}-{way}", event.slug) for way in ("socket", "stream", "state")] for kind in FEEDS}
    context = admin.site.each_context(request) | _room(request, event) | {"title": _("Control room"), "feeds": feeds}
    return TemplateResponse(request, "admin/events/event/control.html", context, status=status)


def _room(request: HttpRequest, event: Event) -> dict[str, Any]:
    undo = request.session.get("control-undo")
    mine = undo if undo and undo["event"] == event.pk else None
    return room_of(event, request.GET.get("round") or request.POST.get("round", "")) | {"undo": mine}


def _act(request: HttpRequest, event: Event) -> HttpResponse:
    deed = Deed(*(request.POST.get(name, "") for name in ("do", "which", "seen", "to")))
    try:
        question = "" if request.POST.get("sure") else ask(event, deed)
        if question:
            return _ask(request, event, deed, question)
        done = carry_out(event, deed)
    except Unknown:
        raise Missing(_("What this was about is no longer here. Go back to the control room: it shows what is.")) from None
    except Moved as moved:
        messages.error(request, str(moved))
        return _show(request, event, status=409)
    messages.success(request, done.words)
    request.session["control-undo"] = {"event": event.pk, "words": done.words, "deed": done.undo} if done.undo else None
    return redirect(_back(event, request.POST.get("round", "")))


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
