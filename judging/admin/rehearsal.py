"""The page of an event's rehearsal: begin, watch, stop, wipe."""

from datetime import timedelta
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from events.models import Event
from judging.models import Judge, Rehearsal
from judging.rehearsal.play import play_in_background
from judging.rehearsal.stage import (
    FASTEST,
    LONGEST,
    MOST_JUDGES,
    RehearsalRefused,
    start_rehearsal,
    stop_rehearsal,
    wipe_rehearsal,
)

SILENT_AFTER = timedelta(seconds=90)  # a player that has not beaten for so long is no more


class RehearsalForm(forms.Form):
    """How many judges, how fast, how long."""

    judges = forms.IntegerField(min_value=1, max_value=MOST_JUDGES, label=gettext_lazy("Judges who play"))
    rate = forms.FloatField(min_value=1, max_value=FASTEST, initial=60, label=gettext_lazy("Sheets a minute, all together"))
    seconds = forms.IntegerField(min_value=1, max_value=LONGEST, initial=120, label=gettext_lazy("Seconds"))


def rehearsal_page(request: HttpRequest, event: Event) -> HttpResponse:
    """Begin with a form; while one is on, its progress and the two buttons. POST begins, stops or wipes."""
    if request.method == "POST" and request.POST.get("do") in ("stop", "wipe"):
        return _end(request, event)
    playing = event.judges.filter(status=Judge.Status.ACTIVE).count() or 5
    form = RehearsalForm(request.POST or None, initial={"judges": min(playing, MOST_JUDGES)})
    if request.method == "POST" and form.is_valid():
        try:
            start_rehearsal(event, request.user, **form.cleaned_data)
        except RehearsalRefused as refused:
            form.add_error(None, str(refused))
        else:
            play_in_background(event.pk)
            return redirect("admin:events_event_rehearsal", event.pk)
    return TemplateResponse(request, "admin/events/event/rehearsal.html", _context(request, event, form))


def _end(request: HttpRequest, event: Event) -> HttpResponse:
    if request.POST["do"] == "stop":
        stop_rehearsal(event)
        messages.success(request, _("The rehearsal stops. Its marks stay until you wipe them."))
    elif wipe_rehearsal(event):
        messages.success(request, _("Wiped: the event is as it was, and screens show the clean board."))
    else:
        messages.warning(request, _("There was no rehearsal to wipe: somebody else has done it already."))
    return redirect("admin:events_event_rehearsal", event.pk)


def _context(request: HttpRequest, event: Event, form: RehearsalForm) -> dict[str, Any]:
    rehearsal = Rehearsal.objects.filter(event=event).first()
    context = admin.site.each_context(request) | {"event": event, "title": _("Rehearsal"), "form": form, "rehearsal": rehearsal}
    if rehearsal:
        now = timezone.now()
        last = rehearsal.beat_at or rehearsal.started_at
        context |= {
            "running": not rehearsal.finished and now - last < SILENT_AFTER,
            "broken": not rehearsal.finished and now - last >= SILENT_AFTER,
            "elapsed": min(int((now - rehearsal.started_at).total_seconds()), rehearsal.seconds),
        }
    return context
