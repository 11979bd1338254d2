"""The organiser's page that runs the screens: what each shows, who is there, announcements, pictures."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.contrib.admin import AdminSite
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from events import board, screens
from events.models import Event, Screen
from events.screen_forms import AnnouncementForm, PictureForm, ScreenForm, ShowForm, initial_of
from events.screen_pictures import add_picture

Forms = dict[str, Any]


def screens_page(request: HttpRequest, event: Event, site: AdminSite) -> HttpResponse:
    """Show the screens; a POST does the one thing that its `do` names, and shows the page again with what was wrong."""
    bound: Forms = {}
    if request.method == "POST":
        do = DEEDS.get(request.POST.get("do", ""), _nothing)
        bound = do(request, event)
        if not bound:
            return redirect("admin:events_event_screens", event.pk)
    context = site.each_context(request) | _context(event, bound)
    return TemplateResponse(request, "admin/events/event/screens.html", context, status=422 if bound else 200)


def _context(event: Event, bound: Forms) -> dict[str, Any]:
    now = timezone.now()
    rows = [
        {
            "screen": screen,
            "form": bound.get(f"screen-{screen.pk}") or ShowForm(event, initial=initial_of(screen), prefix=f"screen-{screen.pk}"),
            "presence": screens.presence(screen, now),
        }
        for screen in event.screens.select_related("picture")
    ]
    return {
        "title": _("Screens"),
        "event": event,
        "rows": rows,
        "all_form": bound.get("all") or ShowForm(event, prefix="all"),
        "screen_form": bound.get("new") or ScreenForm(event, prefix="new"),
        "announcement_form": bound.get("announcement") or AnnouncementForm(event, prefix="announcement"),
        "announcement": screens.standing(event),
        "picture_form": bound.get("picture") or PictureForm(prefix="picture"),
        "pictures": [(each, screens.picture_path(event, each.digest)) for each in event.pictures.defer("data")],
        "draft": event.status == Event.Status.DRAFT,
    }


# --- deeds: each returns the forms that were refused, empty when all went well ---------------------------------


def _nothing(request: HttpRequest, event: Event) -> Forms:
    return {}


def _add(request: HttpRequest, event: Event) -> Forms:
    form = ScreenForm(event, request.POST, prefix="new")
    with transaction.atomic():
        board.lock(event.pk)  # of two who add the same name at once the second is told
        if not form.is_valid():
            return {"new": form}
        Screen.objects.create(event=event, name=form.cleaned_data["name"])
    screens.tell(event)
    return {}


def _remove(request: HttpRequest, event: Event) -> Forms:
    _screen(request, event).delete()
    screens.tell(event)
    return {}


def _switch(request: HttpRequest, event: Event) -> Forms:
    screen = _screen(request, event)
    prefix = f"screen-{screen.pk}"
    form = ShowForm(event, request.POST, prefix=prefix)
    if not form.is_valid():
        return {prefix: form}
    screens.switch(event, [screen], form.chosen)
    return {}


def _switch_all(request: HttpRequest, event: Event) -> Forms:
    form = ShowForm(event, request.POST, prefix="all")
    if not form.is_valid():
        return {"all": form}
    screens.switch(event, list(event.screens.all()), form.chosen)
    return {}


def _announce(request: HttpRequest, event: Event) -> Forms:
    form = AnnouncementForm(event, request.POST, prefix="announcement")
    if not form.is_valid():
        return {"announcement": form}
    words = form.cleaned_data
    screens.announce(event, words["text"], urgent=words["urgent"], ends_at=words["until"])
    return {}


def _clear(request: HttpRequest, event: Event) -> Forms:
    screens.clear_announcements(event)
    return {}


def _upload(request: HttpRequest, event: Event) -> Forms:
    form = PictureForm(request.POST, request.FILES, prefix="picture")
    if form.is_valid():
        file = form.cleaned_data["file"]
        try:
            add_picture(event, form.cleaned_data["name"], file, file.size)
            screens.tell(event)
            return {}
        except ValidationError as error:
            form.add_error("file", error)
    return {"picture": form}


def _remove_picture(request: HttpRequest, event: Event) -> Forms:
    get_object_or_404(event.pictures, pk=_number(request)).delete()
    messages.success(request, _("The picture is removed."))
    screens.tell(event)
    return {}


def _screen(request: HttpRequest, event: Event) -> Screen:
    return get_object_or_404(event.screens, pk=_number(request))


def _number(request: HttpRequest) -> int:
    text = request.POST.get("which", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 19 else 0


DEEDS: dict[str, Callable[[HttpRequest, Event], Forms]] = {
    "add": _add,
    "remove": _remove,
    "switch": _switch,
    "switch-all": _switch_all,
    "announce": _announce,
    "clear": _clear,
    "upload": _upload,
    "remove-picture": _remove_picture,
}
