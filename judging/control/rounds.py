"""A round opens, locks and closes: from the control room, from the list of rounds for many at once, from the forms of admin."""

from collections.abc import Iterable

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from events import board
from events.models import Event, Round
from judging.control import hall
from judging.control.deed import Deed, Kind, Unknown, row_of
from judging.control.naming import some_of
from judging.control.sheets import maps_of
from judging.scoring import set_round_status


def _find_round(event: Event, deed: Deed) -> Round:
    status, _plus, before = deed.to.partition("+")
    if status not in Round.Status.values or before not in ("", Event.Status.UPCOMING):
        raise Unknown(deed.to)
    found: Round = row_of(event.rounds, deed.which)
    return found


def _was_round(event: Event, round_: Round) -> str:
    """A round that opens takes an upcoming event live with it; undone, both are as they were."""
    upcoming = Event.objects.filter(pk=event.pk, status=Event.Status.UPCOMING).exists()
    return f"{round_.status}+{Event.Status.UPCOMING}" if upcoming else str(round_.status)


def _ask_round(event: Event, round_: Round, deed: Deed) -> str:
    name = {"round": round_.name}
    status = deed.to.partition("+")[0]
    if status == Round.Status.LOCKED:
        words = _("No judge can send or change marks in %(round)s any more, but those whom you let in. A copy is taken.") % name
        return f"{words} {_owed(event, round_)}".strip()
    if status == Round.Status.CLOSED:
        words = _("%(round)s is over: nobody can be let in late any more. Its marks count as they are.") % name
        return f"{words} {_owed(event, round_)}".strip()
    if status == Round.Status.UPCOMING:
        return _("%(round)s takes no marks until it is opened again. Marks that are given stay.") % name
    reopened = round_.status in (Round.Status.LOCKED, Round.Status.CLOSED)
    words = _("%(round)s is open again: every judge can send and change marks.") % name if reopened else ""
    return f"{words} {_ask_live(event, round_)}".strip()


def _ask_live(event: Event, round_: Round) -> str:
    if event.status == Event.Status.UPCOMING:
        words = _("%(event)s goes live with this: the public sees that the judging has begun, and copies are made by themselves.")
        return words % {"event": event.name}
    if event.status == Event.Status.DRAFT:
        words = _("%(event)s is a draft: %(round)s takes marks, but the public sees nothing, and no copies are made.")
        return words % {"event": event.name, "round": round_.name}
    return ""


def _owed(event: Event, round_: Round) -> str:
    """How many sheets have not come, and whose they are."""
    map_ = maps_of(event, [round_])[0]
    missing = map_.total.missing
    if not missing:
        return ""
    left = ngettext("%(count)s sheet has not come:", "%(count)s sheets have not come:", missing) % {"count": missing}
    owing = [f"{judge.name} {count.missing}" for judge in map_.judges if (count := map_.counts[judge.pk]).missing]
    return f"{left} {some_of(owing)}."


def _carry_out(event: Event, round_: Round, deed: Deed) -> None:
    status, _plus, before = deed.to.partition("+")
    if before:
        set_round_status([round_], Round.Status(status))
        hall.move_event(event, before)
    else:
        _move(event, [round_], Round.Status(status))


def _move(event: Event, rounds: Iterable[Round], status: Round.Status) -> int:
    """Move rounds of one event, and take it live with them where it waits for its first round. Call under the board's lock."""
    moved = set_round_status(rounds, status)
    if status == Round.Status.OPEN:
        go_live_with_round(event)
    return moved


def go_live_with_round(event: Event) -> bool:
    """A round has opened: an event that waits for its first one is live now; whether it was. Call under the board's lock."""
    waits = Event.objects.filter(pk=event.pk, status=Event.Status.UPCOMING).exists()
    if waits:
        hall.move_event(event, Event.Status.LIVE)
    return waits


def move_rounds(chosen: QuerySet[Round], status: Round.Status) -> tuple[int, list[Event]]:
    """What the control room does to a round, for many and of several events, all or nothing.

    Returns how many changed, and the events that went live with it.
    """
    ids = list(chosen.values_list("pk", flat=True))
    events = list(Event.objects.filter(rounds__in=ids).distinct().order_by("pk"))
    moved, live = 0, []
    with transaction.atomic():
        for event in events:
            board.lock(event.pk)
        for event in events:
            was = event.status
            moved += _move(event, event.rounds.filter(pk__in=ids), status)
            live += [event] if event.status != was else []
    return moved, live


def say(event: Event, round_: Round) -> str:
    """How the round stands now."""
    return _("%(round)s is %(state)s now.") % {"round": round_.name, "state": round_.get_status_display().lower()}


KINDS: dict[str, Kind] = {
    "round": Kind(_find_round, lambda event, row: str(row.status), _ask_round, _carry_out, say, was=_was_round),
}
