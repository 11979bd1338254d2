"""What a deed is: what is done to which row, as it was seen; and what each kind of deed has to know of itself."""

from collections.abc import Callable
from dataclasses import asdict, dataclass
from typing import Any

from events.models import Event


class Moved(Exception):
    """What the deed was about has changed since the page was shown; nothing was done."""


class Unknown(Exception):
    """There is no such deed, or nothing that it could be about."""


@dataclass(frozen=True)
class Deed:
    """What is to be done, to which row, as it was seen, and what it is to become."""

    do: str
    which: str
    seen: str
    to: str

    def form(self) -> dict[str, str]:
        """The fields of the form that asks for it."""
        return asdict(self)


@dataclass(frozen=True)
class Done:
    """What was done, in words, and the deed that undoes it."""

    words: str
    undo: dict[str, str] | None = None


@dataclass(frozen=True)
class Kind:
    """One kind of deed: what it is about, how that stands, what is asked, what is done, what is said.

    `was` is all that an undoing has to bring back, where that is more than the state; `undo` names its deed.
    """

    find: Callable[[Event, Deed], Any]
    state: Callable[[Event, Any], str]
    ask: Callable[[Event, Any, Deed], str]
    act: Callable[[Event, Any, Deed], None]
    say: Callable[[Event, Any], str]
    undoable: Callable[[Deed], bool] = lambda deed: True
    was: Callable[[Event, Any], str] | None = None
    undo: str = ""

    def all_of(self, event: Event, row: Any) -> str:
        """What stands now, whole."""
        return (self.was or self.state)(event, row)


def row_of(rows: Any, which: str) -> Any:
    """The row of this number among these."""
    row = rows.filter(pk=int(which)).first() if which.isascii() and which.isdecimal() and len(which) < 19 else None
    if row is None:
        raise Unknown(which)
    return row


def harmless(event: Event, row: Any, deed: Deed) -> str:
    """Nothing is asked about what hurts nobody."""
    return ""
