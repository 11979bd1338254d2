"""A reveal as it runs: begun, pressed, pressed twice, taken back, jumped, ended."""

import json
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from events import board
from events.explanation import read_explanation
from events.models import Award, FeedState, Reveal
from events.reveal import show
from events.reveal.stand import current_scene, running
from tests.events.reveal.cast import ORDER
from tests.events.reveal.presenter import begin, places, press, public, to_the_end, turn, twice_at_once

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_reveal_begins_only_on_a_frozen_board(gala):
    board.release(gala.event.pk)
    with pytest.raises(show.NotNow):
        show.begin(gala.event)
    assert running(gala.event.pk) is None


def test_a_whole_show_brings_out_the_places_from_the_last_to_the_first(gala):
    begin(gala)
    assert places() == []
    scenes = to_the_end(gala)
    landed = [[row["team"] for row in scene["landed"]] for scene in scenes if scene["kind"] == "place"]
    assert landed == ORDER
    assert places() == [
        ("b", 1), ("h", 2), ("e", 3), ("c", 4), ("d", 4), ("i", 6), ("g", 7), ("a", 8), ("j", 9), ("k", 9), ("f", 11), ("l", 12),
    ]  # fmt: skip
    show.end(gala.event, turn(gala), final=True)
    body = board.read_public("gala").body
    assert (body["event"]["status"], body["event"]["frozen"], "revealing" in body["event"]) == ("final", False, False)
    assert [row["team"] for row in body["standings"]] == [team for group in reversed(ORDER) for team in group]
    assert (running(gala.event.pk), current_scene(gala.event.pk)) == (None, None)


def test_the_second_of_a_double_press_is_refused(gala):
    begin(gala)
    seen = turn(gala)
    show.press(gala.event, seen)
    with pytest.raises(show.NotNow):
        show.press(gala.event, seen)
    assert Reveal.objects.get().position == 1


def test_a_press_right_after_the_page_was_refreshed_is_taken_for_the_second_of_two(gala, monkeypatch):
    begin(gala)
    press(gala)
    monkeypatch.setattr(show, "TOO_SOON", timedelta(seconds=5))
    with pytest.raises(show.NotNow):
        press(gala)
    assert Reveal.objects.get().position == 1


def test_a_press_that_was_on_its_way_while_another_took_it_back_is_refused(gala):
    begin(gala)
    late = turn(gala)
    show.press(gala.event, late)
    show.undo(gala.event, turn(gala))
    with pytest.raises(show.NotNow):
        show.press(gala.event, late)
    assert Reveal.objects.get().position == 0


def test_of_two_presenters_who_press_at_once_one_is_carried_out(gala):
    begin(gala)
    seen = turn(gala)

    def thumb():
        try:
            show.press(gala.event, seen)
        except show.NotNow:
            return "refused"
        return "done"

    assert (sorted(twice_at_once(thumb)), Reveal.objects.get().position) == (["done", "refused"], 1)


def test_jumping_ahead_needs_a_word_and_jumping_back_does_not(gala):
    begin(gala)
    with pytest.raises(show.NotNow):
        show.jump(gala.event, turn(gala), 4, sure=False)
    show.jump(gala.event, turn(gala), 4, sure=True)
    assert [team for team, _ in places()] == ["f", "l"]
    show.jump(gala.event, turn(gala), 0, sure=False)
    assert places() == []
    with pytest.raises(show.NotNow):
        show.jump(gala.event, turn(gala), 3, sure=True)  # in the middle of a turn


def test_a_show_cannot_end_before_all_places_are_out(gala):
    begin(gala)
    press(gala)
    with pytest.raises(show.NotNow):
        show.end(gala.event, turn(gala), final=True)
    assert board.read_public("gala").body["event"]["frozen"] is True


def test_the_end_works_out_once_what_the_screens_are_told(gala):
    begin(gala)
    to_the_end(gala)
    with CaptureQueriesContext(connection) as queries:
        show.end(gala.event, turn(gala), final=True)
    told = [query["sql"] for query in queries if 'FROM "events_announcement"' in query["sql"]]
    assert (len(told), json.loads(FeedState.objects.get(kind="screen").text)["reveal"]) == (1, None)


def test_calling_it_off_leaves_the_frozen_board_as_it_was(gala):
    before = public()
    begin(gala)
    press(gala, 4)
    show.stop(gala.event)
    assert (public(), running(gala.event.pk)) == (before, None)
    assert read_explanation(gala.event.pk, "l")["total"] == "1"
    begin(gala)
    assert places() == []


def test_a_release_ends_the_show_whatever_its_phones_press(gala):
    begin(gala)
    press(gala)
    board.release(gala.event.pk)
    assert (running(gala.event.pk), current_scene(gala.event.pk)) == (None, None)
    with pytest.raises(show.NotNow):
        press(gala)
    assert board.read_public("gala").body["event"]["frozen"] is False


def test_places_below_a_line_come_together_at_the_first_press(gala):
    begin(gala, singly=3)
    press(gala)
    assert [team for team, _ in places()] == ["c", "d", "i", "g", "a", "j", "k", "f", "l"]
    assert current_scene(gala.event.pk) == {"kind": "rest"}


def test_awards_for_teams_come_first_and_tell_no_place(gala):
    reveal = Reveal.objects.create(event=gala.event, suspense="place")
    Award.objects.create(reveal=reveal, title="Audience award", team=gala.teams["b"])
    show.begin(gala.event)
    press(gala)
    scene = {"kind": "award", "title": "Audience award", "team": "b", "name": "Team B", "organisation": ""}
    assert (current_scene(gala.event.pk), places()) == (scene, [])
