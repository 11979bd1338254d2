"""A team's card before its place: part by part, no figure twice, and no more than the event makes public."""

import json
from decimal import Decimal

import pytest

from events.models import Event, Reveal
from events.reveal.scene import parts_of
from events.reveal.stand import current_scene
from judging.scoring import Submission, record_score
from tests.events.reveal.presenter import begin, places, press

pytestmark = pytest.mark.django_db(transaction=True)


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


def test_a_card_speaks_the_language_of_the_event_whoever_begins_the_show(gala):
    Event.objects.update(language="de")
    gala.event.refresh_from_db()
    begin(gala, suspense="parts")
    press(gala, 2)
    assert current_scene(gala.event.pk)["parts"] == [{"label": "Summe", "value": "1", "marks": []}]


def test_the_presenters_phone_writes_a_mark_as_the_wall_does(gala, admin_client):
    Event.objects.update(language="de")
    gala.event.refresh_from_db()
    record_score(Submission(gala.judge, gala.teams["l"], gala.final, {"points": Decimal("0.5")}))
    begin(gala, suspense="parts")
    press(gala, 2)
    assert "<strong>Team L</strong>: Summe 0,5" in admin_client.get("/events/gala/reveal/").content.decode()


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
        ([entry("Judging", "26/3")], "8.666667", [("Judging", "26/3"), ("Total", "8.666667")]),
    ],
)
def test_no_figure_is_told_twice_on_a_card_and_all_are_written_alike(rounds, total, steps):
    parts = parts_of({"rounds": rounds, "total": total}, "Total")
    assert [(part["label"], part["value"]) for part in parts] == steps


def test_a_card_rounds_its_marks_as_the_board_does():
    thirds = {"name": "Judging", "total": "86/3", "shown": "28.67", "adjustments": [{"reason": "Late", "points": "-1"}]}
    thirds["criteria"] = [
        {"name": "Style", "points": "26/3", "shown": "8.67", "marks": []}, {"name": "Skill", "points": "20", "marks": []},
    ]  # fmt: skip
    told = {"rounds": [thirds], "total": "27.666667", "shown": "27.67", "exact": "83/3"}
    assert [(part["label"], part["value"]) for part in parts_of(told, "Total")] == [
        ("Style", "8.67"),
        ("Skill", "20.00"),
        ("Late", "-1.00"),
        ("Total", "27.67"),
    ]


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
