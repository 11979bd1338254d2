"""A reveal as it runs: begun, pressed, pressed twice, taken back, jumped, ended; and what the public reads meanwhile."""

import json
from datetime import timedelta
from threading import Barrier, Thread

import pytest
from django.db import connection
from django.test import Client

from events import board
from events.explanation import read_explanation
from events.models import Award, Event, FeedState, Reveal
from events.reveal import show
from events.reveal.scene import parts_of
from events.reveal.stand import current_scene, running
from tests.events.reveal.cast import ORDER, Show

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def gala(monkeypatch):
    monkeypatch.setattr(show, "TOO_SOON", timedelta(0))  # tests press faster than thumbs
    return Show()


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


def test_a_card_shows_its_marks_one_by_one_before_the_place(gala):
    begin(gala, suspense="parts")
    press(gala)
    assert current_scene(gala.event.pk) == {
        "kind": "card", "title": "", "parts": [], "team": "l", "name": "Team L", "organisation": "",
    }  # fmt: skip
    press(gala)
    assert current_scene(gala.event.pk)["parts"] == [{"label": "Total", "value": "1", "marks": []}]
    assert places() == []
    press(gala)
    assert places() == [("l", 12)]


def entry(name, total, *criteria):
    marked = [{"name": label, "points": points, "marks": []} for label, points in criteria]
    return {"name": name, "total": total, "criteria": marked}


@pytest.mark.parametrize(
    ("rounds", "total", "steps"),
    [
        ([entry("Judging", "34")], "34.00", [("Total", "34.00")]),
        (
            [entry("Judging", "34", ("Style", "20.5"), ("Skill", "13.5"))],
            "34.00",
            [("Style", "20.50"), ("Skill", "13.50"), ("Total", "34.00")],
        ),
        ([entry("Heat", "4"), entry("Final", "6.125")], "10.1", [("Heat", "4.0"), ("Final", "6.125"), ("Total", "10.1")]),
        ([entry("Judging", "7")], "14", [("Judging", "7"), ("Total", "14")]),
    ],
)
def test_no_figure_is_told_twice_on_a_card_and_all_are_written_alike(rounds, total, steps):
    parts = parts_of({"rounds": rounds, "total": total}, "Total")
    assert [(part["label"], part["value"]) for part in parts] == steps


def test_a_card_names_the_round_of_each_criterion_where_there_are_several():
    several = [entry("Heat", "4", ("Style", "4")), entry("Final", "6", ("Style", "6"))]
    parts = parts_of({"rounds": several, "total": "10"}, "Total")
    assert [(part.get("round"), part["label"]) for part in parts] == [("Heat", "Style"), ("Final", "Style"), (None, "Total")]
    parts = parts_of({"rounds": several[:1], "total": "4"}, "Total")
    assert "round" not in parts[0]


@pytest.mark.parametrize(("detail", "marks"), [("totals", []), ("criteria", []), ("marks", ["1"])])
def test_a_card_tells_no_more_than_the_event_makes_public(gala, detail, marks):
    Event.objects.filter(pk=gala.event.pk).update(detail=detail)
    gala.event.refresh_from_db()
    begin(gala, suspense="parts")
    beats = json.loads(Reveal.objects.get().beats)
    shown = [beat["part"] for beat in beats if beat["kind"] == "part" and beat["team"] == "l"]
    assert shown == [{"label": "Total", "value": "1", "marks": marks}]


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
    seen, gate, outcomes = turn(gala), Barrier(2), []

    def thumb():
        gate.wait()
        try:
            show.press(gala.event, seen)
            outcomes.append("done")
        except show.NotNow:
            outcomes.append("refused")
        finally:
            connection.close()

    thumbs = [Thread(target=thumb) for _ in range(2)]
    for each in thumbs:
        each.start()
    for each in thumbs:
        each.join()
    assert (sorted(outcomes), Reveal.objects.get().position) == (["done", "refused"], 1)


def test_undo_takes_a_place_back_everywhere(gala, client):
    begin(gala)
    before = (public(), client.get("/api/scoreboard/gala/teams/l").json()["explanation"])
    press(gala, 2)
    out = client.get("/api/scoreboard/gala/teams/l").json()
    assert (places(), out["explanation"]["total"]) == ([("l", 12)], "1")
    show.undo(gala.event, turn(gala))
    show.undo(gala.event, turn(gala))
    assert (public(), client.get("/api/scoreboard/gala/teams/l").json()["explanation"]) == before


