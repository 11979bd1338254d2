"""The shelf of an event's copies: where they lie, which there are, taking one, and throwing old ones away."""

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.utils import timezone

from events.models import Event
from judging.models import CopyClock
from judging.safety.copies import copy_of, write_file

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


def copies_of(slug: str) -> list[Kept]:
    """The copies of the event at this address, newest first."""
    where = folder()
    if where is None or not where.is_dir():
        return []
    shape = re.compile(re.escape(slug) + r"\.(\d{8}T\d{12}Z)\.podium\.zip")
    found = [(path, match) for path in where.iterdir() if (match := shape.fullmatch(path.name))]
    kept = [Kept(path, datetime.strptime(m[1], STAMP).replace(tzinfo=UTC), path.stat().st_size) for path, m in found]
    return sorted(kept, key=lambda each: each.at, reverse=True)


def take(event: Event, *, unless: str = "") -> Path | None:
    """Put a copy of the event among its others, and write down that this worked; None where its digest is `unless`."""
    where = folder()
    if where is None:
        return None
    began = timezone.now()
    data, digests = copy_of([event])
    digest = digests[event.slug]
    path = where / f"{event.slug}.{timezone.now().strftime(STAMP)}.podium.zip" if digest != unless else None
    if path:
        write_file(path, data)
    CopyClock.objects.filter(pk=event.pk).update(taken_at=began, digest=digest, error="")
    if path:
        prune(event.slug)
    return path


def prune(slug: str) -> None:
    """Throw away what is over BACKUP_KEEP or older than BACKUP_DAYS; the newest copy always stays."""
    oldest = timezone.now() - timedelta(days=settings.BACKUP_DAYS)
    for number, kept in enumerate(copies_of(slug)):
        if number and (number >= settings.BACKUP_KEEP or kept.at < oldest):
            kept.path.unlink(missing_ok=True)
