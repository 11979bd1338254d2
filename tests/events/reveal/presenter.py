"""A presenter's presses, and what the public knows after each."""

from threading import Barrier, Thread

from django.db import connection

from events import board
from events.models import Reveal
from events.reveal import show
from events.reveal.stand import current_scene


def turn(gala):
    return Reveal.objects.get(event=gala.event).turn


def press(gala, times=1):
    for _ in range(times):
        show.press(gala.event, turn(gala))


def begin(gala, **wishes):
    Reveal.objects.update_or_create(event=gala.event, defaults={"suspense": "card"} | wishes)
    show.begin(gala.event)


def public():
    return board.read_public("gala").body["standings"]


def places():
    """What the public knows of places, in board order."""
    return [(row["team"], row["rank"]) for row in public() if row["rank"] is not None]


def to_the_end(gala):
    seen = []
    while True:
        try:
            press(gala)
        except show.NotNow:
            return seen
        seen.append(current_scene(gala.event.pk))


def twice_at_once(step):
    """What two threads that take this step at the same moment get of it."""
    gate, outcomes = Barrier(2), []

    def run():
        gate.wait()
        try:
            outcomes.append(step())
        finally:
            connection.close()

    threads = [Thread(target=run) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return outcomes
