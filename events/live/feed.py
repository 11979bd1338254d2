"""One board on its way to the viewers of one process: what is shown now, who waits for the next.

Nothing is queued per viewer. A viewer that is busy sending is not waiting, and takes the newest frame when it
comes back, however many boards have passed meanwhile; so a slow viewer costs no memory and delays nobody.
"""

import asyncio
import math
import time
from collections.abc import AsyncIterator, Callable
from typing import Protocol

from events.board import JSON, Snapshot
from events.cursor import Cursor
from events.live import metrics
from events.live.frames import Encoded
from events.live.framing import Framing
from events.live.kinds import KINDS
from events.live.workers import in_worker

SLICE = 200  # viewers woken in one turn of the loop, so that submits and new connections come in between
MIN_GAP = 0.1  # seconds between two fan-outs, at least


class Write(Protocol):
    """Puts a whole frame, in the framing of its transport, on a viewer's socket at once; False where it cannot."""

    @property
    def framing(self) -> Framing: ...

    @property
    def queue(self) -> Callable[[bytes], None] | None:
        """Hands a whole frame to the server's own buffer; None where only the server's ASGI send does that."""

    def __call__(self, frame: bytes) -> bool: ...


class Viewer:
    """One who watches a feed: what it shows, and how it is told of something newer.

    Where `write` cannot put a frame on the viewer's socket, the viewer's own task does it the long way.
    """

    __slots__ = ("form", "leaving", "since", "waiting", "write")

    def __init__(self, since: Cursor | None, form: str, write: Write | None) -> None:
        self.since, self.form, self.write = since, form, write
        self.leaving = False
        self.waiting: asyncio.Future[None] | None = None  # None while its task is sending


