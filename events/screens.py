"""What the screens of an event show, as every screen hears it: assignments, the announcement, the step of a reveal.

An organiser's switch is saved first and told then, so that a screen that was away finds it when it comes back.
"""

from datetime import datetime, timedelta
from typing import Any, NamedTuple

from django.core.cache import cache
from django.db import transaction
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from events import feeds
from events.board import JSON
from events.models import Announcement, Event, Picture, Screen
from events.reveal.stand import current_scene

KIND = "screen"
SEEN_EVERY = 20  # seconds between two notes of a screen's beat, at least
LATE_AFTER = 75  # seconds; a screen beats every 30


class Show(NamedTuple):
    """What a screen is to show: a view and what that view needs."""

    view: str
    subject: str = ""
    title: str = ""
    text: str = ""
    ends_at: datetime | None = None
    picture: Picture | None = None


# --- the state -----------------------------------------------------------------------------------------


def screen_state(event: Event) -> JSON:
    """The body of an event's `screen` feed.

    {"screens": {address: {"view", "subject", "title", "text", "ends_at", "pictures": [addresses]}},
    "announcement": {"text", "urgent", "ends_at"} | None, "reveal": a scene (events.reveal.scene) | None}. Times are UTC.
    """
    pictures = {picture.pk: picture_path(event, picture.digest) for picture in event.pictures.only("digest")}
    screens = {screen.slug: shown_by(screen, pictures) for screen in event.screens.all()}
    return {"screens": screens, "announcement": announced(event), "reveal": current_scene(event.pk)}


def shown_by(screen: Screen, pictures: dict[int, str]) -> JSON:
    """One screen's part of the state."""
    chosen = [pictures[screen.picture_id]] if screen.picture_id in pictures else list(pictures.values())
    return {
        "view": screen.view,
        "subject": screen.subject,
        "title": screen.title,
        "text": screen.text,
        "ends_at": _utc(screen.ends_at),
        "pictures": chosen if screen.view == Screen.View.PICTURE else [],
    }


def standing(event: Event) -> Announcement | None:
    """The announcement whose time is not over."""
    return event.announcements.filter(Q(ends_at=None) | Q(ends_at__gt=timezone.now())).first()


def announced(event: Event) -> JSON | None:
    """The announcement that stands now, as screens and frames tell it."""
    current = standing(event)
    if current is None:
        return None
    return {"text": current.text, "urgent": current.urgent, "ends_at": _utc(current.ends_at)}


def is_over(state: JSON, now: datetime) -> bool:
    """Whether a state as it was stored still tells of an announcement whose time is over."""
    ends_at = (state.get("announcement") or {}).get("ends_at")
    return ends_at is not None and datetime.fromisoformat(ends_at) <= now


def drop_what_is_over(event_id: int) -> None:
    """Tell the state without an announcement whose time is over; of many processes the first does it, the others nothing."""
    if event := Event.objects.filter(pk=event_id).first():
        tell(event)


def _utc(at: datetime | None) -> str | None:
    return at.isoformat(timespec="milliseconds").replace("+00:00", "Z") if at else None


def picture_path(event: Event, digest: str) -> str:
    """The address of a picture; it never names two pictures."""
    return reverse("events:picture", args=[event.slug, digest])


def tell(event: Event) -> None:
    """Let every screen know the state as it is now."""
    feeds.store(event.pk, KIND, lambda: screen_state(event))


def follow_board(event_id: int, **_: Any) -> None:
    """A freeze that ends takes the reveal along that ran on it; receives board_moved."""
    tell(Event.objects.get(pk=event_id))


def first_state(event: Event) -> None:
    """See to it that the feed says something: an event whose screens nobody has touched yet has no state stored."""
    if not event.feed_states.filter(kind=KIND).exists():
        tell(event)


# --- what an organiser does ----------------------------------------------------------------------------


def switch(event: Event, screens: list[Screen], show: Show) -> None:
    """Have these screens show something else, all at once."""
    with transaction.atomic():
        for screen in screens:
            for name, value in show._asdict().items():
                setattr(screen, name, value)
            screen.save(update_fields=list(show._fields))
        tell(event)


def announce(event: Event, text: str, *, urgent: bool, ends_at: datetime | None) -> None:
    """Put words on every screen of the event, in place of those that stood there before."""
    with transaction.atomic():
        event.announcements.all().delete()
        Announcement.objects.create(event=event, text=text, urgent=urgent, ends_at=ends_at)
        tell(event)


def clear_announcements(event: Event) -> None:
    """Take all announcements from all screens."""
    event.announcements.all().delete()
    tell(event)


# --- what a screen says --------------------------------------------------------------------------------


def note_seen(screen: Screen, view: str, size: tuple[int, int]) -> None:
    """A screen is there and shows this; written at most every 20 seconds, unless what it shows has changed."""
    key = f"screen-seen:{screen.pk}:{view}"
    if not cache.add(key, 1, timeout=SEEN_EVERY):
        return
    screen.last_seen, screen.seen_view, screen.seen_size = timezone.now(), view, f"{size[0]} × {size[1]}"
    screen.save(update_fields=["last_seen", "seen_view", "seen_size"])


def presence(screen: Screen, now: datetime) -> dict[str, Any]:
    """Whether a screen is there: `word` is never, online or late; `taken` says that it shows what it was told."""
    if screen.last_seen is None:
        return {"word": "never", "taken": False}
    late = now - screen.last_seen > timedelta(seconds=LATE_AFTER)
    return {"word": "late" if late else "online", "taken": screen.seen_view == screen.view}
