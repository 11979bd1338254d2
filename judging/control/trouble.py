"""What is wrong with a running event, each in a sentence with the page that mends it."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from events.board import State
from events.models import Event, Round, Team
from events.screens import presence
from judging.control.naming import some_of, some_of_linked
from judging.control.panel import JudgeNow
from judging.control.sheets import Map
from judging.models import CopyClock
from judging.next_step import next_step
from judging.setup import what_is_missing

PANEL = "#panel-title"  # where the control room lists every judge


class Trouble(NamedTuple):
    """What is wrong, in plain words or as safe HTML, and where it is mended."""

    words: str
    way: str = ""
    label: str = ""


def troubles(event: Event, maps: list[Map], panel: list[JudgeNow], state: State | None) -> list[Trouble]:
    """Everything that an organiser should look at now, what stops the event first."""
    step = next_step(event) if what_is_missing(event) else None
    found = [Trouble(step.words, step.way, step.label)] if step else []
    return [
        *_not_live(event, maps),
        *found,
        *_board(event, state),
        *_rounds(event, maps),
        *_judges(event, maps, panel),
        *_hall(event),
        *_webhooks(event),
        *_copies(event),
    ]


def _local(event: Event, at: datetime) -> str:
    """The time of day in the event's zone, with the date where it is not today's."""
    zone = ZoneInfo(event.timezone)
    there = at.astimezone(zone)
    return there.strftime("%H:%M" if there.date() == timezone.now().astimezone(zone).date() else "%Y-%m-%d %H:%M")


def _page(name: str, event: Event) -> str:
    return reverse(f"admin:events_event_{name}", args=[event.pk])


def _not_live(event: Event, maps: list[Map]) -> Iterator[Trouble]:
    """Judges send, and the hall is told that nothing has begun. In a rehearsal that is meant so."""
    if event.status not in (Event.Status.DRAFT, Event.Status.UPCOMING) or hasattr(event, "rehearsal"):
        return
    if opened := next((map_.round.name for map_ in maps if map_.round.status == Round.Status.OPEN), None):
        words = _("%(round)s is open, but the event is not live: boards say so, and no copies are made. Go live below.")
        yield Trouble(words % {"round": opened})


def _board(event: Event, state: State | None) -> Iterator[Trouble]:
    if state is not None and state.behind:
        words = _("The published board is behind the newest marks. It is brought up within a second; if this stays, look here:")
        yield Trouble(words, _page("live", event), _("Live"))


def _rounds(event: Event, maps: list[Map]) -> Iterator[Trouble]:
    for map_ in maps:
        name = map_.round.name
        if not map_.total.expected and event.teams.filter(status=Team.Status.ACTIVE).exists():
            words = _("%(round)s has no judges: assign some in the planner.") % {"round": name}
            yield Trouble(words, _page("planner", event) + f"?round={map_.round.code}", _("Planner"))
        elif map_.unseen:
            teams = some_of([team.name for team in map_.unseen])
            words = _("In %(round)s nobody is to mark %(teams)s.") % {"round": name, "teams": teams}
            yield Trouble(words, _page("planner", event) + f"?round={map_.round.code}", _("Planner"))
        if late := map_.total.late:
            words = ngettext(
                "%(count)s sheet of %(round)s is late: let its judge in below, or close the round without it.",
                "%(count)s sheets of %(round)s are late: let their judges in below, or close the round without them.",
                late,
            )
            yield Trouble(words % {"count": late, "round": name})
        if map_.round.status == Round.Status.OPEN and map_.round.ends_at and map_.round.ends_at < timezone.now():
            words = _("%(round)s was to end by now (%(at)s) and is still open: lock it below, or set another end on its page.")
            yield Trouble(words % {"round": name, "at": _local(event, map_.round.ends_at)})


def _judges(event: Event, maps: list[Map], panel: list[JudgeNow]) -> Iterator[Trouble]:
    returned = sum(cell.state == "returned" for map_ in maps for _team, cells in map_.rows for cell in cells)
    if returned:
        words = ngettext("%(count)s sheet is returned to its judge.", "%(count)s sheets are returned to their judges.", returned)
        yield Trouble(words % {"count": returned})
    if not any(map_.round.status == Round.Status.OPEN for map_ in maps):
        return
    behind = [
        f"{each.judge.name} ({each.count.received}/{each.count.expected})"
        for each in panel
        if each.behind and not each.count.late
    ]
    if behind:
        yield _named(_("Far behind the other judges: %(judges)s."), behind)
    if quiet := [each.judge.name for each in panel if each.quiet]:
        words = _("Not heard of for a quarter of an hour, with sheets to give: %(judges)s. Ask them, or give them a new link.")
        yield _named(words, quiet, _page("links", event), _("Judges' links"))


def _named(words: str, names: list[str], way: str = "", label: str = "") -> Trouble:
    """A trouble of several judges: the first are named, and the rest stand in the panel's table further down."""
    return Trouble(SafeString(words % {"judges": some_of_linked(names, PANEL)}), way, label)


def _hall(event: Event) -> Iterator[Trouble]:
    now = timezone.now()
    late = [screen.name for screen in event.screens.all() if presence(screen, now)["word"] == "late"]
    if late:
        words = _("No word from the screen %(screens)s: look whether its computer is on and has network.")
        yield Trouble(words % {"screens": ", ".join(late)}, _page("screens", event), _("Screens"))


def _webhooks(event: Event) -> Iterator[Trouble]:
    failing = list(event.webhooks.filter(active=True, failures__gt=0))
    for webhook in failing:
        words = _("%(address)s did not take the board (%(result)s). It is tried again by itself.")
        way = reverse("admin:events_webhook_change", args=[webhook.pk])
        yield Trouble(words % {"address": webhook.url, "result": webhook.result}, way, _("Webhook"))


def _copies(event: Event) -> Iterator[Trouble]:
    is_live = event.status == Event.Status.LIVE
    if not settings.BACKUP_DIR:
        if is_live:
            yield Trouble(_("No copies are made: BACKUP_DIR is set empty."), _page("safety", event), _("Copies"))
        return
    clock = CopyClock.objects.filter(event=event).first()
    if clock is None:
        return
    if clock.error:
        words = _("The newest copy could not be made (%(error)s). It is tried again by itself; see whether the disk is full.")
        yield Trouble(words % {"error": clock.error}, _page("safety", event), _("Copies"))
    overdue = timezone.now() - timedelta(seconds=2 * settings.BACKUP_EVERY + 60)
    if is_live and clock.taken_at is not None and clock.taken_at < overdue:
        words = _("No copy was made since %(at)s: take one by hand, and see whether the disk is full.")
        yield Trouble(words % {"at": _local(event, clock.taken_at)}, _page("safety", event), _("Copies"))
