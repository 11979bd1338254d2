"""Reading the record: what auditlog has written and the versions of sheets, as one list, newest first."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from decimal import Decimal, InvalidOperation
from typing import Any
from zoneinfo import ZoneInfo

from auditlog.models import LogEntry
from django.contrib.auth import get_user_model
from django.db.models import BooleanField, CharField, DateTimeField, DecimalField, F, Q, QuerySet, TextField, Value
from django.db.models.functions import Cast
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from events.decimals import decimal_in
from events.models import Criterion, Event
from judging.forms import mark_words
from judging.models import Judge, ScoreVersion

PER_PAGE = 50
KINDS = {
    "marks": gettext_lazy("Marks and adjustments"),
    "event": gettext_lazy("The event"),
    "teams": gettext_lazy("Teams"),
    "judges": gettext_lazy("Judges and assignments"),
    "rounds": gettext_lazy("Rounds"),
    "rules": gettext_lazy("Rules and criteria"),
    "board": gettext_lazy("Freeze and reveal"),
    "import": gettext_lazy("Imports and plans"),
    "rehearsal": gettext_lazy("Rehearsals"),
    "safety": gettext_lazy("Copies"),
}


@dataclass(frozen=True)
class Wanted:
    """What to look for. `person` is "user-<id>" or "judge-<id>"; empty parts look for everything."""

    text: str = ""
    person: str = ""
    kind: str = ""
    since: datetime | None = None
    until: datetime | None = None


@dataclass(frozen=True)
class Entry:
    """One thing that was done. `changes` are (what, before, after) in words."""

    at: datetime
    who: str
    address: str
    kind: str
    what: str
    changes: list[tuple[str, str, str]] = field(default_factory=list)
    reason: str = ""


def count(event: Event, wanted: Wanted) -> int:
    """How many entries there are."""
    return _logged(event, wanted).count() + _versions(event, wanted).count()


@dataclass(frozen=True)
class Hand:
    """How the times and numbers among the changes are written; times come in the event's zone, numbers as decimal texts."""

    time: Callable[[datetime], str]
    number: Callable[[str], str]


# The page says nothing of the zone, which is the event's.
FOR_PEOPLE = Hand(lambda at: at.strftime("%Y-%m-%d %H:%M:%S"), decimal_in)
FOR_PROGRAMS = Hand(lambda at: at.isoformat(timespec="seconds"), str)


def entries(event: Event, wanted: Wanted, start: int = 0, number: int = PER_PAGE, hand: Hand = FOR_PEOPLE) -> list[Entry]:
    """These entries, newest first, their changes written in this hand."""
    logged = _logged(event, wanted).order_by().annotate(at=F("timestamp"), source=Value("log", output_field=CharField()))
    versions = _versions(event, wanted).order_by().annotate(source=Value("sheet", output_field=CharField()))
    columns = ("at", "source", "pk")
    both = logged.values_list(*columns).union(versions.values_list(*columns), all=True).order_by("-at", "source", "-pk")
    keys = list(both[start : start + number])
    with timezone.override(ZoneInfo(event.timezone)):
        found = _log_entries([pk for _at, source, pk in keys if source == "log"], hand)
    sheets = _sheet_entries([pk for _at, source, pk in keys if source == "sheet"], hand)
    return [(found if source == "log" else sheets)[pk] for _at, source, pk in keys]


def all_entries(event: Event, wanted: Wanted) -> Iterator[Entry]:
    """Every one of them, read in pages, for an export: times are ISO 8601 with their offset, numbers have a point."""
    start = 0
    while page := entries(event, wanted, start, 500, FOR_PROGRAMS):
        yield from page
        start += len(page)


def persons(event: Event) -> list[tuple[str, str]]:
    """Everybody that the record of this event names: organisers, then judges."""
    ids = set(_of_event(event).exclude(actor=None).values_list("actor_id", flat=True))
    ids |= set(ScoreVersion.objects.filter(judge__event=event).exclude(user=None).values_list("user_id", flat=True))
    users = get_user_model().objects.filter(pk__in=ids).order_by("username")
    judges = Judge.objects.filter(event=event)
    return [(f"user-{user.pk}", str(user)) for user in users] + [(f"judge-{judge.pk}", judge.name) for judge in judges]


# --- looking -------------------------------------------------------------------------------------------


def _of_event(event: Event) -> QuerySet[Any]:
    rows: QuerySet[Any] = LogEntry.objects.filter(additional_data__event=event.pk)
    return rows


def _logged(event: Event, wanted: Wanted) -> QuerySet[Any]:
    rows = _of_event(event)
    kind, _dash, pk = wanted.person.partition("-")
    if kind == "judge":
        return rows.none()
    if kind == "user":
        rows = rows.filter(actor_id=int(pk))
    if wanted.kind:
        rows = rows.filter(additional_data__kind=wanted.kind)
    if wanted.text:
        rows = rows.annotate(was=Cast("changes", TextField()), data=Cast("additional_data", TextField())).filter(
            Q(object_repr__icontains=wanted.text)
            | Q(was__icontains=wanted.text)
            | Q(data__icontains=wanted.text)
            | Q(actor__username__icontains=wanted.text)
            | Q(remote_addr__icontains=wanted.text)
        )
    return _between(rows, "timestamp", wanted)


