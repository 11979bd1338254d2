"""Submits to one event take turns in this process before they ask the database for its lock.

They come one after the other anyway: the board's row (on SQLite the whole file) is locked first. But SQLite does not
queue: whoever waits sleeps, longer and longer, and looks again, so that in a burst the last is answered seconds late
while the lock lies idle. A lock of the process wakes the next one at once.
"""

import threading
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection, transaction

PATIENCE = 10.0  # seconds; after that the database alone decides whose turn it is

_locks: dict[int, threading.Lock] = defaultdict(threading.Lock)


@contextmanager
def in_turn(event_id: int) -> Iterator[None]:
    """A transaction that waits for its turn and ends it with the commit, before anything that follows the commit.

    Inside another transaction it is only that one: who holds the database must not wait for one that waits for it.
    """
    if connection.in_atomic_block:
        with transaction.atomic():
            yield
        return
    turn = _Turn(_locks[event_id])
    try:
        with transaction.atomic():
            # The first hook after the commit: the next one need not wait until the board is refreshed.
            transaction.on_commit(turn.end, robust=True)
            yield
    finally:
        turn.end()


class _Turn:
    """One turn; to end it twice does no harm."""

    def __init__(self, lock: threading.Lock) -> None:
        self.lock: threading.Lock | None = lock if lock.acquire(timeout=PATIENCE) else None

    def end(self) -> None:
        lock, self.lock = self.lock, None
        if lock is not None:
            lock.release()
