"""The run sheet tells what is set up, and every organiser page says what comes next."""

import pytest
from django.urls import reverse

from events import board
from events.models import Event, Round, Team
from judging.models import Project
from judging.next_step import next_step
from judging.refresh import refresh
from tests.cast import Gala

pytestmark = pytest.mark.django_db(transaction=True)

PAGES = ("control", "run-sheet", "import", "planner", "rehearsal", "record", "safety", "freeze", "reveal", "screens", "links")


@pytest.fixture
def gala():
    return Gala()


def page(client, event, name):
    return client.get(reverse(f"admin:events_event_{name}", args=[event.pk]))


def test_the_sheet_has_rounds_criteria_loads_and_teams_in_running_order(admin_client, gala):
    Project.objects.create(team=gala.red, table="12")
    gala.ann.assignments.get().teams.add(gala.red, gala.blue)
    Team.objects.filter(pk=gala.blue.pk).update(status="absent")
    answer = page(admin_client, gala.event, "run-sheet")
    assert [(round_.name, criteria) for round_, criteria in answer.context["rounds"]] == [("Final", "Technique 0–10, Style 0–10")]
    assert [(judge.name, loads) for judge, loads in answer.context["judges"]] == [("Ann", [1]), ("Bob", [2])]
    assert [team.name for team in answer.context["teams"]] == ["Red", "Green", "Blue"]
    text = answer.content.decode()
    assert ("<td>12</td>" in text, "Blue (absent)" in text, "Final: open it; when all sheets are in" in text) == (True,) * 3


def test_the_sheet_writes_figures_as_its_reader_does(admin_client, gala):
    gala.final.criteria.filter(code="style").update(minimum="0.5", maximum="9.5", weight="1.25")
    german = {"Accept-Language": "de"}
    answer = admin_client.get(reverse("admin:events_event_run-sheet", args=[gala.event.pk]), headers=german)
    assert "Technique 0–10, Style 0,5–9,5 × 1,25" in answer.content.decode()


@pytest.mark.parametrize("name", PAGES)
def test_every_page_says_what_is_next(admin_client, gala, name):
    text = page(admin_client, gala.event, name).content.decode()
    assert "Final is open: lock it when all sheets are in." in text


def test_the_next_step_leads_from_an_empty_event_to_its_results(gala):
    empty = Event.objects.create(slug="empty", name="Empty")
    found = [_page_of(empty)]
    Round.objects.filter(pk=gala.final.pk).update(status="upcoming")
    found.append(_page_of(gala.event))
    for status in ("open", "locked", "closed"):
        Round.objects.filter(pk=gala.final.pk).update(status=status)
        found.append(_page_of(gala.event))
    refresh(gala.event.pk)
    board.freeze(gala.event.pk)
    found.append(_page_of(gala.event))
    gala.event.status = "final"
    found.append(_page_of(gala.event))
    assert found == ["import", "control", "control", "control", "close", "reveal", "results"]


def test_a_locked_round_whose_sheets_are_late_is_not_over(gala):
    Round.objects.filter(pk=gala.final.pk).update(status="locked")
    assert next_step(gala.event).words == (
        "Final is locked and 6 sheets are late: let their judges in, or close the round without them."
    )


def test_an_event_that_is_not_live_is_taken_live_first(gala):
    gala.event.status = "upcoming"
    assert next_step(gala.event).words == "Final is open, but the event is not live: go live."
    Round.objects.filter(pk=gala.final.pk).update(status="upcoming")
    assert next_step(gala.event).words == "All is set up: send the judges their links, rehearse, then go live and open Final."


def test_the_events_own_page_says_the_same_as_all_others(admin_client, gala):
    Round.objects.filter(pk=gala.final.pk).update(status="closed")
    text = page(admin_client, gala.event, "change").content.decode()
    assert "All rounds are over: look at ties, then close the event." in text


def test_judges_without_teams_lead_to_the_planner(gala):
    gala.ann.assignments.all().delete()
    assert (next_step(gala.event).words, _page_of(gala.event)) == ("Say in the planner what these judges mark: Ann.", "planner")


def _page_of(event):
    return next_step(event).way.rstrip("/").rsplit("/", 1)[1]