def _versions(event: Event, wanted: Wanted) -> QuerySet[ScoreVersion]:
    rows = ScoreVersion.objects.filter(judge__event=event)
    if wanted.kind not in ("", "marks"):
        return rows.none()
    kind, _dash, pk = wanted.person.partition("-")
    if kind == "user":
        rows = rows.filter(user_id=int(pk))
    elif kind == "judge":
        rows = rows.filter(judge_id=int(pk), user=None)
    if wanted.text:
        named = Q(reason__icontains=wanted.text) | Q(address__icontains=wanted.text) | Q(user__username__icontains=wanted.text)
        for path in ("judge", "team", "round"):
            named |= Q(**{f"{path}__name__icontains": wanted.text}) | Q(**{f"{path}__code__icontains": wanted.text})
        rows = rows.filter(named)
    return _between(rows, "at", wanted)


def _between(rows: QuerySet[Any], name: str, wanted: Wanted) -> QuerySet[Any]:
    if wanted.since:
        rows = rows.filter(**{f"{name}__gte": wanted.since})
    if wanted.until:
        rows = rows.filter(**{f"{name}__lt": wanted.until})
    return rows


# --- in words ------------------------------------------------------------------------------------------


def _log_entries(pks: list[int], hand: Hand) -> dict[int, Entry]:
    rows = LogEntry.objects.filter(pk__in=pks).select_related("actor", "content_type")
    return {row.pk: _log_entry(row, hand) for row in rows}


def _log_entry(row: Any, hand: Hand) -> Entry:
    data = row.additional_data or {}
    words = {
        LogEntry.Action.CREATE: _("%(kind)s added: %(name)s"),
        LogEntry.Action.UPDATE: _("%(kind)s changed: %(name)s"),
        LogEntry.Action.DELETE: _("%(kind)s deleted: %(name)s"),
    }
    model = row.content_type.model_class()
    name = str(model._meta.verbose_name).capitalize() if model else row.content_type.model
    what = data.get("words") or words[row.action] % {"kind": name, "name": row.object_repr}
    who = str(row.actor) if row.actor else data.get("by", "")
    told = {name: value for name, value in (row.changes or {}).items() if name not in _unsaid(model)}
    changes = [_change(model, name, value, hand) for name, value in told.items()]
    kept = [change for change in changes if change[1] != change[2]]
    return Entry(row.timestamp, who, row.remote_addr or "", data.get("kind", ""), what, kept)


def _unsaid(model: Any) -> set[str]:
    """What auditlog tells of a new or deleted row and nobody asks for: its key, and what only points to it."""
    fields = model._meta.get_fields() if model else ()
    return {"id", *(field.name for field in fields if field.auto_created and not field.concrete)}


def _change(model: Any, name: str, value: Any, hand: Hand) -> tuple[str, str, str]:
    label = next((str(f.verbose_name) for f in model._meta.fields if f.name == name), name) if model else name
    if isinstance(value, dict):  # a list of things that this one points to, longer or shorter
        listed = ", ".join(value["objects"])
        return (label, "", listed) if value["operation"] == "add" else (label, listed, "")
    kind = next((f for f in model._meta.fields if f.name == name), None) if model else None
    before, after = ("" if each in (None, "None", "[]") else _told(kind, str(each), hand) for each in value)
    return label, before, after


def _told(kind: Any, text: str, hand: Hand) -> str:
    """A stored value as the pages show it: a choice by its name, yes or no, a number without empty digits, a time."""
    for value, words in getattr(kind, "flatchoices", ()):
        if str(value) == text:
            return str(words)
    if isinstance(kind, BooleanField):
        return {"True": _("yes"), "False": _("no")}.get(text, text)
    if isinstance(kind, DecimalField):
        return hand.number(f"{Decimal(text).normalize():f}") if _is_number(text) else text
    if isinstance(kind, DateTimeField) and (at := _moment(text)):
        return hand.time(timezone.localtime(at))
    return text


def _is_number(text: str) -> bool:
    try:
        return Decimal(text).is_finite()
    except InvalidOperation:
        return False


def _moment(text: str) -> datetime | None:
    """The moment that auditlog has written: without a zone it is UTC."""
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        return None
    return at if at.tzinfo else at.replace(tzinfo=UTC)


def _sheet_entries(pks: list[int], hand: Hand) -> dict[int, Entry]:
    rows = list(ScoreVersion.objects.filter(pk__in=pks).select_related("judge", "team", "round", "user"))
    older = ScoreVersion.objects.filter(judge__in={r.judge_id for r in rows}, team__in={r.team_id for r in rows})
    marks = {(r.judge_id, r.team_id, r.round_id, r.number): r.marks for r in older}
    named: dict[int, dict[str, str]] = {}
    for criterion in Criterion.objects.filter(round__in={r.round_id for r in rows}).order_by("round", "order", "id"):
        named.setdefault(criterion.round_id, {})[criterion.code] = criterion.name
    return {
        row.pk: _sheet_entry(
            row, marks.get((row.judge_id, row.team_id, row.round_id, row.number - 1), {}), named.get(row.round_id, {}), hand
        )
        for row in rows
    }


def _sheet_entry(row: ScoreVersion, before: dict[str, str | None], names: dict[str, str], hand: Hand) -> Entry:
    named = {"judge": row.judge.name, "team": row.team.name, "round": row.round.name, "number": row.number}
    what = _("Sheet of %(judge)s for %(team)s in %(round)s, version %(number)s") % named
    # As the round lists its criteria; PostgreSQL keeps the keys of JSON in an order of its own.
    codes = [*names, *sorted((before.keys() | row.marks.keys()) - names.keys())]
    changes = [
        (names.get(code, code), *(mark_words(marks, code, hand.number) for marks in (before, row.marks))) for code in codes
    ]
    changes = [change for change in changes if change[1] != change[2]]
    return Entry(row.at, str(row.user or row.judge.name), row.address, "marks", what, changes, row.reason)
