"""The organiser's page of the reveal: how it goes, its awards, what every press will show, the presenter's link."""

import json
from typing import Any

import segno
from django.contrib.admin import AdminSite
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _

from events.forms import RevealForm, award_formset
from events.models import Board, Event, Reveal
from events.reveal.presenter import presenter_url, replace_link
from events.reveal.show import NotNow, begin, planned, stop
from events.reveal.stand import running


def reveal_page(request: HttpRequest, event: Event, site: AdminSite) -> HttpResponse:
    """Show the plan; a POST keeps it, begins the show, calls it off, or gives the presenter another link."""
    reveal, _made = Reveal.objects.get_or_create(event=event)
    saving = request.POST.get("do") in ("save", "begin") and running(event.pk) is None
    form = RevealForm(request.POST if saving else None, instance=reveal)
    awards = award_formset(reveal, request.POST if saving else None)
    problem = ""
    if request.method == "POST":
        valid = not saving or (form.is_valid() and awards.is_valid())
        problem = (
            _carry_out(request.POST.get("do", ""), event, reveal, (form, awards) if saving else ()) if valid else _("Look below.")
        )
        if not problem:
            return redirect("admin:events_event_reveal", event.pk)
    return TemplateResponse(
        request,
        "admin/events/event/reveal.html",
        site.each_context(request) | _context(event, reveal) | {"form": form, "awards": awards, "problem": problem},
        status=422 if problem else 200,
    )


def _carry_out(do: str, event: Event, reveal: Reveal, forms: tuple[Any, ...]) -> str:
    """Do it; returns why it could not be done, or nothing."""
    for form in forms:
        form.save()
    try:
        if do == "begin":
            begin(event)
        elif do == "stop":
            stop(event)
        elif do == "replace":
            replace_link(reveal)
    except NotNow as error:
        return str(error)
    return ""


def _context(event: Event, reveal: Reveal) -> dict[str, Any]:
    row = Board.objects.get(event=event)
    link = presenter_url(event, reveal)
    standings = json.loads(row.snapshot)["standings"] if row.snapshot else []
    beats = planned(event, reveal, standings)
    names = {each["team"]: each["name"] for each in standings}
    return {
        "title": _("Reveal"),
        "event": event,
        "board": row,
        "reveal": reveal,
        "running": running(event.pk) is not None,
        "link": link,
        "qr": segno.make(link, micro=False).svg_data_uri(scale=4, border=2),
        "presses": len(beats),
        "steps": [_step(beat, names) for beat in beats if beat["kind"] in ("place", "award", "rest")],
    }


def _step(beat: dict[str, Any], names: dict[str, str]) -> dict[str, Any]:
    teams = beat.get("teams") or [beat["team"]]
    return beat | {"names": [names[team] for team in teams]}
