"""Copies by themselves: while an event is live, every few minutes and when a round is locked; old ones are thrown away.

A thread of each serving process looks; the row of CopyClock decides which one copies. Nobody waits for it: it reads
in a transaction of its own and takes no lock that a submit needs.
"""

import logging
import re
import threading
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.db import close_old_connections, connection, transaction
from django.db.models import Q
from django.utils import timezone

from events.models import Event
from judging.models import CopyClock
from judging.safety.copies import copy_of, write_file

LOOK_EVERY = 2.0  # seconds
STAMP = "%Y%m%dT%H%M%S%fZ"

log = logging.getLogger("podium.copies")
_wake = threading.Event()
_thread: threading.Thread | None = None


@dataclass(frozen=True)
class Kept:
    """One file of an event's copies."""

    path: Path
    at: datetime
    size: int

    @property
    def name(self) -> str:
        return self.path.name


def folder() -> Path | None:
    """Where copies are kept; None where BACKUP_DIR is set empty."""
    return Path(settings.BACKUP_DIR) if settings.BACKUP_DIR else None


def copies_of(slug: str) -> list[Kept]:
    """The copies of the event at this address, newest first."""
    where = folder()
    if where is None or not where.is_dir():
        return []
    shape = re.compile(re.escape(slug) + r"\.(\d{8}T\d{12}Z)\.podium\.zip")
    found = [(path, match) for path in where.iterdir() if (match := shape.fullmatch(path.name))]
    kept = [Kept(path, datetime.strptime(m[1], STAMP).replace(tzinfo=UTC), path.stat().st_size) for path, m in found]
    return sorted(kept, key=lambda each: each.at, reverse=True)


def take_copy(event: Event, *, unless: str = "") -> tuple[Path | None, str]:
    """Write a copy of the event among its others; nothing where its digest is `unless`. Returns the file and the digest."""
    where = folder()
    if where is None:
        return None, ""
    data, digests = copy_of([event])
    digest = digests[event.slug]
    if digest == unless:
        return None, digest
    path = where / f"{event.slug}.{timezone.now().strftime(STAMP)}.podium.zip"
    write_file(path, data)
    prune(event.slug)
    return path, digest


def prune(slug: str) -> None:
    """Throw away what is over BACKUP_KEEP or older than BACKUP_DAYS; the newest copy always stays."""
    oldest = timezone.now() - timedelta(days=settings.BACKUP_DAYS)
    for number, kept in enumerate(copies_of(slug)):
        if number and (number >= settings.BACKUP_KEEP or kept.at < oldest):
            kept.path.unlink(missing_ok=True)


# --- by themselves -------------------------------------------------------------------------------------


def ask(event_id: int) -> None:
    """Have a copy made as soon as what is being written is committed."""
    CopyClock.objects.update_or_create(event_id=event_id, defaults={"due": True})
    transaction.on_commit(_wake.set)


def copy_what_is_due() -> list[Path]:
    """Copy every event whose time has come and that no other process has taken; returns the files."""
    written = []
    for event in Event.objects.filter(Q(status=Event.Status.LIVE) | Q(pk__in=CopyClock.objects.filter(due=True).values("pk"))):
        clock = _claim(event)
        if clock is None:
            continue
        try:
            path, digest = take_copy(event, unless=clock.digest)
        except Exception:  # a full disk must not end the thread, and the next time comes
            log.exception("Copying %s failed", event.slug)
            continue
        CopyClock.objects.filter(pk=event.pk).update(digest=digest)
        if path:
            written.append(path)
    return written


def _claim(event: Event) -> CopyClock | None:
    """Take this event's turn: one statement, so that of several processes one gets it."""
    clock, _new = CopyClock.objects.get_or_create(event=event)
    now = timezone.now()
    late = Q(taken_at=None) | Q(taken_at__lte=now - timedelta(seconds=settings.BACKUP_EVERY))
    mine = CopyClock.objects.filter(Q(due=True) | late, pk=event.pk).update(taken_at=now, due=False)
    return clock if mine else None


def start() -> None:
    """Begin to look, once for each process."""
    global _thread
    if _thread is None and settings.BACKUP_DIR:
        _thread = threading.Thread(target=_look, name="podium-copies", daemon=True)
        _thread.start()


def _look() -> None:
    while True:
        _wake.wait(LOOK_EVERY)
        _wake.clear()
        try:
            copy_what_is_due()
        except Exception as error:  # the database may be away, or not be migrated yet
            log.warning("Looking for copies to make failed: %r", error)
        finally:
            close_old_connections()
            connection.close()
