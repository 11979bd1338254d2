"""What an event is: its divisions, teams, rounds and criteria, and the board that the public sees of it."""

from events.models.board import Board, Explanation, FeedState, FixedExplanation
from events.models.event import Division, Event, EventQuerySet, Team, known_timezone
from events.models.hall import Announcement, Picture, Screen
from events.models.inputs import BoardInput, Coded, code_validator
from events.models.look import Look
from events.models.reveal import Award, Reveal
from events.models.rounds import Criterion, Round
from events.models.webhook import Webhook

__all__ = [
    "Announcement",
    "Award",
    "Board",
    "BoardInput",
    "Coded",
    "Criterion",
    "Division",
    "Event",
    "EventQuerySet",
    "Explanation",
    "FeedState",
    "FixedExplanation",
    "Look",
    "Picture",
    "Reveal",
    "Round",
    "Screen",
    "Team",
    "Webhook",
    "code_validator",
    "known_timezone",
]
