"""One board on its way to the viewers of one process: what is shown now, who waits for the next.

Nothing is queued per viewer. A viewer that is busy sending is not waiting, and takes the newest frame when it
comes back, however many boards have passed meanwhile; so a slow viewer costs no memory and delays nobody.
"""

import asyncio
import itertools
import math
import time
from collections.abc import AsyncIterator

from events.board import Snapshot
from events.cursor import Cursor
from events.live import metrics
from events.live.frames import Frames
from events.live.workers import in_worker

SLICE = 200  # viewers woken in one turn of the loop, so that submits and new connections come in between
MIN_GAP = 0.1  # seconds between two fan-outs, at least


class Feed:
    """The viewers' side of one (event, kind). Lives on one loop; every method is called on it."""

    def __init__(self, event_id: int, slug: str, kind: str) -> None:
        self.event_id = event_id
        self.slug = slug
        self.kind = kind
        self.shown: Frames | None = None
        self.pending: Snapshot | None = None
        self.changed_at: float | None = None  # when the oldest change in `pending` was committed, where that is known
        self.gone = False
        # Every viewer by number, longest here first, with what it waits on; None while it is being sent to.
        self.inside: dict[int, asyncio.Future[None] | None] = {}
        self.numbers = itertools.count()
        self.leaving: set[int] = set()
        self.ready_at = 0.0
        self.fanning: asyncio.Task[None] | None = None

    # --- what is shown -----------------------------------------------------------------------------

    def newest(self) -> Cursor | None:
        """The newest cursor that this feed knows of, shown or about to be."""
        frames = [self.pending.cursor] if self.pending else []
        return max(frames + ([self.shown.cursor] if self.shown else []), default=None)

    def offer(self, snapshot: Snapshot, changed_at: float | None = None) -> bool:
        """Take a published board if it is newer than all before; False for a stale or duplicate one."""
        newest = self.newest()
        if newest is not None and snapshot.cursor <= newest:
            return False
        if self.pending is not None:
            metrics.boards_conflated.inc()
        self.pending = snapshot
        self.changed_at = changed_at if self.changed_at is None else self.changed_at
        if self.fanning is None or self.fanning.done():
            self.fanning = asyncio.get_running_loop().create_task(self._fan_out())
        return True

    async def _fan_out(self) -> None:
        """Show what is pending: the first at once, then one per max(100 ms, twice the last fan-out)."""
        loop = asyncio.get_running_loop()
        while self.pending is not None:
            await asyncio.sleep(max(0.0, self.ready_at - loop.time()))
            started = loop.time()
            snapshot, self.pending = self.pending, None
            changed_at, self.changed_at = self.changed_at, None
            self.shown = await in_worker(Frames(snapshot, self.shown).prepare)
            await self.wake()
            spent = loop.time() - started
            self.ready_at = started + max(MIN_GAP, 2 * spent)
            metrics.boards_shown.inc()
            metrics.fan_out.observe(spent)
            if changed_at is not None:
                metrics.submit_to_viewers.observe(max(0.0, time.time() - changed_at))

    async def settled(self) -> None:
        """Wait until nothing is pending: for a reader that must not be answered with less than is known."""
        if self.fanning is not None:
            await asyncio.shield(self.fanning)

    async def wake(self) -> None:
        """Let every waiting viewer look again, a slice at a time."""
        waiting = list(self.inside.values())
        for start in range(0, len(waiting), SLICE):
            for future in waiting[start : start + SLICE]:
                _wake(future)
            await asyncio.sleep(0)

    @property
    def viewers(self) -> int:
        """How many are watching now."""
        return len(self.inside)

    def release(self, share: float) -> int:
        """Let this share of the viewers go, because the process is stopping; returns how many are left."""
        staying = [viewer for viewer in self.inside if viewer not in self.leaving]
        going = staying[: math.ceil(len(staying) * share)]
        self.leaving.update(going)
        for viewer in going:
            _wake(self.inside[viewer])
        return len(staying) - len(going)

    def close(self) -> None:
        """End the feed: the event is gone or no longer public. Its viewers' frames() stop."""
        self.gone = True
        self.fanning = asyncio.get_running_loop().create_task(self.wake())

    # --- one viewer --------------------------------------------------------------------------------

    async def frames(self, since: Cursor | None, form: str) -> AsyncIterator[tuple[Cursor, str]]:
        """All that one viewer is to be sent, as (cursor, frame), for ever: the one path of WebSocket and SSE.

        The first is what the viewer lacks of the board as it stands (a heartbeat if nothing); then one for each
        board shown, or a heartbeat where a wake-up brought nothing new.
        """
        viewer = next(self.numbers)
        self.inside[viewer] = None
        try:
            while not self.gone and viewer not in self.leaving:
                if self.shown is not None:
                    shown = self.shown
                    yield shown.cursor, shown.frame(since, form)
                    since = shown.cursor
                if self.shown is None or self.shown.cursor == since:
                    await self._wait(viewer)
        finally:
            del self.inside[viewer]
            self.leaving.discard(viewer)

    async def _wait(self, viewer: int) -> None:
        if self.gone or viewer in self.leaving:  # told so while it was being sent to
            return
        # One future per viewer: a shared one would be cancelled for all with the first viewer that leaves.
        future = self.inside[viewer] = asyncio.get_running_loop().create_future()
        try:
            await future
        finally:
            self.inside[viewer] = None


def _wake(future: "asyncio.Future[None] | None") -> None:
    if future is not None and not future.done():
        future.set_result(None)
