"""What this process remembers of events: as it was read under a mark of the board, and for as long as the board bears it.

Whatever changes anything but sheets raises the mark in the transaction that changes it (judging.refresh.setup_changed),
so under the same mark the same rows are there. Nothing is remembered that is not committed.
"""

import threading
from collections.abc import Callable
from typing import Generic, TypeVar

from django.db import connection

from events import board
from events.board import Mark
from events.recent import Recent

T = TypeVar("T")


class Memory(Generic[T]):
    """What `read(event id)` has found, for the events that were asked for last."""

    def __init__(self, read: Callable[[int], T]) -> None:
        self.read = read
        self._known: Recent[tuple[Mark, T]] = Recent()
        self._reading = threading.Lock()

    def at(self, event_id: int, mark: Mark) -> tuple[Mark, T]:
        """What there was when the board bore this mark, or a newer one; and which one.

        Inside a transaction it is always read anew: what is not committed must not be remembered.
        """
        if connection.in_atomic_block:
            return mark, self.read(event_id)
        with self._reading:  # a hundred judges who ask at once have it read once
            known = self._known.get(event_id)
            if known is None or known[0] != mark:
                with board.consistent_read():
                    known = board.setup_mark(event_id), self.read(event_id)
                self._known.keep(event_id, known)
            return known

    def known(self, event_id: int, mark: Mark | None = None) -> T | None:
        """What is remembered: under this mark, or under any. It asks nothing of the database."""
        known = self._known.get(event_id)
        return known[1] if known is not None and mark in (None, known[0]) else None

    def ahead(self, event_id: int) -> tuple[Mark, T]:
        """What was there a moment ago, for whoever finds out under the event's lock whether the mark is still the same.

        Where it is not, say so (`outdated`), or the next one is told the same.
        """
        known = self._known.get(event_id)
        return known or self.at(event_id, board.setup_mark(event_id))

    def outdated(self, event_id: int, mark: Mark) -> None:
        """The board bears this mark now: what is remembered under another one is of no use any more."""
        known = self._known.get(event_id)
        if known is not None and known[0] != mark:
            self._known.drop(event_id, known)

    def inside(self, event_id: int, mark: Mark, *, committed: bool) -> T:
        """What there is in the consistent read at hand, in which the board bears this mark."""
        if not committed:
            return self.read(event_id)
        known = self._known.get(event_id)
        if known is None or known[0] != mark:
            known = mark, self.read(event_id)
            self._known.keep(event_id, known)
        return known[1]

    def forget(self) -> None:
        """Begin anew."""
        self._known.forget()
