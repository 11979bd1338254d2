"""What the public reads while a reveal runs: its own steps, and of teams that wait no more than the freeze."""

import pytest
from django.test import Client

from events import board
from events.models import FeedState
from events.reveal import show
from tests.events.reveal.presenter import begin, places, press, public, turn

pytestmark = pytest.mark.django_db(transaction=True)


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


def test_marks_that_change_during_the_show_change_nothing_in_it(gala):
    begin(gala)
    press(gala, 2)
    before = board.read_public("gala").text
    gala.judged(0)
    assert board.read_public("gala").text == before
    press(gala, 2)
    assert places() == [("f", 11), ("l", 12)]


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
