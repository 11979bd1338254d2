"""The presenter's phone: who may hold it, what it shows, what its buttons do. All that it knows comes from the database."""

import json
from typing import Any
from zlib import crc32

from django.conf import settings
from django.core.signing import BadSignature, Signer
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from events.access import Missing, may_run
from events.models import Board, Event, Reveal
from events.models.reveal import new_presenter_key
from events.reveal import show
from events.reveal.plan import complete, stops
from events.reveal.scene import hint, scene
from events.reveal.stand import running

SESSION_KEY = "presenter"  # {event id as text: the link key that the link held}
_LINKS = Signer(salt="podium.presenter-link", sep=".")

# --- who may -------------------------------------------------------------------------------------------


def presenter_url(event: Event, reveal: Reveal) -> str:
    """The whole address that makes somebody the presenter."""
    return settings.PUBLIC_URL + reverse("events:presenter_enter", args=[event.slug, _LINKS.sign(reveal.link_key)])


def replace_link(reveal: Reveal) -> None:
    """Give the presenter another link; the old one ends at once, on every phone."""
    reveal.link_key = new_presenter_key()
    reveal.save(update_fields=["link_key"])


def may_present(request: HttpRequest, event: Event, reveal: Reveal) -> bool:
    """The event's staff, and who has come by the link that is valid now."""
    user = request.user
    staff = user.is_active and getattr(user, "is_staff", False) and may_run(request, event.pk)
    return bool(staff) or request.session.get(SESSION_KEY, {}).get(str(event.pk)) == reveal.link_key


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def enter(request: HttpRequest, slug: str, token: str) -> HttpResponse:
    """The presenter's link: says what it opens, and opens it on a press, so that a link preview opens nothing."""
    reveal = get_object_or_404(Reveal.objects.select_related("event"), event__in=Event.objects.public().filter(slug=slug))
    try:
        valid = _LINKS.unsign(token) == reveal.link_key
    except BadSignature:
        valid = False
    if not valid:
        raise Missing(
            _("This presenter's link is not valid any more. The organiser has the new one, on the event's page Reveal.")
        )
    if request.method != "POST":
        return render(request, "events/reveal/enter.html", {"event": reveal.event})
    request.session.cycle_key()
    request.session[SESSION_KEY] = request.session.get(SESSION_KEY, {}) | {str(reveal.event_id): reveal.link_key}
    return redirect("events:presenter", slug)


def _mine(request: HttpRequest, slug: str) -> tuple[Event, Reveal]:
    event = get_object_or_404(Event.objects.public(), slug=slug)
    reveal = Reveal.objects.filter(event=event).first() or Reveal(event=event)
    if not may_present(request, event, reveal):
        raise Missing(_("Only the presenter sees this page. Open the presenter's link again; the organiser has it."))
    return event, reveal


# --- what it shows -------------------------------------------------------------------------------------


@never_cache
@require_safe
def presenter(request: HttpRequest, slug: str) -> HttpResponse:
    """The presenter's page."""
    event, reveal = _mine(request, slug)
    return render(request, "events/reveal/presenter.html", context_of(event, reveal))


@never_cache
@require_safe
def now(request: HttpRequest, slug: str) -> HttpResponse:
    """What stands now, for a phone that shows ?turn: 204 where it shows that already."""
    event, reveal = _mine(request, slug)
    context = context_of(event, reveal)
    if request.GET.get("turn") == context["stamp"]:
        return HttpResponse(status=204)
    return render(request, "events/reveal/_presenter.html", context)


def context_of(event: Event, reveal: Reveal, problem: str = "") -> dict[str, Any]:
    """Everything that the phone shows. `stamp` changes whenever it would show something else."""
    row = Board.objects.get(event=event)
    if running(event.pk) is None:
        return {
            "event": event,
            "running": False,
            "frozen": row.frozen,
            "stamp": f"{reveal.turn}-{row.frozen}",
            "problem": problem,
        }
    reveal.refresh_from_db()
    frozen, final, beats = (json.loads(text) for text in (reveal.frozen, reveal.final, reveal.beats))
    changed = _changes(final, json.loads(row.snapshot))
    done = complete(beats, reveal.position) and reveal.position >= len(beats)
    cautions = show.cautions(event) if done else []
    return {
        "event": event,
        "running": True,
        "reveal": reveal,
        "stamp": f"{reveal.turn}-{changed}-{crc32(' '.join(cautions).encode())}",
        "problem": problem,
        "presses": len(beats),
        "scene": scene(final, beats, reveal.position),
        "next": hint(frozen, final, beats, reveal.position),
        "done": done,
        "cautions": cautions,
        "jumps": [_jump(beats, position, final, reveal.position) for position in stops(beats)],
        "paces": show.AUTOPLAY,
        "changed": changed,
        "rehearsed": bool(final["event"].get("rehearsal")),
    }


def _changes(final: Any, live: Any) -> int:
    """How many places of the live board are others than those that are being revealed."""
    then = {row["team"]: (row["rank"], row["total"]) for row in final["standings"]}
    here = {row["team"]: (row["rank"], row["total"]) for row in live["standings"]}
    return sum(then.get(team) != here.get(team) for team in then.keys() | here.keys())


def _jump(beats: list[Any], position: int, final: Any, now_at: int) -> dict[str, Any]:
    names = {row["team"]: row["name"] for row in final["standings"]}
    beat = beats[position - 1] if position else {"kind": "begin", "teams": []}
    teams = beat.get("teams") if "teams" in beat else [beat["team"]]
    return {
        "position": position,
        "kind": beat["kind"],
        "rank": beat.get("rank"),
        "title": beat.get("title", ""),
        "names": [names[team] for team in teams or []],
        "ahead": position > now_at,
        "here": position == now_at,
    }


# --- what its buttons do -------------------------------------------------------------------------------


@never_cache
@require_POST
def press(request: HttpRequest, slug: str) -> HttpResponse:
    """One press. What was refused is answered with 409 and what stands now."""
    event, _reveal = _mine(request, slug)
    problem = ""
    try:
        _carry_out(event, request.POST)
    except show.NotNow as error:
        problem = str(error)
    if not getattr(request, "htmx", False):
        return redirect("events:presenter", slug)
    context = context_of(event, Reveal.objects.get_or_create(event=event)[0], problem)
    return render(request, "events/reveal/_presenter.html", context, status=409 if problem else 200)


def _carry_out(event: Event, data: Any) -> None:
    do, turn = data.get("do", ""), _number(data.get("turn"))
    if do == "next":
        show.press(event, turn)
    elif do == "undo":
        show.undo(event, turn)
    elif do == "jump":
        show.jump(event, turn, _number(data.get("position")), sure=data.get("sure") == "yes")
    elif do == "autoplay" and data.get("seconds") == "0":
        show.stop_autoplay(event)
    elif do == "autoplay":
        show.set_autoplay(event, turn, _number(data.get("seconds")))
    elif do == "end":
        show.end(event, turn, final=data.get("final") == "yes")
    else:
        raise show.NotNow(_("There is no such button."))


def _number(text: str | None) -> int:
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 10 else -1
