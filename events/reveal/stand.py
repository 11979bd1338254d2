"""Where a reveal stands, as others read it: the screens' step, and which teams' final derivations are public."""

import json
from typing import NamedTuple

from django.db.models import F, QuerySet

from events.board import JSON
from events.models import Reveal
from events.reveal.plan import complete, revealed
from events.reveal.scene import scene


class Out(NamedTuple):
    """The teams whose places are out, while a reveal runs; `divided`: overall places are not; `hide`: no totals of the freeze."""

    teams: set[str]
    divided: bool
    hide: bool


def all_running() -> QuerySet[Reveal]:
    """The reveals that the public sees now. Each runs on the frozen board that it began with."""
    return Reveal.objects.filter(event__board__frozen=True, epoch=F("event__board__frozen_epoch")).exclude(epoch="")


def running(event_id: int) -> Reveal | None:
    """The reveal of this event that the public sees now, None where none runs."""
    return all_running().filter(event_id=event_id).first()


def current_scene(event_id: int) -> JSON | None:
    """The step that the hall watches, None where no reveal runs."""
    reveal = running(event_id)
    return scene(json.loads(reveal.final), json.loads(reveal.beats), reveal.position) if reveal else None


def places_out(event_id: int) -> Out | None:
    """Whose final derivation the public may read, None where no reveal runs."""
    reveal = running(event_id)
    if reveal is None:
        return None
    beats = json.loads(reveal.beats)
    divided = any(beat.get("division") for beat in beats) and not complete(beats, reveal.position)
    return Out(revealed(beats, reveal.position), divided, reveal.hide)
