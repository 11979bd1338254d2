"""Writing the record: set-up by auditlog at every save, the rest (freezes, imports, rehearsals, copies) by note().

Sheets are not written here: each of their versions already says who, when, from where and what.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from auditlog.models import LogEntry
from auditlog.registry import auditlog
from django.contrib.contenttypes.models import ContentType
from django.db.models import Model
from django.utils.translation import gettext

from events.models import Criterion, Division, Event, Round, Team
from judging.models import (
    Adjustment,
    Assignment,
    Conflict,
    Extension,
    Judge,
    LinkTerms,
    Project,
    RoundConfirmation,
    Rules,
    SheetReturn,
    TieBreak,
)
from judging.record.who import actor

# The kinds that the record is filtered by, and what belongs to each.
KINDS: dict[type[Model], str] = {
    Event: "event",
    Division: "teams",
    Team: "teams",
    Project: "teams",
    Round: "rounds",
    Criterion: "rules",
    Rules: "rules",
    TieBreak: "rules",
    Judge: "judges",
    Assignment: "judges",
    Conflict: "judges",
    LinkTerms: "judges",
    Extension: "rounds",
    Adjustment: "marks",
    SheetReturn: "marks",
    RoundConfirmation: "marks",
}
SECRET: dict[type[Model], list[str]] = {Judge: ["link_key", "device_key"]}
NAMED: dict[type[Model], set[str]] = {Event: {"organisers"}, Assignment: {"teams", "criteria"}}


def register() -> None:
    """Have every change of an event's set-up written down; called once, when the app is ready."""
    for model in KINDS:
        auditlog.register(model, exclude_fields=[*SECRET.get(model, ())], m2m_fields=NAMED.get(model, set()))


def sign(instance: Any, **_: Any) -> None:
    """Put who, from where and what kind on an entry that auditlog is about to save."""
    someone = actor()
    instance.actor = instance.actor or someone.user
    instance.remote_addr = instance.remote_addr or someone.address or None
    model = instance.content_type.model_class()
    data = dict(instance.additional_data or {})
    data.setdefault("kind", KINDS.get(model, "other") if model else "other")
    if someone.name:
        data.setdefault("by", someone.name)
    instance.additional_data = data


def note(event: Event, kind: str, words: str, changes: Mapping[str, tuple[Any, Any]] | None = None) -> None:
    """Write down something that no save tells of: `words` say what was done, `changes` what was and what is."""
    LogEntry.objects.log_create(
        event,
        force_log=True,
        action=LogEntry.Action.UPDATE,
        changes={name: [str(before), str(after)] for name, (before, after) in (changes or {}).items()},
        additional_data={"event": event.pk, "kind": kind, "words": words},
    )


def note_board(event_id: int, what: str, **_: Any) -> None:
    """The public board was frozen or released, by whatever door."""
    words = {"frozen": gettext("The public board was frozen."), "released": gettext("The public board was released.")}
    note(Event.objects.get(pk=event_id), "board", words.get(what, what))


def note_rows(event: Event, rows: Iterable[tuple[Model, int, Mapping[str, tuple[Any, Any]]]]) -> None:
    """Write down many rows that were written at once: (row, LogEntry.Action, {field: (before, after)})."""
    types: dict[type[Model], ContentType] = {}
    entries = []
    for row, action, changes in rows:
        kind = types.setdefault(type(row), ContentType.objects.get_for_model(row))
        entry = LogEntry(
            content_type=kind,
            object_pk=str(row.pk),
            object_id=row.pk,
            object_repr=str(row),
            action=action,
            changes={name: [str(before), str(after)] for name, (before, after) in changes.items()},
            additional_data={"event": event.pk},
        )
        sign(entry)
        entries.append(entry)
    LogEntry.objects.bulk_create(entries, 500)
