"""What the control room does to the event as a whole: live or not, frozen or not, words on every screen."""

import json

from django.db import transaction
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from events import board, screens
from events.models import Board, Event
from events.reveal.show import publish
from events.reveal.stand import running
from judging.control.deed import Deed, Kind, Moved, Unknown, harmless

FROZEN, LIVE = "frozen", "live"
LONGEST = 300  # characters of an announcement


def frozen(row: Board) -> str:
    """How the public board stands: frozen or live."""
    return FROZEN if row.frozen else LIVE


def _ask_freeze(event: Event, row: Board, deed: Deed) -> str:
    if deed.to == FROZEN:
        return _(
            "The public board, all screens, team pages and exports stay as they are now. Judges go on; you see the live board."
        )
    revealing = _("A reveal is running, and ends with this.") + " " if running(event.pk) else ""
    return revealing + _("Everybody sees every place at once, without a reveal. What was seen cannot be unseen.")


def _freeze(event: Event, row: Board, deed: Deed) -> None:
    done = board.freeze(event.pk) if deed.to == FROZEN else board.release(event.pk)
    if not done:
        raise Moved(_("There is no public board to freeze yet: open the first round, or make the event public first."))
    transaction.on_commit(lambda: publish(event.pk))


def _say_freeze(event: Event, row: Board) -> str:
    if row.frozen:
        return _("The public board is frozen.")
    return _("The public board is live.")


def _find_board(event: Event, deed: Deed) -> Board:
    if deed.do == "freeze" and deed.to not in (FROZEN, LIVE):
        raise Unknown(deed.to)
    return Board.objects.get(event=event)


def announced(event: Event) -> str:
    """The words on the screens now, empty where there are none."""
    state = screens.announced(event)
    return str(state["text"]) if state else ""


def _announced_whole(event: Event, row: Board) -> str:
    state = screens.announced(event)
    return json.dumps(state) if state else ""


def _ask_announce(event: Event, row: Board, deed: Deed) -> str:
    text = deed.to.strip()
    if deed.to and not text:
        raise Moved(_("An announcement needs words. Nothing was changed on the screens."))
    if over := len(text) - LONGEST if len(text) > LONGEST else 0:
        words = ngettext(
            "An announcement has at most %(limit)s characters; this one is %(count)s too long. Nothing was announced.",
            "An announcement has at most %(limit)s characters; this one is %(count)s too long. Nothing was announced.",
            over,
        )
        raise Moved(words % {"limit": LONGEST, "count": over})
    return ""


def _announce(event: Event, row: Board, deed: Deed) -> None:
    _ask_announce(event, row, deed)
    if deed.to:
        screens.announce(event, deed.to.strip(), urgent=False, ends_at=None)
    else:
        screens.clear_announcements(event)


def _announce_again(event: Event, row: Board, deed: Deed) -> None:
    """As it stood before, with its urgency and its end; one whose end has passed stays away."""
    if not deed.to:
        screens.clear_announcements(event)
        return
    try:
        was = json.loads(deed.to)
        text, urgent, end = str(was["text"]), was["urgent"] is True, was["ends_at"]
        ends_at = parse_datetime(end) if end else None
    except (ValueError, TypeError, KeyError):
        raise Unknown(deed.to) from None
    if end and ends_at is None:
        raise Unknown(deed.to)
    screens.announce(event, text[:LONGEST], urgent=urgent, ends_at=ends_at)


def _say_announced(event: Event, row: Board) -> str:
    text = announced(event)
    return _("All screens say: %(text)s") % {"text": text} if text else _("No announcement is on the screens.")


# --- the event -----------------------------------------------------------------------------------------


def _find_event(event: Event, deed: Deed) -> Event:
    if deed.to not in (Event.Status.DRAFT, Event.Status.UPCOMING, Event.Status.LIVE):
        raise Unknown(deed.to)
    return Event.objects.get(pk=event.pk)


def _ask_event(event: Event, row: Event, deed: Deed) -> str:
    if deed.to == Event.Status.LIVE and row.status == Event.Status.DRAFT:
        return _("The event goes live: the public sees it from now on, and it is copied by itself every few minutes.")
    return ""


def move_event(event: Event, status: str) -> None:
    """Have the event live, or not yet; one whose results are final stays so."""
    row = Event.objects.get(pk=event.pk)
    if row.status == Event.Status.FINAL:
        raise Moved(_("The results are final. Nothing was done."))
    row.status = status
    row.save(update_fields=["status"])
    event.status = status


def say_event(event: Event, row: Event) -> str:
    """How the event stands now."""
    return _("%(event)s is %(state)s now.") % {"event": row.name, "state": row.get_status_display().lower()}


KINDS: dict[str, Kind] = {
    "event": Kind(
        _find_event,
        lambda event, row: str(row.status),
        _ask_event,
        lambda event, row, deed: move_event(event, deed.to),
        say_event,
    ),
    "freeze": Kind(
        _find_board, lambda event, row: frozen(row), _ask_freeze, _freeze, _say_freeze, undoable=lambda deed: deed.to == FROZEN
    ),
    "announce": Kind(
        _find_board,
        lambda event, row: announced(event),
        _ask_announce,
        _announce,
        _say_announced,
        was=_announced_whole,
        undo="announce-again",
    ),
    "announce-again": Kind(
        _find_board,
        lambda event, row: announced(event),
        harmless,
        _announce_again,
        _say_announced,
        was=_announced_whole,
        undo="announce-again",
    ),
}
