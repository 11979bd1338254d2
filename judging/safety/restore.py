"""Back from a copy: an event as it was, its record and people, in an epoch that every screen takes at once."""

from pathlib import Path
from typing import Any

from auditlog.context import disable_auditlog
from auditlog.models import LogEntry
from django.contrib.auth import get_user_model
from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.db.models import QuerySet
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _

from events import board, feeds
from events.models import Board, Event, FeedState
from events.put_back import put_back
from events.work import counted
from judging.models import Shelf
from judging.record.write import note
from judging.refresh import setup_changed
from judging.safety.copies import RECORDED, Copy, CopyError, EventCopy
from judging.safety.rows import RowsError, Writer
from judging.safety.shelf import key_of, take


class EventChanged(CopyError):
    """The event is not any more what was looked at before it was to be replaced; nothing was changed."""


def replace_seen(event: Event, copy: Copy, slug: str, seen: str) -> Path | None:
    """Put a copy in the place of an event that still is as at the cursor `seen`, and copy what is there first.

    All under the board's lock: a sheet is accepted before it, and then the cursor is another, or after it, and then it
    is written on what was restored. Returns the copy of what was there; raises EventChanged, CopyError or OSError.
    """
    with transaction.atomic():
        board.lock(event.pk)
        if str(board.committed(event.pk)) != seen:
            raise EventChanged(_("The event has changed since this page was made."))
        before = take(event)
        restore_event(copy, slug, people=False, replace=True)
    return before


def restore_event(copy: Copy, slug: str, *, people: bool, replace: bool = False) -> Event:
    """Put one event of a copy back, whole or not at all; raises CopyError.

    The event itself, which keeps the address that it has now, or else another one at the same address, is replaced only
    with `replace`. With `people` accounts that are not here are made, with the passwords they had; accounts that are
    here stay as they are.
    """
    kept = copy.events.get(slug)
    if kept is None:
        raise CopyError(
            _("There is no event %(slug)s in this copy; it has %(known)s.") % {"slug": slug, "known": ", ".join(copy.events)}
        )
    try:
        with transaction.atomic(), disable_auditlog():
            if people:
                _make_people(copy)
            event = _put_back(kept, replace=replace)
            note(event, "safety", _("Restored from the copy of %(at)s.") % {"at": copy.manifest["made_at"][:19]})
    except RowsError as error:
        raise CopyError(str(error)) from None
    return event


def _make_people(copy: Copy) -> None:
    model = get_user_model()
    here = set(model.objects.values_list("username", flat=True))
    model.objects.bulk_create(model(**person) for person in copy.users if person["username"] not in here)


def _put_back(kept: EventCopy, *, replace: bool) -> Event:
    writer = Writer(kept.rows)
    here = _here(kept)
    row = Board.objects.select_for_update().filter(event_id__in=here).first()  # the board first, as everybody does
    old = Event.objects.select_for_update().get(pk=row.pk) if row else None
    if old and not replace:
        words = _("There is an event %(slug)s already; --replace puts the copy in its place.")
        raise CopyError(words % {"slug": old.slug})
    known, setup, generation = "", 0, None
    feeds_known: dict[str, str] = {}
    if row and old:
        feeds_known = dict(FeedState.objects.filter(event=old).values_list("kind", "epoch"))
        known, setup, generation = max(row.epoch, row.published_epoch, row.frozen_epoch), row.setup, row.generation
        writer.event_id = old.pk
        _event_row(kept)["slug"] = old.slug
        if not kept.key:
            kept.rows["judging.shelf"] = [{"event_id": _event_row(kept)["id"], "key": key_of(old)}]
        old.delete()
    elif Event.objects.filter(pk=_event_row(kept)["id"]).exists():
        writer.event_id = _free_event_key()
    for state in kept.rows.get("events.feedstate", ()):
        state["epoch"] = max(state["epoch"], feeds_known.get(state["kind"], ""))
    event = writer.write()
    for kind in FeedState.objects.filter(event=event).values_list("kind", flat=True):
        feeds.start_epoch(event.pk, kind)
    put_back(event.pk, next(iter(kept.rows["events.board"])), known, setup, generation)
    _write_record(kept, event, writer)
    setup_changed(event.pk)
    return event


def _here(kept: EventCopy) -> QuerySet[Event]:
    """The event of the copy, by its shelf; else one at the same address, as it is for copies without a shelf."""
    shelves = Shelf.objects.filter(key=kept.key).exclude(key="")
    known = Event.objects.filter(pk__in=shelves.values("pk"))
    return known if known.exists() else Event.objects.filter(slug=kept.slug)


def _event_row(kept: EventCopy) -> dict[str, Any]:
    return next(iter(kept.rows["events.event"]))


def _free_event_key() -> int:
    newest = Event.objects.order_by("-pk").values_list("pk", flat=True).first()
    return int(newest or 0) + 1


def _write_record(kept: EventCopy, event: Event, writer: Writer) -> None:
    """The record of the copy, without what is here already: it is only ever added to."""
    here = {
        (row.timestamp, row.object_pk, row.action, row.object_repr)
        for row in LogEntry.objects.filter(additional_data__event=event.pk).order_by()
    }
    kinds = {(kind.app_label, kind.model): kind for kind in ContentType.objects.all()}
    entries = []
    for said in counted(kept.record, "record", _("Writing the record")):
        kind, at = kinds.get(tuple(said["model"])), parse_datetime(said["at"])
        if kind is None or at is None or (at, said["object_pk"], said["action"], said["object_repr"]) in here:
            continue
        entry = LogEntry(content_type=kind, timestamp=at, **{name: said[name] for name in RECORDED})
        entry.actor_id = writer.users.get(said["actor"])
        entry.additional_data = (entry.additional_data or {}) | {"event": event.pk}
        entry.object_id = writer.keys.get(kind.model_class() or Event, {}).get(said["object_id"], said["object_id"])
        entry.object_pk = str(entry.object_id)
        entries.append(entry)
    LogEntry.objects.bulk_create(entries, 400)
