"""The shelf of an event's copies: where they lie, which there are, taking one, and throwing old ones away."""

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _

from events.models import Event
from judging.models import CopyClock, Shelf
from judging.safety.copies import Copy, CopyError, EventCopy, copy_of, read_copy, write_file

STAMP = "%Y%m%dT%H%M%S%fZ"


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


def key_of(event: Event) -> str:
    """The name of the event's shelf, which it gets with its first copy."""
    shelf, _new = Shelf.objects.get_or_create(event=event)
    return shelf.key


def file_name(event: Event) -> str:
    """A name for a copy of the event that is made now: the address is for people, the shelf's key says whose it is."""
    return f"{event.slug}.{key_of(event)}.{timezone.now().strftime(STAMP)}.podium.zip"


def copies_of(event: Event) -> list[Kept]:
    """The copies of this event under whatever address it had, newest first; never those of another one."""
    where, shelf = folder(), Shelf.objects.filter(event=event).first()
    return _on(where, shelf.key) if where and shelf else []


def own_copy(event: Event, kept: Kept) -> tuple[Copy, EventCopy]:
    """What one of the event's files holds; raises CopyError where that is not this event and nothing else."""
    copy = read_copy(kept.path.read_bytes())
    held = list(copy.events.values())
    if [each.key for each in held] != [key_of(event)]:
        raise CopyError(_("This file holds another event than its name says."))
    return copy, held[0]


def _on(where: Path, key: str) -> list[Kept]:
    if not where.is_dir():
        return []
    shape = re.compile(r"[-\w]+\." + re.escape(key) + r"\.(\d{8}T\d{12}Z)\.podium\.zip")
    found = [(path, match) for path in where.iterdir() if (match := shape.fullmatch(path.name))]
    kept = [Kept(path, datetime.strptime(m[1], STAMP).replace(tzinfo=UTC), path.stat().st_size) for path, m in found]
    return sorted(kept, key=lambda each: each.at, reverse=True)


def take(event: Event, *, unless: str = "") -> Path | None:
    """Put a copy of the event among its others, and write down that this worked; None where its digest is `unless`."""
    where = folder()
    if where is None:
        return None
    name, began = file_name(event), timezone.now()
    data, digests = copy_of([event])
    digest = digests[event.slug]
    path = where / name if digest != unless else None
    if path:
        write_file(path, data)
    CopyClock.objects.filter(pk=event.pk).update(taken_at=began, digest=digest, error="")
    if path:
        prune(event)
    return path


def prune(event: Event) -> None:
    """Throw away the event's copies over BACKUP_KEEP or older than BACKUP_DAYS; the newest always stays."""
    oldest = timezone.now() - timedelta(days=settings.BACKUP_DAYS)
    for number, kept in enumerate(copies_of(event)):
        if number and (number >= settings.BACKUP_KEEP or kept.at < oldest):
            kept.path.unlink(missing_ok=True)
