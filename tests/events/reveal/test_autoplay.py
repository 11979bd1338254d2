"""A reveal that goes on by itself: at its pace, one step for all processes, and never past what somebody wants to stop at."""

from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client

from events import board
from events.models import Award, Reveal
from events.reveal import show
from events.reveal.autoplay import coming_within
from events.reveal.presenter import presenter_url
from tests.events.reveal.cast import ORDER, Show
from tests.events.reveal.presenter import twice_at_once

pytestmark = pytest.mark.django_db(transaction=True)


class Clock:
    """A time that goes on only when a test says so."""

    def __init__(self):
        self.now = datetime(2026, 11, 24, 20, 0, tzinfo=UTC)

    def later(self, seconds):
        self.now += timedelta(seconds=seconds)


@pytest.fixture
def clock(monkeypatch):
    clock = Clock()
    monkeypatch.setattr("django.utils.timezone.now", lambda: clock.now)
    return clock


@pytest.fixture
def gala(clock):
    """A reveal of places only, so that each step is a place; the winner's is an award."""
    gala = Show()
    reveal = Reveal.objects.create(event=gala.event, suspense="place")
    Award.objects.create(reveal=reveal, title="Winner", place=1)
    show.begin(gala.event)
    return gala


def row():
    return Reveal.objects.get()


def where():
    """The position, the pace, and when the next step is due."""
    reveal = row()
    return reveal.position, reveal.autoplay, reveal.due_at


def look():
    """What a process does every second; returns what each step that was due came to."""
    return [show.step_by_itself(coming.event_id, coming.turn) for coming in coming_within(0)]


def test_it_steps_at_its_pace_and_not_before(gala, clock):
    show.set_autoplay(gala.event, row().turn, 3)
    clock.later(2.9)
    assert (look(), where()[0]) == ([], 0)
    clock.later(0.1)
    assert (look(), where()) == ([True], (1, 3, clock.now + timedelta(seconds=3)))
    assert look() == []


def test_a_process_knows_a_second_ahead_when_a_step_is_due(gala, clock):
    show.set_autoplay(gala.event, row().turn, 3)
    assert coming_within(1) == []
    clock.later(2.5)
    assert coming_within(1) == [(gala.event.pk, row().turn, 0.5)]
    # Found ahead, it is still not carried out ahead.
    assert (show.step_by_itself(gala.event.pk, row().turn), where()[0]) == (False, 0)


def test_who_comes_back_late_takes_one_step_and_then_keeps_the_pace(gala, clock):
    show.set_autoplay(gala.event, row().turn, 3)
    clock.later(3600)
    assert (look(), look(), where()) == ([True], [], (1, 3, clock.now + timedelta(seconds=3)))


def test_two_processes_that_find_the_same_step_carry_out_one(gala, clock):
    show.set_autoplay(gala.event, row().turn, 3)
    clock.later(3)
    coming = coming_within(0)[0]
    outcomes = twice_at_once(lambda: show.step_by_itself(coming.event_id, coming.turn))
    assert (sorted(outcomes), where()[0]) == ([False, True], 1)


def test_a_process_whose_clock_is_ahead_does_not_repeat_the_step_that_another_has_taken(gala, clock):
    show.set_autoplay(gala.event, row().turn, 3)
    clock.later(3)
    coming = coming_within(0)[0]
    assert show.step_by_itself(coming.event_id, coming.turn) is True
    clock.later(60)
    assert (show.step_by_itself(coming.event_id, coming.turn), where()[0]) == (False, 1)


def test_it_stops_at_an_award_and_ends_nothing_by_itself(gala, clock):
    show.set_autoplay(gala.event, row().turn, 5)
    for _ in range(len(ORDER) + 3):
        clock.later(5)
        look()
    assert where() == (len(ORDER), 0, None)
    assert board.read_public("gala").body["event"]["frozen"] is True
    with pytest.raises(show.NotNow):  # nothing is left to go on to
        show.set_autoplay(gala.event, row().turn, 5)


def test_it_stops_in_the_middle_where_an_award_is_given(gala, clock):
    show.stop(gala.event)
    Award.objects.create(reveal=row(), title="Wooden spoon", place=12)
    show.begin(gala.event)
    show.set_autoplay(gala.event, row().turn, 3)
    for _ in range(3):
        clock.later(3)
        look()
    assert where() == (1, 0, None)


@pytest.mark.parametrize(
    "act",
    [
        lambda event: show.press(event, row().turn),
        lambda event: show.undo(event, row().turn),
        lambda event: show.jump(event, row().turn, 0, sure=False),
        lambda event: show.stop_autoplay(event),
        lambda event: show.stop(event),
        lambda event: board.release(event.pk),
        lambda event: (board.release(event.pk), board.freeze(event.pk)),
    ],
    ids=["press", "undo", "jump", "stop", "called off", "released", "frozen anew"],
)
def test_whatever_is_pressed_stops_it(gala, clock, act):
    show.set_autoplay(gala.event, row().turn, 3)
    clock.later(3)
    due = coming_within(0)[0]
    look()
    clock.later(1)
    act(gala.event)
    position = where()[0]
    clock.later(3)
    # Neither a look that comes after it nor one that was on its way already shows a place.
    assert (look(), show.step_by_itself(due.event_id, due.turn), where()[0]) == ([], False, position)


def test_the_step_that_was_on_its_way_when_somebody_stopped_is_not_taken(gala, clock):
    show.set_autoplay(gala.event, row().turn, 3)
    clock.later(3)
    due = coming_within(0)[0]
    show.stop_autoplay(gala.event)
    assert (show.step_by_itself(due.event_id, due.turn), where()) == (False, (0, 0, None))


def test_a_pace_that_is_none_is_refused(gala):
    for seconds in (-1, 0, 1, 60):
        with pytest.raises(show.NotNow):
            show.set_autoplay(gala.event, row().turn, seconds)


# --- the presenters' pages -----------------------------------------------------------------------------


def presenters(gala):
    link = "/events" + presenter_url(gala.event, row()).rsplit("/events", 1)[1]
    pair = Client(), Client()
    for each in pair:
        each.post(link)
    return pair


def page(client):
    return client.get("/events/gala/reveal/").content.decode()


def send(client, turn, **data):
    return client.post("/events/gala/reveal/press/", {"turn": turn} | data, headers={"HX-Request": "true"})


def test_a_second_presenter_sees_that_it_goes_on_by_itself_and_stops_it_from_an_old_page(gala, clock):
    one, two = presenters(gala)
    seen = row().turn
    send(one, seen, do="autoplay", seconds="3")
    assert "Goes on by itself every 3 s" in page(two)
    clock.later(3)
    look()
    answer = send(two, seen, do="autoplay", seconds="0")  # this page has seen neither the pace nor the step
    assert (answer.status_code, where()) == (200, (1, 0, None))
    assert "Goes on by itself" not in page(one)
