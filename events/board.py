"""The only door to a Board: raise its version, publish to it, read from it, freeze it.

Step 3 of the flow: judging computes, this module keeps, everything public reads. What the public may see is
decided here and nowhere else.
"""

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from django.core.cache import cache
from django.db import transaction
from django.db.models import F, Q, QuerySet
from django.dispatch import Signal
from django.utils import timezone

from events import derivations
from events.consistency import consistent_read as consistent_read
from events.cursor import Cursor, new_epoch
from events.models import Board, Event, FixedExplanation
from events.snapshot import JSON as JSON
from events.snapshot import KEEP_CACHED, cache_key, remember_ranks
from events.snapshot import Published as Published
from events.snapshot import Snapshot as Snapshot
from events.snapshot import State as State
from events.snapshot import dumps as dumps

# Sent with event_id when what is committed is newer than what is published. Whoever computes standings
# receives it and publishes; events itself never computes (and never imports who does).
board_behind = Signal()
# Sent with event_id and what ("frozen", "released") inside the transaction that does it: for whoever keeps a record.
board_moved = Signal()


# --- what is committed ---------------------------------------------------------------------------------


Mark = tuple[str, int]  # the epoch, and how often anything but sheets has changed: while it is the same, so is the set-up


def lock(event_id: int) -> tuple[Cursor, Mark]:
    """Hold the board's row until the transaction ends, so that changes of one event come one after the other.

    Returns the cursor of the newest change and the mark of the set-up: whoever has seen the same mark before knows that
    the set-up still is what it was then.
    """
    rows = Board.objects.select_for_update().values_list("epoch", "version", "setup").filter(event_id=event_id)
    # A restore puts another row in the place of this one: who has waited for the old one finds none, and asks again.
    epoch, version, setup = rows.first() or rows.get()
    return Cursor(epoch, version), (epoch, setup)


def setup_mark(event_id: int) -> Mark:
    """The mark of the event's set-up as it is committed now."""
    return Board.objects.values_list("epoch", "setup").get(event_id=event_id)


def raise_setup(event_id: int) -> None:
    """Count a change of anything but sheets. Call inside the transaction that makes it."""
    Board.objects.filter(event_id=event_id).update(setup=F("setup") + 1)


def raise_generation(event_id: int) -> None:
    """Sheets that were made before this are no longer meant for the event. Call with raise_setup, inside its transaction."""
    Board.objects.filter(event_id=event_id).update(generation=F("generation") + 1)


def generation(event_id: int) -> int:
    """What a sheet that is made now is meant for."""
    return int(Board.objects.values_list("generation", flat=True).get(event_id=event_id))


def raise_version(event_ids: Iterable[int]) -> None:
    """Count a committed change. Call inside the transaction that makes it.

    The row stays locked until that transaction ends, so version order is commit order; events are raised in id
    order, so two transactions that touch the same events wait for each other instead of deadlocking.
    """
    for event_id in sorted(set(event_ids)):
        Board.objects.filter(event_id=event_id).update(version=F("version") + 1)


def committed(event_id: int) -> Cursor:
    """The cursor of the newest change; in the transaction that raised it, the change's own."""
    return Cursor(*Board.objects.values_list("epoch", "version").get(event_id=event_id))


def standing(event_id: int) -> tuple[Cursor, Mark] | None:
    """The cursor of the newest change and the mark of the set-up, in one query; None where there is no such event."""
    row = Board.objects.filter(event_id=event_id).values_list("epoch", "version", "setup").first()
    return (Cursor(row[0], row[1]), (row[0], row[2])) if row else None


def published(event_id: int) -> Cursor:
    """The cursor of the newest published board, whether the public may see it or not."""
    return Cursor(*Board.objects.values_list("published_epoch", "published_version").get(event_id=event_id))


def start_epoch(event_id: int) -> None:
    """Begin a new epoch after a reset, import or restore: older screens take the next full board, whatever its version."""
    with transaction.atomic():
        board = Board.objects.select_for_update().get(event_id=event_id)
        newest = max(board.epoch, board.published_epoch, board.frozen_epoch)
        Board.objects.filter(event_id=event_id).update(epoch=new_epoch(newest), version=F("version") + 1)


