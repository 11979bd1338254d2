"""Who is connected to this process, where a feed's check knows that: told once a minute to the app that asked.

The loop alone writes here. Nobody is asked of the database: who follows a feed was known when the connection was let in.
"""

from collections import Counter
from collections.abc import Callable, Collection

Who = Collection[int]  # keys that mean something to the app whose check gave them
Heard = Callable[[Who], None]

_here: dict[str, Counter[int]] = {}
_listeners: dict[str, Heard] = {}


def listen(kind: str, heard: Heard) -> None:
    """Have `heard(who)` called, in a worker, with everybody who follows this kind of feed; once, when an app is ready."""
    _listeners[kind] = heard


def come(kind: str, who: Who | bool) -> None:
    """A connection begins. Whose it is is not known of most (True); nothing is kept of those."""
    if not isinstance(who, bool):
        _here.setdefault(kind, Counter()).update(who)


def go(kind: str, who: Who | bool) -> None:
    """A connection that has come ends."""
    if not isinstance(who, bool):
        _here[kind].subtract(who)


def to_tell() -> list[tuple[Heard, list[int]]]:
    """Whom to tell, of whom: one call for each kind that somebody listens to and somebody known follows."""
    told = []
    for kind, heard in _listeners.items():
        here = _here[kind] = +_here.get(kind, Counter())  # without those who have left
        if here:
            told.append((heard, sorted(here)))
    return told
