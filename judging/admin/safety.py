"""The page of an event's copies: take one, download it, look at what a restore would replace, and do it."""

from dataclasses import dataclass
from typing import Any

from django.contrib import admin, messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _

from events import board
from events.access import Missing
from events.models import Event
from events.work import telling
from judging.models import Rehearsal, Score
from judging.record.write import note
from judging.safety.copies import Copy, CopyError, read_copy, without_passwords
from judging.safety.keeper import Kept, copies_of, folder, take_copy
from judging.safety.restore import restore_event

# What of a restore's time goes where: what is here is copied, the old is deleted, rows and record are written.
SHARES = {"copy": 3, "write": 4, "record": 1}


@dataclass(frozen=True)
class Line:
    """One kind of thing, counted in the copy and now."""

    name: str
    copied: int
    now: int


def safety_page(request: HttpRequest, event: Event) -> HttpResponse:
    """The list of copies; with ?copy=<name> what restoring it would do. POST takes, or restores."""
    name = request.POST.get("copy") or request.GET.get("copy")
    if not name:
        return _take(request, event) if request.method == "POST" else _list(request, event)
    kept = next((kept for kept in copies_of(event.slug) if kept.name == name), None)
    if kept is None:
        raise Missing(_("This event has no such copy: old copies are thrown away as new ones come. Go back and choose another."))
    if request.GET.get("download"):
        return _download(request, kept)
    try:
        copy = read_copy(kept.path.read_bytes())
    except CopyError as error:
        messages.error(request, str(error))
        return redirect("admin:events_event_safety", event.pk)
    with telling(request, SHARES):
        if request.method == "POST" and _restored(request, event, kept, copy):
            return redirect("admin:events_event_change", Event.objects.get(slug=kept.name.split(".")[0]).pk)
    return _show(request, event, kept, copy)


def _page(request: HttpRequest, event: Event, template: str, context: dict[str, Any]) -> HttpResponse:
    base = admin.site.each_context(request) | {"event": event, "title": _("Copies")}
    return TemplateResponse(request, template, base | context)


def _list(request: HttpRequest, event: Event) -> HttpResponse:
    context = {"copies": copies_of(event.slug), "folder": folder()}
    return _page(request, event, "admin/events/event/safety.html", context)


def _take(request: HttpRequest, event: Event) -> HttpResponse:
    try:
        path, _digest = take_copy(event)
    except OSError as error:
        messages.error(
            request,
            _(
                "The copy could not be written: %(error)s. Make room in the folder "
                "that BACKUP_DIR names, or let Podium write there."
            )
            % {"error": error.strerror},
        )
    else:
        if path:
            note(event, "safety", _("A copy was taken."))
            messages.success(request, _("A copy was taken: %(name)s") % {"name": path.name})
    return redirect("admin:events_event_safety", event.pk)


def _download(request: HttpRequest, kept: Kept) -> HttpResponse:
    data = kept.path.read_bytes()
    if not getattr(request.user, "is_superuser", False):
        data = without_passwords(data)
    answer = HttpResponse(data, content_type="application/zip")
    answer["Content-Disposition"] = f'attachment; filename="{kept.name}"'
    answer["Cache-Control"] = "no-store"
    return answer


def _show(request: HttpRequest, event: Event, kept: Kept, copy: Copy) -> HttpResponse:
    rows = copy.events[event.slug].rows
    sheets = {(row["judge_id"], row["team_id"], row["round_id"]): row["version"] for row in rows["judging.score"]}
    now = Score.objects.filter(judge__event=event).select_related("judge", "team", "round")
    newer = [score for score in now if sheets.get((score.judge_id, score.team_id, score.round_id)) != score.version]
    lines = [
        Line(_("Teams"), len(rows["events.team"]), event.teams.count()),
        Line(_("Judges"), len(rows["judging.judge"]), event.judges.count()),
        Line(_("Rounds"), len(rows["events.round"]), event.rounds.count()),
        Line(_("Sheets"), len(sheets), now.count()),
    ]
    context = {
        "kept": kept,
        "made_at": parse_datetime(copy.manifest["made_at"]),
        "lines": lines,
        "newer": newer,
        "same_key": copy.same_key,
        "cursor": board.committed(event.pk),
        "rehearsal": Rehearsal.objects.filter(event=event).exists(),
    }
    return _page(request, event, "admin/events/event/restore.html", context)


def _restored(request: HttpRequest, event: Event, kept: Kept, copy: Copy) -> bool:
    """Restore, if the event is still as the organiser saw it; what is replaced is copied first, so that it can come back."""
    if request.POST.get("cursor") != str(board.committed(event.pk)):
        words = _("The event has changed since this page was made, nothing was restored. Look again at what would be replaced.")
        messages.warning(request, words)
        return False
    try:
        before, _digest = take_copy(event)
        restore_event(copy, event.slug, people=False, replace=True)
    except (CopyError, OSError) as error:
        messages.error(request, str(error))
        return False
    said = _("Restored as of %(at)s. What was there before is kept as %(name)s, so this can be undone.")
    at = kept.at.strftime("%Y-%m-%d %H:%M:%S UTC")
    messages.success(request, said % {"at": at, "name": before.name if before else "–"})
    return True
