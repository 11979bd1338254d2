"""When a changed board is brought up to date: at once when nothing is going on, coalesced in a burst.

The serving loop owns the decision. A request's thread hands its committed change over and, when it is the lone
one, waits for the refresh; in a burst it is answered at once and the next refresh takes in all that has come
since, at most max(100 ms, 2 x the last refresh) later.
"""

import asyncio
import contextlib
import logging
import threading
import time
from collections.abc import Coroutine
from concurrent.futures import Future
from dataclasses import dataclass
from typing import Any

from events.board import Published, Snapshot, board_behind
from events.live import metrics
from events.live.broadcast import announce
from events.live.kinds import snapshots_of
from events.live.workers import in_worker

MIN_GAP = 0.1  # seconds between two refreshes of one event, at least
PATIENCE = 2.0  # seconds that a lone submit waits for its refresh, at most

log = logging.getLogger("podium.live")


@dataclass
class Slot:
    """One event's place in the queue. `ready_at` is in loop time, seconds."""

    running: bool = False
    dirty: bool = False
    ready_at: float = 0.0
    changed_at: float | None = None  # when the oldest change that waits was committed, seconds since 1970


class Pace:
    """The coalescing of one serving loop."""

    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        self.loop = loop
        self.thread = threading.get_ident()
        self.slots: dict[int, Slot] = {}
        self.tasks: set[asyncio.Task[None]] = set()

    def busy(self, event_id: int) -> bool:
        """Whether a refresh of this event is running or about to run."""
        slot = self.slots.get(event_id)
        return slot is not None and (slot.running or slot.dirty)

    def heard(self, event_id: int) -> None:
        """Another process (or this one) has just published: what is not urgent waits, and may then be done already."""
        slot = self.slots.get(event_id)
        if slot is not None and not slot.running:
            slot.ready_at = max(slot.ready_at, self.loop.time() + MIN_GAP)

    def request(self, event_id: int, done: "Future[None] | None" = None) -> None:
        """Refresh this event as soon as its pace allows; `done` is set when the caller need wait no longer."""
        slot = self.slots.setdefault(event_id, Slot())
        if slot.changed_at is None:
            slot.changed_at = time.time()
        else:
            metrics.refreshes_coalesced.inc()
        wait = slot.ready_at - self.loop.time()
        if slot.running or slot.dirty or wait > 0:
            if not slot.running and not slot.dirty:
                self.loop.call_later(wait, self._start, event_id, slot, None)
            slot.dirty = True
            _resolve(done)
        else:
            self._start(event_id, slot, done)

    def send_feed(self, event_id: int, kind: str) -> None:
        """Tell every process what this feed shows now."""
        self._run(self._send_feed(event_id, kind))

    async def _send_feed(self, event_id: int, kind: str) -> None:
        changed_at = time.time()
        try:
            for _, snapshot in await in_worker(snapshots_of, event_id, kind):
                await announce(snapshot, changed_at, kind)
        except Exception:
            log.exception("Sending the %s feed of event %s failed; the one-second check repairs it", kind, event_id)

    def _start(self, event_id: int, slot: Slot, done: "Future[None] | None") -> None:
        slot.running, slot.dirty = True, False
        self._run(self._refresh(event_id, slot, done))

    def _run(self, work: Coroutine[Any, Any, None]) -> None:
        task = self.loop.create_task(work)
        self.tasks.add(task)
        task.add_done_callback(self.tasks.discard)

    async def _refresh(self, event_id: int, slot: Slot, done: "Future[None] | None") -> None:
        started = self.loop.time()
        changed_at, slot.changed_at = slot.changed_at or time.time(), None
        try:
            published = await in_worker(bring_up_to_date, event_id)
            sent = [await announce(snapshot, changed_at, kind) for kind, snapshot in published]
            if any(sent):
                metrics.boards_published.inc()
        except Exception:
            # The change is committed and counted: the one-second check finds the board behind and tries again.
            log.exception("Refreshing event %s failed", event_id)
        finally:
            _resolve(done)
            now = self.loop.time()
            slot.running = False
            slot.ready_at = max(now, started + max(MIN_GAP, 2 * (now - started)))
            if slot.dirty:
                self.loop.call_later(slot.ready_at - now, self._start, event_id, slot, None)


def bring_up_to_date(event_id: int) -> list[tuple[str, Snapshot]]:
    """Have the event's standings computed and published; returns what the public, and who sees through a freeze, may now see."""
    answers: list[Any] = [answer for _, answer in board_behind.send(sender=None, event_id=event_id)]
    published = next((answer for answer in answers if isinstance(answer, Published) and answer.public), None)
    if published is not None:  # everybody sees the same, and it need not be read back
        return [("board", published.snapshot), ("live", published.snapshot)]
    return snapshots_of(event_id, "board", "live")


def _resolve(done: "Future[None] | None") -> None:
    if done is not None and not done.done():
        done.set_result(None)


_serving: Pace | None = None


def start() -> Pace:
    """The pace of the running loop, which from now on serves the changes of this process."""
    global _serving
    loop = asyncio.get_running_loop()
    if _serving is None or _serving.loop is not loop:
        _serving = Pace(loop)
    return _serving


def hand_over(event_id: int) -> bool:
    """Leave a committed change to the serving loop; False where none runs in this process (commands, shells).

    Called from any thread, after commit. A lone change is published and sent when this returns.
    """
    pace = _serving
    if pace is None or not pace.loop.is_running():
        return False
    if threading.get_ident() == pace.thread:
        pace.request(event_id)
        return True
    done: Future[None] = Future()
    try:
        pace.loop.call_soon_threadsafe(pace.request, event_id, done)
        done.result(PATIENCE)
    except TimeoutError:
        log.warning("Event %s is being refreshed for more than %s s", event_id, PATIENCE)
    except RuntimeError:  # the loop was closed between the two lines
        return False
    return True


def hand_over_feed(event_id: int, kind: str) -> None:
    """Leave it to the serving loop to send what a feed shows now. Where none runs, the one-second check finds it."""
    pace = _serving
    if pace is not None and pace.loop.is_running():
        with contextlib.suppress(RuntimeError):  # the loop was closed between the two lines
            pace.loop.call_soon_threadsafe(pace.send_feed, event_id, kind)
