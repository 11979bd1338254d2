"""The event file, scoreboard-event/1 (design 4.4): everything an event is, in and out, in one file."""

from judging.exchange.dump import dump_event
from judging.exchange.load import load_event
from judging.exchange.problems import EventFileError

__all__ = ["EventFileError", "dump_event", "load_event"]
