"""The sheet of judges' links in admin: to print and hand out, and to replace, free or end each of them."""

from collections.abc import Callable
from typing import Any

import segno
from django.contrib import messages
from django.contrib.admin import AdminSite
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext_lazy as _

from events.access import Missing
from events.models import Event
from judging.identity import free_device
from judging.links import replace_link, sign_in_url
from judging.models import Judge, terms_of


def links_page(request: HttpRequest, event: Event, site: AdminSite) -> HttpResponse:
    """Show every judge's link and QR code; a button beside each does one of ACTIONS."""
    if request.method == "POST":
        judge = get_object_or_404(event.judges, pk=_number(request.POST.get("judge", "")))
        act, done = _action(request.POST.get("action", "replace"))
        act(judge)
        messages.success(request, done % {"name": judge.name})
        return redirect("admin:events_event_links", event.pk)
    terms = terms_of(event)
    active = event.judges.filter(status=Judge.Status.ACTIVE)
    context = site.each_context(request) | {
        "event": event,
        "title": _("Judges' links"),
        "terms": terms,
        "rows": [_row(judge, in_use=terms.one_device and bool(judge.device_key)) for judge in active],
        "withdrawn": event.judges.exclude(status=Judge.Status.ACTIVE),
    }
    return TemplateResponse(request, "admin/events/event/links.html", context)


def _row(judge: Judge, *, in_use: bool) -> dict[str, Any]:
    link = sign_in_url(judge)
    qr = str(segno.make(link, micro=False).svg_data_uri(scale=4, border=2))
    return {"judge": judge, "link": link, "qr": qr, "in_use": in_use}


def _set_status(status: Judge.Status) -> Callable[[Judge], None]:
    def change(judge: Judge) -> None:
        judge.status = status
        judge.save(update_fields=["status"])

    return change


ACTIONS: dict[str, tuple[Callable[[Judge], None], Any]] = {
    "replace": (replace_link, _("%(name)s has a new link; the old one is dead.")),
    "free": (free_device, _("%(name)s can open the link on another device now.")),
    "withdraw": (
        _set_status(Judge.Status.WITHDRAWN),
        _("%(name)s has withdrawn: the link is dead, and the marks that %(name)s gave no longer count."),
    ),
    "readmit": (_set_status(Judge.Status.ACTIVE), _("%(name)s judges again, with the same link and the marks given before.")),
}


def _action(name: str) -> tuple[Callable[[Judge], None], Any]:
    try:
        return ACTIONS[name]
    except KeyError:
        raise Http404(f"Nothing is called {name!r} here.") from None


def _number(text: str) -> int:
    """A row's number as a form sends it; what is none was typed by hand and means nothing here."""
    if not (text.isascii() and text.isdecimal() and len(text) < 19):
        raise Missing(_("This judge is no longer here. Go back and load the page again."))
    return int(text)
