"""A board comes back from a copy: beside events.board the only other door to a Board, and only for a restore."""

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from events import board, screens
from events.cursor import Cursor, new_epoch
from events.models import Board, Event, Reveal


def put_back(event_id: int, kept: Mapping[str, Any], known: str = "", setup: int = 0, generation: int | None = None) -> None:
    """Write the board of a restored event from the row that a copy has kept, in an epoch above all that screens may know.

    `known` is the newest epoch that was here before, `setup` its count of changes, `generation` what sheets were meant for
    (None: nothing was here). A frozen board comes back frozen, as the public saw it, and a reveal at its step. Call when
    all else of the event is back.
    """
    at = Cursor(new_epoch(max(known, kept["epoch"], kept["published_epoch"], kept["frozen_epoch"])), kept["version"] + 1)
    row = Board(event_id=event_id, epoch=at.epoch, version=at.version, published_epoch=at.epoch, published_version=0)
    row.setup = max(kept.get("setup", 0), setup) + 1
    # A sheet that a phone still holds counts where it was made for just this; else its judge decides.
    then = kept.get("generation", 0)
    row.generation = then if generation in (None, then) else max(then, generation or 0) + 1
    if kept["snapshot"]:
        row.snapshot = board.body_text(json.loads(kept["snapshot"]), Cursor(at.epoch, 0), frozen=False)
    if kept["frozen"]:
        seen = Cursor(new_epoch(at.epoch), 1)
        row.frozen, row.frozen_epoch, row.frozen_version = True, seen.epoch, seen.version
        row.frozen_snapshot = board.body_text(json.loads(kept["frozen_snapshot"]), seen, frozen=True)
    row.freeze_at = datetime.fromisoformat(kept["freeze_at"]) if kept["freeze_at"] else None
    Board.objects.bulk_create([row])
    if row.frozen:  # a reveal that ran goes on where it stood, at a press: nobody has asked now that it go on by itself
        ran = Reveal.objects.filter(event_id=event_id, epoch=kept["frozen_epoch"])
        ran.update(epoch=row.frozen_epoch, autoplay=0, due_at=None)
    screens.tell(Event.objects.get(pk=event_id))
