"""The page that starts an event from a template or from an earlier event."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.validators import validate_slug
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from events.access import own_events
from events.models import Event
from judging.setup import what_is_missing
from judging.starters import STARTERS, copy_event, free_slug, start_from


class StartForm(forms.Form):
    """A name, an address, and what to begin with: "starter-<code>" or "event-<id>"."""

    name = forms.CharField(max_length=200, label=gettext_lazy("Name of the event"), widget=forms.TextInput(attrs={"size": 50}))
    slug = forms.CharField(
        max_length=80,
        required=False,
        label=gettext_lazy("Address"),
        validators=[validate_slug],
        help_text=gettext_lazy("The last part of the event's address. Left empty, it is made from the name."),
    )
    source = forms.ChoiceField(label=gettext_lazy("Begin with"), widget=forms.RadioSelect)
    people = forms.BooleanField(required=False, label=gettext_lazy("with teams, judges and assignments"))

    def __init__(self, data: Any, events: list[Event]) -> None:
        super().__init__(data)
        choices = [(f"starter-{starter.code}", starter.name) for starter in STARTERS]
        choices += [(f"event-{event.pk}", event.name) for event in events]
        self.fields["source"].choices = choices  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        wanted = data.get("slug") or free_slug(slugify(data.get("name", "")))
        if Event.objects.filter(slug=wanted).exists():
            self.add_error("slug", _("There is an event at this address already. Choose another."))
        data["slug"] = wanted
        return data


def start_page(request: HttpRequest) -> HttpResponse:
    """Choose a template or one of one's own events; a new draft comes of it, and its page says what to do next."""
    events = list(own_events(request).order_by("-id"))
    form = StartForm(request.POST or None, events)
    if request.method == "POST" and form.is_valid():
        event = _start(form.cleaned_data, events)
        if not getattr(request.user, "is_superuser", False):
            event.organisers.add(int(request.user.pk or 0))
        messages.success(request, _("%(name)s is there. Next: %(step)s") % {"name": event.name, "step": what_is_missing(event)})
        return redirect("admin:events_event_change", event.pk)
    chosen = form["source"].value() or f"starter-{STARTERS[0].code}"
    context = admin.site.each_context(request) | {
        "title": _("Start an event"),
        "form": form,
        "starters": [{"starter": starter, "value": f"starter-{starter.code}"} for starter in STARTERS],
        "events": [{"event": event, "value": f"event-{event.pk}"} for event in events],
        "chosen": chosen,
    }
    return TemplateResponse(request, "admin/events/event/start.html", context)


def _start(data: dict[str, Any], events: list[Event]) -> Event:
    kind, _dash, key = data["source"].partition("-")
    if kind == "starter":
        return start_from(key, data["name"], data["slug"])
    event = next(event for event in events if str(event.pk) == key)
    return copy_event(event, data["name"], data["slug"], people=data["people"])


def copy_events(request: HttpRequest, events: Any, *, people: bool) -> int:
    """The admin action: a draft like each of these, beside it; returns how many."""
    done = 0
    for event in events:
        name = _("Copy of %(name)s") % {"name": event.name}
        copy = copy_event(event, name[:200], free_slug(f"{event.slug}-copy"), people=people)
        copy.organisers.set(event.organisers.all())
        done += 1
    return done