# --- publishing ----------------------------------------------------------------------------------------


Beside = Callable[[Mark, bool], None]


def publish(
    event_id: int, at: Cursor, face: JSON, explanations: Mapping[int, JSON], beside: Beside | None = None
) -> Published | None:
    """Store computed standings as the board of `at`; None where one as new is stored already.

    `face` is the body of design 4.2 without cursor, version, updated_at and the rows' previous_rank, which are
    added here; `explanations` maps team ids to derivations. What is to be stored together with the board, `beside` does:
    it is called with the mark of the set-up and whether the board is frozen, while the board's row is locked. A freeze
    that is due comes first: what is published after its time is not public any more.
    """
    with transaction.atomic():
        row = Board.objects.select_for_update().defer("frozen_snapshot").filter(event_id=event_id).first()
        if row is not None and row.freeze_at is not None and row.freeze_at <= timezone.now() and freeze(event_id):
            row.frozen = True
        if row is None or row.epoch != at.epoch or (row.published_epoch, row.published_version) >= at:
            return None
        remember_ranks(face["standings"], row.snapshot if row.published_epoch == at.epoch else "")
        text = body_text(face, at, frozen=False)
        Board.objects.filter(pk=row.pk).update(published_epoch=at.epoch, published_version=at.version, snapshot=text)
        texts = {team_id: dumps(explanation) for team_id, explanation in explanations.items()}
        derivations.store(event_id, texts, Cursor(row.published_epoch, row.published_version), at)
        if beside is not None:
            beside((row.epoch, row.setup), row.frozen)
        told = face["event"]
        snapshot = Snapshot(event_id, told.get("slug", ""), at, text)
        # Whoever opens a page now finds it there.
        transaction.on_commit(lambda: cache.set(cache_key(event_id, at), text, timeout=KEEP_CACHED), robust=True)
    return Published(snapshot, public=not row.frozen and told.get("status") not in (None, Event.Status.DRAFT))


def body_text(face: JSON, at: Cursor, *, frozen: bool) -> str:
    """The body of design 4.2 as stored and sent: a face with its cursor, version and time."""
    return dumps(
        {
            "event": face["event"] | {"frozen": frozen},
            "cursor": str(at),
            "version": at.version,
            "updated_at": timezone.now().isoformat(timespec="milliseconds").replace("+00:00", "Z"),
        }
        | {key: face[key] for key in ("rounds", "standings", "progress")}
    )


# --- freezing ------------------------------------------------------------------------------------------


def freeze(event_id: int) -> bool:
    """Stop the public board at the newest published snapshot; judges and organisers go on seeing the live one."""
    with transaction.atomic():
        row = Board.objects.select_for_update().get(event_id=event_id)
        if row.frozen or not row.snapshot:
            return False
        at = Cursor(new_epoch(max(row.epoch, row.published_epoch, row.frozen_epoch)), 1)
        Board.objects.filter(pk=row.pk).update(
            frozen=True,
            freeze_at=None,
            frozen_epoch=at.epoch,
            frozen_version=at.version,
            frozen_snapshot=body_text(json.loads(row.snapshot), at, frozen=True),
        )
        derivations.fix(event_id, FixedExplanation.At.FREEZE)
        board_moved.send(sender=None, event_id=event_id, what="frozen")
    return True


def cancel_freeze(event_id: int) -> None:
    """Forget a freeze that was set for a time to come."""
    Board.objects.filter(event_id=event_id).update(freeze_at=None)


def release(event_id: int) -> bool:
    """End the freeze: the live board, in a new epoch, is the public one again once it is published."""
    with transaction.atomic():
        if not Board.objects.select_for_update().filter(event_id=event_id, frozen=True).exists():
            return False
        start_epoch(event_id)
        row = Board.objects.get(event_id=event_id)
        at = Cursor(row.epoch, row.version)
        # Published at once from what is known, so that no reader finds the public board going back.
        Board.objects.filter(event_id=event_id).update(
            frozen=False,
            frozen_snapshot="",
            published_epoch=at.epoch,
            published_version=at.version - 1,
            snapshot=body_text(json.loads(row.snapshot), Cursor(at.epoch, at.version - 1), frozen=False),
        )
        derivations.forget(event_id)
        board_moved.send(sender=None, event_id=event_id, what="released")
    return True


