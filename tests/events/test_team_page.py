"""Why this rank, as page and as JSON: as far as the event makes it public, and frozen with the board."""

import pytest

from events import board
from judging.models import TieBreak
from tests.cast import Gala

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def gala():
    gala = Gala()
    gala.score(gala.ann, gala.red, "9.25", "3")
    gala.score(gala.bob, gala.red, "7.75", "4")
    return gala


def told(client, team="red"):
    return client.get(f"/api/scoreboard/gala/teams/{team}").json()


def page(client, team="red"):
    return client.get(f"/events/gala/teams/{team}/").content.decode()


def show(gala, detail):
    gala.event.detail = detail
    gala.event.save()


def test_with_totals_only_neither_criteria_nor_marks_are_told(client, gala):
    answer = told(client)
    assert (answer["row"]["total"], answer["explanation"]["total"]) == ("12", "12")
    assert [round_["criteria"] for round_ in answer["explanation"]["rounds"]] == [[]]
    assert "Technique" not in page(client)
    assert "9.25" not in page(client)


def test_with_criteria_the_judges_stay_unnamed(client, gala):
    show(gala, "criteria")
    criteria = told(client)["explanation"]["rounds"][0]["criteria"]
    assert [(each["name"], each["rounded"], "marks" in each) for each in criteria] == [
        ("Technique", "8.5", False),
        ("Style", "3.5", False),
    ]
    assert "Technique" in page(client)
    assert "Ann" not in page(client)
    assert "9.25" not in page(client)


def test_with_marks_everything_is_told(client, gala):
    show(gala, "marks")
    marks = told(client)["explanation"]["rounds"][0]["criteria"][0]["marks"]
    assert [(mark["judge_name"], mark["points"]) for mark in marks] == [("Ann", "9.25"), ("Bob", "7.75")]
    assert "Ann: 9.25" in page(client)


def test_json_says_which_board_it_belongs_to_and_may_be_read_from_anywhere(client, gala):
    answer = client.get("/api/scoreboard/gala/teams/red")
    assert answer.json()["cursor"] == str(board.read_public("gala").cursor)
    assert answer["Access-Control-Allow-Origin"] == "*"


def test_under_a_freeze_the_derivation_is_the_frozen_one(client, gala):
    show(gala, "marks")
    board.freeze(gala.event.pk)
    before = (client.get("/api/scoreboard/gala/teams/red").content, page(client))
    gala.score(gala.ann, gala.red, "1", "1")
    assert (client.get("/api/scoreboard/gala/teams/red").content, page(client)) == before


@pytest.mark.parametrize("address", ["/api/scoreboard/gala/teams/nobody", "/api/scoreboard/nowhere/teams/red"])
def test_what_is_not_there_is_404_in_json(client, gala, address):
    answer = client.get(address)
    assert (answer.status_code, "error" in answer.json()) == (404, True)


def test_a_draft_tells_nobody_anything(client, gala):
    gala.event.status = "draft"
    gala.event.save()
    assert client.get("/api/scoreboard/gala/teams/red").status_code == 404
    assert client.get("/events/gala/teams/red/").status_code == 404


def test_how_a_tie_was_decided_is_written_as_the_event_does(client, gala):
    gala.event.language = "fr"  # Podium has no texts for it, but it has a separator
    gala.event.save()
    TieBreak.objects.create(event=gala.event, by="highest_mark")
    gala.score(gala.ann, gala.green, "8", "4")
    gala.score(gala.bob, gala.green, "8", "4")
    (decision,) = told(client)["explanation"]["decisions"]
    assert decision["sentence"] == "Red is ahead of Green by the highest single mark (Red: 9,25; Green: 8)."
    assert decision["values"] == {"red": "9.25", "green": "8"}
    assert decision["sentence"] in page(client)


def test_a_team_out_of_the_ranking_is_told_so_in_the_events_language(client, gala):
    gala.event.language = "de"
    gala.event.save()
    gala.red.status = "withdrawn"
    gala.red.save()
    assert "Außer Wertung: zurückgezogen." in page(client)
