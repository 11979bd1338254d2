"""What a process remembers of the events that were asked for last: bounded, and safe between threads."""

import threading
from collections import OrderedDict
from typing import Generic, TypeVar

EVENTS = 32  # of how many events a process remembers anything

T = TypeVar("T")


class Recent(Generic[T]):
    """One value for each event, by its id. A value is replaced as a whole and never changed."""

    def __init__(self) -> None:
        self._known: OrderedDict[int, T] = OrderedDict()
        self._lock = threading.Lock()

    def get(self, event_id: int) -> T | None:
        """What is remembered of the event, if anything."""
        with self._lock:
            return self._known.get(event_id)

    def keep(self, event_id: int, value: T) -> None:
        """Remember this; of the event that was kept longest ago nothing is remembered any more."""
        with self._lock:
            self._known[event_id] = value
            self._known.move_to_end(event_id)
            while len(self._known) > EVENTS:
                self._known.popitem(last=False)

    def drop(self, event_id: int, value: T) -> None:
        """Forget the event, unless something else than this value is known of it by now."""
        with self._lock:
            if self._known.get(event_id) is value:
                del self._known[event_id]

    def forget(self) -> None:
        """Begin anew, as a new process does."""
        with self._lock:
            self._known.clear()
