"""Back from a copy: an event as it was, its record and people, in an epoch that every screen takes at once."""

from typing import Any

from auditlog.context import disable_auditlog
from auditlog.models import LogEntry
from django.contrib.auth import get_user_model
from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _

from events import feeds
from events.models import Board, Event, FeedState
from events.put_back import put_back
from events.work import counted
from judging.record.write import note
from judging.refresh import setup_changed
from judging.safety.copies import RECORDED, Copy, CopyError, EventCopy
from judging.safety.rows import RowsError, Writer


def restore_event(copy: Copy, slug: str, *, people: bool, replace: bool = False) -> Event:
    """Put one event of a copy back, whole or not at all; raises CopyError.

    An event at the same address is replaced only with `replace`. With `people` accounts that are not here are made,
    with the passwords they had; accounts that are here stay as they are.
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
            note(event, "safety", f"Restored from the copy of {copy.manifest['made_at'][:19]}.")
    except RowsError as error:
        raise CopyError(str(error)) from None
    return event


def _make_people(copy: Copy) -> None:
    model = get_user_model()
    here = set(model.objects.values_list("username", flat=True))
    model.objects.bulk_create(model(**person) for person in copy.users if person["username"] not in here)


def _put_back(kept: EventCopy, *, replace: bool) -> Event:
    old = Event.objects.select_for_update().filter(slug=kept.slug).first()
    if old and not replace:
        raise CopyError(f"There is an event {kept.slug} already; --replace puts the copy in its place.")
    known, key, setup, generation = "", None, 0, None
    feeds_known: dict[str, str] = {}
    if old:
        feeds_known = dict(FeedState.objects.filter(event=old).values_list("kind", "epoch"))
        row = Board.objects.select_for_update().get(event=old)
        known, key, setup = max(row.epoch, row.published_epoch, row.frozen_epoch), old.pk, row.setup
        generation = row.generation
        old.delete()
    elif Event.objects.filter(pk=_event_row(kept)["id"]).exists():
        key = _free_event_key()
    for state in kept.rows.get("events.feedstate", ()):
        state["epoch"] = max(state["epoch"], feeds_known.get(state["kind"], ""))
    writer = Writer(kept.rows, key)
    event = writer.write()
    for kind in FeedState.objects.filter(event=event).values_list("kind", flat=True):
        feeds.start_epoch(event.pk, kind)
    put_back(event.pk, next(iter(kept.rows["events.board"])), known, setup, generation)
    _write_record(kept, event, writer)
    setup_changed(event.pk)
    return event


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
    entries = []
    for said in counted(kept.record, "record", _("Writing the record")):
        kind = ContentType.objects.filter(app_label=said["model"][0], model=said["model"][1]).first()
        at = parse_datetime(said["at"])
        if kind is None or at is None or (at, said["object_pk"], said["action"], said["object_repr"]) in here:
            continue
        entry = LogEntry(content_type=kind, timestamp=at, **{name: said[name] for name in RECORDED})
        entry.actor_id = writer.users.get(said["actor"])
        entry.additional_data = (entry.additional_data or {}) | {"event": event.pk}
        entry.object_id = writer.keys.get(kind.model_class() or Event, {}).get(said["object_id"], said["object_id"])
        entry.object_pk = str(entry.object_id)
        entries.append(entry)
    LogEntry.objects.bulk_create(entries, 400)
