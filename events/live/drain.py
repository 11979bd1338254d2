"""Stopping without a blank screen: on SIGTERM viewers are let go in slices, then the server's own handler runs.

By themselves daphne and uvicorn cut everybody off at once, and open streams hold uvicorn's shutdown up.
"""

import asyncio
import logging
import signal
import threading
from collections.abc import Callable
from functools import partial
from types import FrameType

DRAIN_FOR = 5.0  # seconds over which the viewers are let go
SLICES = 25

log = logging.getLogger("podium.live")

_draining = threading.Event()
_tasks: set[asyncio.Task[None]] = set()


def draining() -> bool:
    """Whether this process has been told to stop: it takes no new viewers, and says so to load balancers."""
    return _draining.is_set()


def take_over(release: Callable[[float], int]) -> None:
    """Put our SIGTERM handler before the server's. `release(share)` lets that share of the viewers go, returns how many are left.

    Called on the serving loop, when it first serves: only then has the server installed its own handler. Where
    the loop does not run in the main thread (tests), signals are somebody else's.
    """
    if threading.current_thread() is not threading.main_thread():
        return
    loop = asyncio.get_running_loop()
    servers = signal.getsignal(signal.SIGTERM)
    if not callable(servers) or getattr(servers, "podium", False):
        return

    def on_sigterm(number: int, frame: FrameType | None) -> None:
        if draining():  # told twice: at once, then
            servers(number, frame)
            return
        _draining.set()
        loop.call_soon_threadsafe(_start, release, partial(servers, number, frame))

    on_sigterm.podium = True  # type: ignore[attr-defined]
    signal.signal(signal.SIGTERM, on_sigterm)


def _start(release: Callable[[float], int], stop: Callable[[], object]) -> None:
    _tasks.add(asyncio.get_running_loop().create_task(_drain(release, stop)))


async def _drain(release: Callable[[float], int], stop: Callable[[], object]) -> None:
    log.info("Stopping: viewers are let go over %s s", DRAIN_FOR)
    try:
        for left in range(SLICES, 0, -1):
            if not release(1 / left):
                break
            await asyncio.sleep(DRAIN_FOR / SLICES)
    finally:
        stop()
