"""One event or several as one file: a zip with a manifest, the rows, the record, the people, and the event file to read."""

import hashlib
import hmac
import io
import json
import os
import tempfile
import zipfile
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from auditlog.models import LogEntry
from django.conf import settings
from django.contrib.auth import get_user_model
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from events import board
from events.models import Event
from judging.exchange import dump_event
from judging.models import ScoreVersion
from judging.safety.rows import Rows, read_rows

FORMAT = "podium-copy/1"
MAX_UNPACKED = 1024 * 1024 * 1024
PERSON = ("username", "password", "email", "first_name", "last_name", "is_staff", "is_superuser", "is_active")


class CopyError(Exception):
    """A file that is no copy, or one that this version cannot read; nothing was changed."""


@dataclass(frozen=True)
class EventCopy:
    """One event of a copy: its rows, its record, and the digest that tells whether anything changed."""

    slug: str
    name: str
    digest: str
    rows: Rows
    record: list[dict[str, Any]]

    @property
    def key(self) -> str:
        """Which event this is, whatever its address; empty in copies from before there were shelves."""
        return "".join(row["key"] for row in self.rows.get("judging.shelf", ()))


@dataclass(frozen=True)
class Copy:
    """A copy that was read: its manifest, events by address, and people."""

    manifest: dict[str, Any]
    events: dict[str, EventCopy]
    users: list[dict[str, Any]] = field(default_factory=list)

    @property
    def same_key(self) -> bool:
        """Whether links and sign-ins of the machine that made this copy are good here too."""
        return bool(self.manifest.get("key") == key_print())


def key_print() -> str:
    """A fingerprint of SECRET_KEY, from which it cannot be told: the same key, the same links."""
    return hmac.new(settings.SECRET_KEY.encode(), b"podium.copy", hashlib.sha256).hexdigest()[:16]


# --- making --------------------------------------------------------------------------------------------


def copy_of(events: Iterable[Event], *, everybody: bool = False) -> tuple[bytes, dict[str, str]]:
    """These events as the bytes of a copy, and each one's digest by its address. Reads only, in one consistent state.

    `everybody` takes all accounts along, else those of the events' people and the superusers'.
    """
    kept = io.BytesIO()
    listed: list[dict[str, Any]] = []
    people: set[int] = set()
    with board.consistent_read(), zipfile.ZipFile(kept, "w", zipfile.ZIP_DEFLATED) as archive:
        for event in events:
            rows, record = _texts(read_rows(event.pk)), _record(event.pk)
            digest = hashlib.sha256(rows.encode()).hexdigest()
            listed.append({"slug": event.slug, "name": event.name, "digest": digest})
            archive.writestr(f"events/{event.slug}/rows.json", rows)
            archive.writestr(f"events/{event.slug}/record.json", json.dumps(record, ensure_ascii=False))
            archive.writestr(f"events/{event.slug}/event.json", dump_event(event, pictures=False))
            people |= _people_of(event)
        archive.writestr("users.json", json.dumps(_users(None if everybody else people), ensure_ascii=False, indent=1))
        manifest = {"format": FORMAT, "made_at": timezone.now().isoformat(), "podium": settings.VERSION, "key": key_print()}
        archive.writestr("manifest.json", json.dumps(manifest | {"events": listed}, ensure_ascii=False, indent=1))
    return kept.getvalue(), {each["slug"]: each["digest"] for each in listed}


def _texts(rows: Rows) -> str:
    """Table by table, so that no other thread waits for the whole of a large event to be written."""
    parts = (f"{json.dumps(name)}:{json.dumps(table, ensure_ascii=False)}" for name, table in rows.items())
    return "{" + ",\n".join(parts) + "}"


def _record(event_id: int) -> list[dict[str, Any]]:
    rows = LogEntry.objects.filter(additional_data__event=event_id).order_by("pk").select_related("content_type", "actor")
    return [
        {
            "model": [row.content_type.app_label, row.content_type.model],
            "actor": row.actor.username if row.actor else None,
            "at": row.timestamp.isoformat(),
        }
        | {name: getattr(row, name) for name in RECORDED}
        for row in rows
    ]


RECORDED = ("object_pk", "object_id", "object_repr", "action", "changes", "remote_addr", "additional_data")


def _people_of(event: Event) -> set[int]:
    ids = set(event.organisers.values_list("pk", flat=True))
    ids |= set(ScoreVersion.objects.filter(judge__event=event).exclude(user=None).values_list("user_id", flat=True).distinct())
    logged = LogEntry.objects.filter(additional_data__event=event.pk).exclude(actor=None)
    return ids | set(logged.order_by().values_list("actor_id", flat=True).distinct())


def _users(ids: set[int] | None) -> list[dict[str, Any]]:
    """Accounts with their passwords' hashes; never the passwords."""
    found = get_user_model().objects.order_by("pk")
    if ids is not None:
        found = found.filter(Q(pk__in=ids) | Q(is_superuser=True))
    return list(found.values(*PERSON))


def without_passwords(data: bytes) -> bytes:
    """The same copy for somebody who may not have everybody's hashes: people by name alone."""
    kept = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(kept, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(name, "[]" if name == "users.json" else old.read(name))
    return kept.getvalue()


def write_file(path: Path, data: bytes) -> None:
    """Whole or not at all, and only for this user to read: it holds hashes and links."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=".copy-", suffix=".part")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


# --- reading -------------------------------------------------------------------------------------------


def read_copy(data: bytes) -> Copy:
    """A copy, checked: its format, and that no event's rows were changed or cut off since."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            if sum(entry.file_size for entry in archive.infolist()) > MAX_UNPACKED:
                raise CopyError(_("The file is too large for a copy. Look whether it is the right one."))
            manifest = json.loads(archive.read("manifest.json"))
            if manifest.get("format") != FORMAT:
                raise CopyError(
                    _("This is %(found)r, not %(format)s: made by another version of Podium. Restore it with that version.")
                    % {"found": manifest.get("format"), "format": FORMAT}
                )
            events = {each["slug"]: _event(archive, each) for each in manifest["events"]}
            return Copy(manifest, events, json.loads(archive.read("users.json")))
    except (zipfile.BadZipFile, KeyError, ValueError, TypeError, AttributeError) as error:
        raise CopyError(
            _("This is no whole copy of Podium: %(error)s. Download it again, or take another copy.") % {"error": error}
        ) from None


def _event(archive: zipfile.ZipFile, listed: dict[str, Any]) -> EventCopy:
    folder = f"events/{listed['slug']}"
    text = archive.read(f"{folder}/rows.json")
    if hashlib.sha256(text).hexdigest() != listed["digest"]:
        raise CopyError(
            _(
                "The rows of %(event)s are not those that were copied: the file is "
                "damaged. Download it again, or take another copy."
            )
            % {"event": listed["slug"]}
        )
    record = json.loads(archive.read(f"{folder}/record.json"))
    return EventCopy(listed["slug"], listed["name"], listed["digest"], json.loads(text), record)
