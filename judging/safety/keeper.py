"""Copies by themselves: while an event is live, every few minutes and when a round is locked; again where one failed.

A thread of each serving process looks; the row of CopyClock decides which one copies. Nobody waits for it: it reads
in a transaction of its own and takes no lock that a submit needs.
"""

import logging
import threading
from datetime import timedelta
from pathlib import Path

from django.conf import settings
from django.db import close_old_connections, connection, transaction
from django.db.models import F, Q
from django.utils import timezone

from events.models import Event
from judging.models import CopyClock
from judging.safety.shelf import take

LOOK_EVERY = 2.0  # seconds
TRY_AGAIN_AFTER = timedelta(seconds=30)
NOT_DONE = Q(taken_at=None) | Q(taken_at__lt=F("claimed_at"))

log = logging.getLogger("podium.copies")
_wake = threading.Event()
_thread: threading.Thread | None = None


def ask(event_id: int) -> None:
    """Have a copy made as soon as what is being written is committed."""
    CopyClock.objects.update_or_create(event_id=event_id, defaults={"due": True})
    transaction.on_commit(_wake.set)


def copy_what_is_due() -> list[Path]:
    """Copy every event whose time has come and that no other process has taken; returns the files."""
    wanted = CopyClock.objects.filter(Q(due=True) | Q(claimed_at__isnull=False) & NOT_DONE)
    written = []
    for event in Event.objects.filter(Q(status=Event.Status.LIVE) | Q(pk__in=wanted.values("pk"))):
        try:
            clock = _claim(event)
            path = take(event, unless=clock.digest) if clock else None
        except Exception as error:  # a full disk must not end the thread: the claim stays open, and the next try comes
            log.exception("Copying %s failed", event.slug)
            CopyClock.objects.filter(pk=event.pk).update(error=_reason(error))
            continue
        if path:
            written.append(path)
    return written


def _claim(event: Event) -> CopyClock | None:
    """Take this event's turn: one statement, so that of several processes one gets it."""
    clock, _new = CopyClock.objects.get_or_create(event=event)
    now = timezone.now()
    late = Q(claimed_at=None) | Q(claimed_at__lte=now - timedelta(seconds=settings.BACKUP_EVERY))
    left = NOT_DONE & Q(claimed_at__lte=now - TRY_AGAIN_AFTER)
    asked = Q(due=True, taken_at__gte=F("claimed_at"))  # while one is being made, the next one waits for it
    mine = CopyClock.objects.filter(late | left | asked, pk=event.pk).update(claimed_at=now, due=False)
    return clock if mine else None


def _reason(error: Exception) -> str:
    """What an organiser can make use of, without a path of the server; the log has the rest."""
    said = error.strerror if isinstance(error, OSError) else None
    return (said or type(error).__name__)[:200]


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