# --- reading -------------------------------------------------------------------------------------------


def states(event_ids: Iterable[int] | None = None, slug: str | None = None) -> dict[int, State]:
    """Where the named public boards stand (all of them without names), in one query; drafts are not among them."""
    return _states(Board.objects.exclude(event__status=Event.Status.DRAFT), event_ids, slug)


def live_states(event_ids: Iterable[int] | None = None, slug: str | None = None) -> dict[int, State]:
    """As states, but of what judges and organisers see: drafts too, and through a freeze."""
    found = _states(Board.objects.all(), event_ids, slug)
    return {event_id: replace(state, public=state.published) for event_id, state in found.items()}


def _states(rows: QuerySet[Board], event_ids: Iterable[int] | None, slug: str | None) -> dict[int, State]:
    if event_ids is not None:
        rows = rows.filter(event_id__in=list(event_ids))
    if slug is not None:
        rows = rows.filter(event__slug=slug)
    now = timezone.now()
    return {row[0]: _state(now, *row) for row in rows.values_list("event_id", "event__slug", *_STATE_FIELDS)}


_STATE_FIELDS = (
    "epoch", "version", "published_epoch", "published_version", "frozen", "frozen_epoch", "frozen_version", "freeze_at",
)  # fmt: skip


def _state(now: datetime, event_id: int, slug: str, *fields: Any) -> State:
    epoch, version, published_epoch, published_version, frozen, frozen_epoch, frozen_version, freeze_at = fields
    published = Cursor(published_epoch, published_version)
    return State(
        event_id=event_id,
        slug=slug,
        committed=Cursor(epoch, version),
        published=published,
        public=Cursor(frozen_epoch, frozen_version) if frozen else published,
        freeze_due=freeze_at is not None and freeze_at <= now and not frozen,
    )


def is_up_to_date(event_id: int) -> bool:
    """Whether the newest change is published, and no freeze is due."""
    state = live_states([event_id]).get(event_id)
    return state is not None and not state.behind


def behind() -> list[int]:
    """Every public board whose newest change is not published: what a process that died has left."""
    unpublished = ~Q(published_epoch=F("epoch")) | Q(published_version__lt=F("version"))
    rows = Board.objects.filter(unpublished).exclude(event__status=Event.Status.DRAFT)
    return list(rows.order_by("event_id").values_list("event_id", flat=True))


def read(state: State) -> Snapshot | None:
    """The public snapshot of a board, None before its first publication.

    It is cached under its cursor, which never names two contents, so that nothing need ever be invalidated.
    """
    return _read(state, lambda row: row.frozen)


def read_live(state: State) -> Snapshot | None:
    """The newest published snapshot, whether the public may see it or not; None before the first publication."""
    return _read(state, lambda row: False)


def _read(state: State, is_frozen: Callable[[Board], bool]) -> Snapshot | None:
    key = cache_key(state.event_id, state.public)
    text = cache.get(key)
    if text is None:
        row = Board.objects.get(event_id=state.event_id)
        at, text = (
            (Cursor(row.frozen_epoch, row.frozen_version), row.frozen_snapshot)
            if is_frozen(row)
            else (Cursor(row.published_epoch, row.published_version), row.snapshot)
        )
        if not text:
            return None
        if at != state.public:
            return Snapshot(state.event_id, state.slug, at, text)
        cache.set(key, text, timeout=KEEP_CACHED)
    return Snapshot(state.event_id, state.slug, state.public, text)


def read_public(slug: str) -> Snapshot | None:
    """The public snapshot at this address; None where there is none or it is a draft. A freeze that is due comes first."""
    found = list(states(slug=slug).values())
    if found and found[0].freeze_due:
        freeze(found[0].event_id)
        found = list(states(slug=slug).values())
    return read(found[0]) if found else None