def test_a_cursor_goes_on_through_presses_and_undo(gala):
    begin(gala)
    cursors = [board.read_public("gala").cursor]
    for act in (press, press, lambda gala: show.undo(gala.event, turn(gala))):
        act(gala)
        cursors.append(board.read_public("gala").cursor)
    assert len({cursor.epoch for cursor in cursors}) == 1
    assert [cursor.version for cursor in cursors] == list(range(cursors[0].version, cursors[0].version + 4))


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


def test_autoplay_is_kept_on_the_server_and_ends_at_an_award_and_with_undo(gala):
    reveal = Reveal.objects.create(event=gala.event, suspense="card")
    Award.objects.create(reveal=reveal, title="Wooden spoon", place=12)
    show.begin(gala.event)

    def pace():
        return Reveal.objects.get().autoplay

    show.set_autoplay(gala.event, turn(gala), 3)
    press(gala)
    assert pace() == 3
    press(gala)  # the award's place
    assert pace() == 0
    show.set_autoplay(gala.event, turn(gala), 5)
    show.undo(gala.event, turn(gala))
    assert pace() == 0
    with pytest.raises(show.NotNow):
        show.set_autoplay(gala.event, turn(gala), 1)


def told_of(code):
    """What the API says of a team: rank, total, decisions and round totals."""
    explanation = Client().get(f"/api/scoreboard/gala/teams/{code}").json()["explanation"]
    keys = ("rank", "tied", "total", "decisions")
    rounds = [round_["total"] for round_ in explanation["rounds"]]
    return [explanation[key] for key in keys], rounds


# At the freeze j shares place 9 with 2 points; it comes out third, after l and f.
@pytest.mark.parametrize(("hide", "waiting"), [(False, ([None, False, "2", []], ["2"])), (True, ([None, False, None, []], []))])
def test_a_teams_derivation_says_no_more_than_its_row_while_it_waits(gala, hide, waiting):
    board_of_freeze = told_of("j")
    begin(gala, suspense="place", hide=hide)
    assert (board_of_freeze[0][0], told_of("j")) == (9, waiting)
    page = Client().get("/events/gala/teams/j/").content.decode()
    assert ("is not revealed yet" in page, "of the freeze" in page, "Final: 2" in page) == (True, not hide, not hide)
    press(gala, 3)
    (rank, tied, total, _decisions), rounds = told_of("j")
    assert (rank, tied, total, rounds) == (9, True, "3", ["3"])
    assert "is not revealed yet" not in Client().get("/events/gala/teams/j/").content.decode()
    assert told_of("b")[0][:2] == [None, False]


def test_a_show_cannot_end_before_all_places_are_out(gala):
    begin(gala)
    press(gala)
    with pytest.raises(show.NotNow):
        show.end(gala.event, turn(gala), final=True)
    assert board.read_public("gala").body["event"]["frozen"] is True


def test_marks_that_change_during_the_show_change_nothing_in_it(gala):
    begin(gala)
    press(gala, 2)
    before = board.read_public("gala").text
    gala.judged(0)
    assert board.read_public("gala").text == before
    press(gala, 2)
    assert places() == [("f", 11), ("l", 12)]


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


def test_the_hall_is_told_each_step_and_nothing_of_the_next(gala):
    begin(gala)
    told = FeedState.objects.get(event=gala.event, kind="screen")
    assert '"kind":"begin"' in told.text
    press(gala)
    told.refresh_from_db()
    assert ('"team":"l"' in told.text, '"team":"f"' in told.text) == (True, False)


def test_teams_that_wait_keep_the_pages_of_the_freeze_but_for_their_places(gala, client):
    def pages():
        return {code: client.get(f"/api/scoreboard/gala/teams/{code}").json()["explanation"] for code in "bhe"}

    before = pages()
    begin(gala)
    press(gala, 5)
    without = {"rank": None, "tied": False, "decisions": []}
    assert pages() == {code: explanation | without for code, explanation in before.items()}
    assert "not revealed yet" in client.get("/events/gala/teams/b/").content.decode()
