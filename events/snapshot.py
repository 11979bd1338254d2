"""What a published board is as a value: its snapshot, where it stands, and the one spelling of its JSON."""

import json
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from events.cursor import Cursor

JSON = dict[str, Any]


@dataclass(frozen=True)
class Snapshot:
    """One published state of one event's board: what every page, stream, answer and export is made of."""

    event_id: int
    slug: str
    cursor: Cursor
    text: str  # the body of GET /api/scoreboard/<slug>, design 4.2

    @cached_property
    def body(self) -> JSON:
        """The board as in design 4.2: event, cursor, version, updated_at, rounds, standings, progress."""
        body: JSON = json.loads(self.text)
        return body


@dataclass(frozen=True)
class Published:
    """A board that has just been stored, and whether everybody may see it: it is no draft's, and nothing is frozen."""

    snapshot: Snapshot
    public: bool


@dataclass(frozen=True)
class State:
    """Where one board stands, without its contents: what the one-second check compares."""

    event_id: int
    slug: str
    committed: Cursor
    published: Cursor
    public: Cursor
    freeze_due: bool

    @property
    def behind(self) -> bool:
        """Whether a committed change is not published yet (or a set freeze not carried out)."""
        return self.published < self.committed or self.freeze_due


KEEP_CACHED = 3600  # seconds


def cache_key(event_id: int, at: Cursor) -> str:
    """Where a published board's text is cached: a cursor never names two contents."""
    return f"board:{event_id}:{at}"


def dumps(value: Any) -> str:
    """Compact JSON text, the one spelling that is stored and sent."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def remember_ranks(standings: list[JSON], published: str) -> None:
    """Give each row its previous_rank: the rank before its latest change of rank."""
    before = {row["team"]: row for row in json.loads(published)["standings"]} if published else {}
    for row in standings:
        old = before.get(row["team"])
        if old is None or old["rank"] is None:
            row["previous_rank"] = None
        else:
            row["previous_rank"] = old["rank"] if old["rank"] != row["rank"] else old["previous_rank"]