class Feed:
    """The viewers' side of one (event, kind). Lives on one loop; every method is called on it."""

    def __init__(self, event_id: int, slug: str, kind: str) -> None:
        self.event_id = event_id
        self.slug = slug
        self.kind = kind
        self.shown: Encoded | None = None
        self.pending: Snapshot | None = None
        self.newest: Cursor | None = None  # of all that was taken: shown, being encoded, or pending
        self.changed_at: float | None = None  # when the oldest change in `pending` was committed, where that is known
        self.gone = False
        self.announcement: JSON | None = None  # what stands beside the board
        self.listener: Feed | None = None  # the board that carries the announcement of these screens
        self.inside: dict[Viewer, None] = {}  # longest here first
        self.ready_at = 0.0
        self.fanning: asyncio.Task[None] | None = None

    # --- what is shown -----------------------------------------------------------------------------

    def offer(self, snapshot: Snapshot, changed_at: float | None = None) -> bool:
        """Take a published board if it is newer than all before; False for a stale or duplicate one."""
        if self.newest is not None and snapshot.cursor <= self.newest:
            return False
        self.newest = snapshot.cursor
        if self.pending is not None:
            metrics.boards_conflated.inc()
        self.pending = snapshot
        self.changed_at = changed_at if self.changed_at is None else self.changed_at
        self._start()
        return True

    def announce(self, announcement: JSON | None) -> None:
        """Have this announcement, or none, stand beside the board from now on: the same board goes out once more with it."""
        if announcement == self.announcement:
            return
        self.announcement = announcement
        if self.fanning is None or self.fanning.done():  # one that is under way looks for it at its end
            self._show_again()
            self._start()

    def carry(self, board: "Feed") -> None:
        """From now on let the frames of this board carry the announcement of these screens."""
        self.listener = board
        self._pass_on()

    def _show_again(self) -> None:
        """What is shown goes out once more where nothing newer does and it says something else beside itself."""
        if self.pending is None and self.shown is not None and self.shown.announcement != self.announcement:
            self.pending = self.shown.snapshot

    def _pass_on(self) -> None:
        if self.listener is not None and self.shown is not None:
            self.listener.announce(self.shown.snapshot.body["state"].get("announcement"))

    def _start(self) -> None:
        if self.fanning is None or self.fanning.done():
            self.fanning = asyncio.get_running_loop().create_task(self._fan_out())

    async def _fan_out(self) -> None:
        """Show what is pending: the first at once, then one per max(100 ms, twice the last fan-out)."""
        loop = asyncio.get_running_loop()
        while self.pending is not None:
            await asyncio.sleep(max(0.0, self.ready_at - loop.time()))
            started = loop.time()
            snapshot, self.pending = self.pending, None
            changed_at, self.changed_at = self.changed_at, None
            try:
                frames = KINDS[self.kind].frames(snapshot, self.shown)
                frames.announcement = self.announcement
                self.shown = await in_worker(frames.prepare)
            except BaseException:
                self.newest = self.shown.cursor if self.shown else None  # the next check offers it again
                raise
            self._pass_on()
            await self.wake()
            spent = loop.time() - started
            self.ready_at = started + max(MIN_GAP, 2 * spent)
            metrics.boards_shown.inc()
            metrics.fan_out.observe(spent)
            if changed_at is not None:
                metrics.submit_to_viewers.observe(max(0.0, time.time() - changed_at))
            self._show_again()

    async def settled(self) -> None:
        """Wait until nothing is pending: for a reader that must not be answered with less than is known."""
        if self.fanning is not None:
            await asyncio.shield(self.fanning)

    async def wake(self) -> None:
        """Give every waiting viewer what is new, or a heartbeat, a slice at a time."""
        watching = list(self.inside)
        for start in range(0, len(watching), SLICE):
            slice_ = watching[start : start + SLICE]
            metrics.frames_direct.inc(sum(self._tell(viewer) for viewer in slice_))
            await asyncio.sleep(0)

    def _tell(self, viewer: Viewer) -> bool:
        """Put the frame on the viewer's socket, or wake its task to do it; whether the socket took it."""
        waiting, shown = viewer.waiting, self.shown
        if waiting is None or waiting.done():
            return False  # its task is sending, and looks again by itself
        write = viewer.write
        if shown is None or write is None or self.gone or not write(shown.wire(viewer.since, viewer.form, write.framing)):
            waiting.set_result(None)
            return False
        viewer.since = shown.cursor
        return True

    @property
    def viewers(self) -> int:
        """How many are watching now."""
        return len(self.inside)

    def release(self, share: float) -> int:
        """Let this share of the viewers go, because the process is stopping; returns how many are left."""
        staying = [viewer for viewer in self.inside if not viewer.leaving]
        going = staying[: math.ceil(len(staying) * share)]
        for viewer in going:
            viewer.leaving = True
            if viewer.waiting is not None and not viewer.waiting.done():
                viewer.waiting.set_result(None)
        return len(staying) - len(going)

    def close(self) -> None:
        """End the feed: the event is gone or no longer public. Its viewers' frames() stop."""
        self.gone = True
        self.fanning = asyncio.get_running_loop().create_task(self.wake())

    # --- one viewer --------------------------------------------------------------------------------

    async def frames(self, since: Cursor | None, form: str, write: Write | None = None) -> AsyncIterator[tuple[Cursor, str]]:
        """All that one viewer is to be sent, as (cursor, frame), for ever: the one path of WebSocket and SSE.

        The first is what the viewer lacks of the board as it stands (a heartbeat if nothing); then one for each
        board shown, or a heartbeat where a wake-up brought nothing new. With `write`, frames that the socket
        takes at once are put on it directly and not yielded; one that `write` has queued is yielded as "".
        """
        viewer = Viewer(since, form, write)
        self.inside[viewer] = None
        try:
            while not self.gone and not viewer.leaving:
                shown: Encoded | None = self.shown
                frame: str | None = None
                if shown is not None:
                    if write is None or write.queue is None:
                        frame = shown.frame(viewer.since, form)
                    else:
                        frame = ""
                        write.queue(shown.wire(viewer.since, form, write.framing))
                    viewer.since = shown.cursor
                    yield shown.cursor, frame
                # It may have been told to go, or to look again, while it was being sent to.
                if not (self.gone or viewer.leaving) and self.shown is shown:
                    shown = frame = None  # an idle viewer keeps no board alive
                    # One future per viewer: a shared one would be cancelled for all with the first viewer that leaves.
                    viewer.waiting = asyncio.get_running_loop().create_future()
                    try:
                        await viewer.waiting
                    finally:
                        viewer.waiting = None
        finally:
            del self.inside[viewer]
