"""What an event is: its divisions, teams, rounds and criteria, and the board that the public sees of it."""

from events.models.board import Board, Explanation, FeedState
from events.models.event import Division, Event, EventQuerySet, Team, known_timezone
from events.models.inputs import BoardInput, Coded, code_validator
from events.models.rounds import Criterion, Round

__all__ = [
    "Board",
    "BoardInput",
    "Coded",
    "Criterion",
    "Division",
    "Event",
    "EventQuerySet",
    "Explanation",
    "FeedState",
    "Round",
    "Team",
    "code_validator",
    "known_timezone",
]
