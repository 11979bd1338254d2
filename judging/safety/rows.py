"""Everything that an event has, as plain values and back: whatever model hangs on Event is found by itself.

Keys are kept where they are free, so that links, sessions and open screens go on working; where one is taken by
something else the rows of that table get new ones, and what points to them follows.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.apps import apps
from django.contrib.auth import get_user_model
from django.core.management.color import no_style
from django.db import connection
from django.db.models import Field, ForeignKey, Model
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from events.models import Board, Event
from events.work import counted, teller
from judging.models import CopyClock, Presence, Upload

Rows = dict[str, list[dict[str, Any]]]  # {"judging.mark": [{"id": 1, "points": "7.5", ...}]}

CHUNK = 400
UNKNOWN = gettext_lazy(
    "The copy has %(names)s, which this version of Podium does not know. Restore it with the version that made it."
)
APPS = ("events", "judging")
# An upload on its way in, the clock of the copies and who was seen when are of this machine, not of the event.
LEFT_OUT: tuple[type[Model], ...] = (Upload, CopyClock, Presence)


def models_of_event() -> dict[type[Model], str]:
    """Every model that hangs on Event, with the way of a query from it to the event; parents before children."""
    candidates = [model for app in APPS for model in apps.get_app_config(app).get_models(include_auto_created=True)]
    paths: dict[type[Model], str] = {Event: "pk"}
    waiting = [model for model in candidates if model is not Event and model not in LEFT_OUT]
    while True:
        ready = [model for model in waiting if _parents(model) & paths.keys() and not _parents(model) & set(waiting) - {model}]
        if not ready:
            return paths
        for model in ready:
            paths[model] = _path(model, paths)
            waiting.remove(model)


def _keys(model: type[Model]) -> Iterator[ForeignKey[Any, Any]]:
    return (field for field in model._meta.concrete_fields if isinstance(field, ForeignKey))


def _parents(model: type[Model]) -> set[Any]:
    return {field.related_model for field in _keys(model)}


def _path(model: type[Model], paths: Mapping[type[Model], str]) -> str:
    """By the first key that is never empty: a team's division may be, its event may not."""
    keys = sorted((field for field in _keys(model) if field.related_model in paths), key=lambda field: field.null)
    return f"{keys[0].name}__{paths[keys[0].related_model]}"


# --- out -----------------------------------------------------------------------------------------------


def read_rows(event_id: int) -> Rows:
    """All rows of the event. Call inside board.consistent_read for one state of it."""
    names = dict(get_user_model().objects.values_list("pk", "username"))
    tables = counted(models_of_event().items(), "copy", _("Copying what is here now"))
    return {model._meta.label_lower: _table(model, path, event_id, names) for model, path in tables}


def _table(model: type[Model], path: str, event_id: int, names: Mapping[Any, str]) -> list[dict[str, Any]]:
    fields = model._meta.concrete_fields
    columns = [field.attname for field in fields]
    people = {field.attname for field in _keys(model) if field.related_model is get_user_model()}
    rows = model._default_manager.filter(**{path: event_id}).order_by("pk").values_list(*columns)
    return [
        {column: names.get(value) if column in people else _plain(value) for column, value in zip(columns, row, strict=True)}
        for row in rows
    ]


def _plain(value: Any) -> Any:
    if isinstance(value, Decimal):
        return str(value)
    return value.isoformat() if isinstance(value, datetime | date) else value


# --- in ------------------------------------------------------------------------------------------------


class RowsError(Exception):
    """Rows that this version of Podium cannot hold."""


class Writer:
    """Rows on their way back: the new key of each, by model and old key."""

    def __init__(self, rows: Rows, event_id: int | None) -> None:
        """`event_id` is the key that the event is to have, None for its own where that is free."""
        self.rows = rows
        self.known = {model._meta.label_lower: model for model in models_of_event()}
        self.keys: dict[type[Model], dict[Any, Any]] = {model: {} for model in self.known.values()}
        self.users = dict(get_user_model().objects.values_list("username", "pk"))
        self.event_id = event_id
        self.written = 0
        self.tell = teller("write", _("Writing"))
        unknown = set(rows) - set(self.known)
        if unknown:
            raise RowsError(UNKNOWN % {"names": ", ".join(sorted(unknown))})

    def write(self) -> Event:
        """Write every table but the board's, parents first; returns the event."""
        for name, model in self.known.items():
            if model is not Board:
                self._write_table(model, self.rows.get(name, []))
        self._set_sequences()
        return Event.objects.get(pk=next(iter(self.keys[Event].values())))

    def _write_table(self, model: type[Model], rows: list[dict[str, Any]]) -> None:
        made = [(row, found) for row in rows if (found := self._instance(model, row)) is not None]
        self._free_keys(model, [found for _row, found in made])
        objects = [found for _row, found in made]
        fields = model._meta.concrete_fields
        auto = [field for field in fields if getattr(field, "auto_now", False) or getattr(field, "auto_now_add", False)]
        times = [{field.attname: getattr(found, field.attname) for field in auto} for found in objects]
        every = sum(map(len, self.rows.values()))
        for at in range(0, len(objects), CHUNK):
            model._default_manager.bulk_create(objects[at : at + CHUNK])
            self.tell(self.written + at, every)
        self.written += len(rows)
        # bulk_create puts "now" into fields that are set by themselves; what was there comes back.
        for found, values in zip(objects, times, strict=True):
            for name, value in values.items():
                setattr(found, name, value)
        if auto and objects:
            model._default_manager.bulk_update(objects, [field.name for field in auto], CHUNK)
        key = model._meta.pk.attname
        self.keys[model] = {row[key]: found.pk for row, found in made}

    def _instance(self, model: type[Model], row: Mapping[str, Any]) -> Model | None:
        fields = {field.attname: field for field in model._meta.concrete_fields}
        unknown = set(row) - set(fields)
        if unknown:
            names = ", ".join(f"{model._meta.label}.{name}" for name in sorted(unknown))
            raise RowsError(UNKNOWN % {"names": names})
        values = {name: self._value(fields[name], value) for name, value in row.items()}
        lost = [name for name, value in values.items() if value is None and row[name] is not None and not fields[name].null]
        return None if lost else model(**values)  # for instance an organiser who has no account here

    def _value(self, field: Field[Any, Any], value: Any) -> Any:
        if value is None or not isinstance(field, ForeignKey):
            return field.to_python(value)
        related: Any = field.related_model
        if related is get_user_model():
            return self.users.get(value)
        return self.keys[related].get(value, None) if related in self.keys else value

    def _free_keys(self, model: type[Model], objects: list[Model]) -> None:
        """Take the keys away where somebody else has one of them; a key that is itself a foreign key follows it."""
        if model is Event and self.event_id is not None:
            objects[0].pk = self.event_id
            return
        if isinstance(model._meta.pk, ForeignKey):
            return
        taken: set[Any] = set()
        for start in range(0, len(objects), CHUNK):
            keys = [found.pk for found in objects[start : start + CHUNK]]
            taken |= set(model._default_manager.filter(pk__in=keys).values_list("pk", flat=True))
        if taken:  # then all of them: rows without an order of their own are listed by their keys
            for found in objects:
                found.pk = None

    def _set_sequences(self) -> None:
        """PostgreSQL counts keys beside the table: the next new row must get one above those that were put in."""
        with connection.cursor() as cursor:
            for statement in connection.ops.sequence_reset_sql(no_style(), list(self.known.values())):
                cursor.execute(statement)
