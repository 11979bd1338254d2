"""One committed state of an event, of which only what has changed since the last one is read."""

from dataclasses import dataclass

from events import board
from events.cursor import Cursor
from events.models import Event
from judging import known_contest, known_setup
from judging.known_contest import KnownContest
from judging.known_marks import KnownMarks, marks_inside
from judging.known_setup import KnownSetup


@dataclass(frozen=True)
class Reading:
    """What a board, and what the organiser sees of it, is computed from."""

    at: Cursor
    mark: board.Mark
    setup: KnownSetup
    contest: KnownContest
    marks: KnownMarks


def read_event(event_id: int) -> Reading | None:
    """The event as it is committed now; None where there is none."""
    with board.consistent_read() as committed:
        standing = board.standing(event_id)
        if standing is None:
            return None
        at, mark = standing
        setup = known_setup.memory.inside(event_id, mark, committed=committed)
        contest = known_contest.memory.inside(event_id, mark, committed=committed)
        return Reading(at, mark, setup, contest, marks_inside(setup, mark, at.version, committed=committed))


def reading_of(event: Event) -> Reading:
    """The same of an event that somebody has at hand; raises Event.DoesNotExist where it was deleted meanwhile."""
    reading = read_event(event.pk)
    if reading is None:
        raise Event.DoesNotExist
    return reading
