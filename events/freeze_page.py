"""The organiser's page of the freeze: what it does, said before; one switch; a time set ahead."""

from collections.abc import Callable
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.contrib import messages
from django.contrib.admin import AdminSite
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from events import board
from events.models import Board, Event
from events.reveal.show import publish
from events.reveal.stand import running
from events.staging import freeze_later


class FreezeAtForm(forms.Form):
    """A day and time in the event's own time zone."""

    at = forms.DateTimeField(
        label=gettext_lazy("Freeze at"),
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
        input_formats=["%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M"],
    )

    def __init__(self, event: Event, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.zone = ZoneInfo(event.timezone)

    def clean_at(self) -> datetime:
        # The site reads times in UTC; what was written is the event's own time.
        at: datetime = self.cleaned_data["at"].replace(tzinfo=self.zone)
        if at <= timezone.now():
            raise forms.ValidationError(_("This time is past. To freeze now, use the switch."))
        return at


def freeze_page(request: HttpRequest, event: Event, site: AdminSite) -> HttpResponse:
    """Show where the freeze stands; a POST does what its `do` names."""
    form = FreezeAtForm(event, request.POST or None if request.POST.get("do") == "later" else None)
    if request.method == "POST" and (request.POST.get("do") != "later" or form.is_valid()):
        DEEDS.get(request.POST.get("do", ""), _nothing)(request, event, form)
        return redirect("admin:events_event_freeze", event.pk)
    row = Board.objects.get(event=event)
    context = site.each_context(request) | {
        "title": _("Freeze"),
        "event": event,
        "board": row,
        "form": form,
        "revealing": running(event.pk) is not None,
    }
    return TemplateResponse(request, "admin/events/event/freeze.html", context, status=422 if form.is_bound else 200)


def _nothing(request: HttpRequest, event: Event, form: FreezeAtForm) -> None:
    return None


def _freeze(request: HttpRequest, event: Event, form: FreezeAtForm) -> None:
    if board.freeze(event.pk):
        publish(event.pk)
        messages.success(request, _("Frozen: the public sees no change from now on."))


def _release(request: HttpRequest, event: Event, form: FreezeAtForm) -> None:
    if board.release(event.pk):
        publish(event.pk)
        messages.success(request, _("Released: the public sees the live board."))


def _later(request: HttpRequest, event: Event, form: FreezeAtForm) -> None:
    freeze_later(event.pk, form.cleaned_data["at"])


def _never(request: HttpRequest, event: Event, form: FreezeAtForm) -> None:
    freeze_later(event.pk, None)


DEEDS: dict[str, Callable[[HttpRequest, Event, FreezeAtForm], None]] = {
    "freeze": _freeze,
    "release": _release,
    "later": _later,
    "never": _never,
}
