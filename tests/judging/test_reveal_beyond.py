"""A reveal and what judging does around it: the event is closed, wiped, or brought back from a copy while it runs."""

import json
from datetime import timedelta

import pytest

from events import board
from events.models import FeedState, Reveal
from events.reveal import show
from events.reveal.stand import current_scene
from judging.closing import close_event
from judging.exchange.dump import dump_event
from judging.exchange.load import load_event
from judging.safety.copies import copy_of, read_copy
from judging.safety.restore import restore_event
from tests.events.reveal.cast import Show

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def gala(monkeypatch):
    """A reveal whose first card lies on the walls."""
    monkeypatch.setattr(show, "TOO_SOON", timedelta(0))  # tests press faster than thumbs
    gala = Show()
    Reveal.objects.create(event=gala.event, suspense="card")
    show.begin(gala.event)
    show.press(gala.event, turn())
    assert told()["kind"] == "card"
    return gala


def turn():
    return Reveal.objects.get().turn


def told():
    """The step of the reveal that the screens were told of."""
    return json.loads(FeedState.objects.get(kind="screen").text)["reveal"]


def test_closing_with_release_takes_the_card_off_the_walls(gala):
    close_event(gala.event, release=True)
    assert told() is None


def test_releasing_from_any_door_takes_the_card_off_the_walls(gala):
    board.release(gala.event.pk)
    assert told() is None


def test_loading_the_event_anew_takes_the_card_off_the_walls(gala):
    load_event(dump_event(gala.event), replace=True)
    assert told() is None


def test_a_restored_reveal_goes_on_at_its_step(gala):
    shown, step = board.read_public("gala").body["standings"], current_scene(gala.event.pk)
    data, _ = copy_of([gala.event])
    show.press(gala.event, turn())
    restore_event(read_copy(data), "gala", people=False, replace=True)
    assert current_scene(gala.event.pk) == told() == step
    assert board.read_public("gala").body["standings"] == shown
    show.press(gala.event, turn())
    assert told()["kind"] == "place"
    show.stop(gala.event)
    assert (told(), {row["rank"] is None for row in board.read_public("gala").body["standings"]}) == (None, {False})


def test_a_restored_reveal_waits_for_a_press_although_it_went_on_by_itself(gala):
    show.set_autoplay(gala.event, turn(), 3)
    data, _ = copy_of([gala.event])
    restore_event(read_copy(data), "gala", people=False, replace=True)
    reveal = Reveal.objects.get()
    assert (reveal.position, reveal.autoplay, reveal.due_at) == (1, 0, None)
