"""GET /api/judge/desk: one judge's whole desk as JSON, nobody else's, and no mark of the others."""

import json
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from events.models import FeedState
from judging.desk_document import desk_document
from judging.links import api_token, sign_in_url
from judging.models import Extension, Judge, Rules, SheetReturn
from judging.scoring import set_round_status
from tests.cast import Gala

pytestmark = pytest.mark.django_db(transaction=True)

URL = "/api/judge/desk"
EMPTY = {"version": 0, "marks": {}, "reasons": {}, "notes": {"team": "", "private": ""}, "at": None, "state": ""}


@pytest.fixture
def gala():
    gala = Gala()
    gala.event.timezone = "Europe/Vienna"
    gala.event.save()
    return gala


def read(judge_, **query):
    asked = {"event": "gala", "judge": judge_.code} | query
    return Client().get(URL, asked, headers={"Authorization": f"Bearer {api_token(judge_)}"})


def first_team(judge):
    return read(judge).json()["rounds"][0]["teams"][0]


def told_criteria(levels):
    criterion = {"min": "0", "max": "10", "weight": "1", "mine": True, "usual": None}
    return [
        criterion | {"code": "technique", "name": "Technique", "step": "0.25", "levels": levels},
        criterion | {"code": "style", "name": "Style", "step": "0.5", "levels": []},
    ]


def told_teams(of_red):
    team = {"organisation": "", "table": "", "status": "active", "why_closed": "", "returned_note": ""}
    team["criteria"] = ["technique", "style"]
    return [
        team | {"code": "red", "name": "Red", "order": 1, "state": "done", "sheet": of_red},
        team | {"code": "green", "name": "Green", "order": 2, "state": "open", "sheet": EMPTY},
        team | {"code": "blue", "name": "Blue", "order": 3, "state": "open", "sheet": EMPTY},
    ]


FEED = {
    "event": {"status": "live", "frozen": False, "rehearsal": False},
    "generation": 0,
    "rounds": [{"code": "final", "name": "Final", "status": "open"}],
    "confirmed": [],
    "teams": [{"code": code, "status": "active"} for code in ("red", "green", "blue")],
    "extensions": [],
    "returned": [],
    "judges": [{"code": "ann", "name": "Ann", "received": 1, "expected": 3}],
}


def test_the_desk_is_told_whole(gala):
    gala.technique.levels = levels = [{"points": "10", "text": "Flawless"}]
    gala.technique.save()
    gala.score(gala.ann, gala.red, "7.75", "8", reasons={}, team_note="Fine", private_note="Shaky")
    told = read(gala.ann).json()
    at = told["rounds"][0]["teams"][0]["sheet"].pop("at")
    assert at.endswith("Z")
    sheet = {"version": 1, "marks": {"technique": "7.75", "style": "8"}, "reasons": {}, "state": "board"}
    sheet["notes"] = {"team": "Fine", "private": "Shaky"}
    final = {"code": "final", "name": "Final", "status": "open", "open": True, "why_closed": ""}
    assert told.pop("cursor") is not None
    assert told == {
        "event": {"slug": "gala", "name": "The Gala", "status": "live", "timezone": "Europe/Vienna"},
        "judge": {"code": "ann", "name": "Ann", "head": False},
        "drafts": False,
        "rehearsal": False,
        "generation": 0,
        "rounds": [final | {"criteria": told_criteria(levels), "teams": told_teams(sheet)}],
        "panel": [{"code": "bob", "name": "Bob", "received": 0, "expected": 3}],
        "feed": FEED,
    }


def test_what_it_says_of_the_feed_is_what_the_feed_says_of_this_judge(gala):
    gala.score(gala.ann, gala.red, "8.25", "9")
    set_round_status([gala.final], "locked")
    for judge in (gala.ann, gala.bob):
        SheetReturn.objects.create(judge=judge, team=gala.red, round=gala.final, version=1, note="Look again.")
        Extension.objects.create(judge=judge, round=gala.final)
    told = json.loads(FeedState.objects.get(event=gala.event, kind="desk").text)
    mine = {name: [row for row in told[name] if row["judge"] == "ann"] for name in ("extensions", "returned")}
    assert [len(rows) for rows in mine.values()] == [1, 1]
    counts = [row for row in told["judges"] if row["code"] == "ann"]
    same = {name: told[name] for name in ("event", "generation", "rounds", "confirmed", "teams")}
    # As text: a phone compares it as it was written, in its order.
    assert json.dumps(read(gala.ann).json()["feed"]) == json.dumps(same | mine | {"judges": counts})


def test_it_tells_no_mark_and_no_note_of_the_others(gala):
    gala.score(gala.bob, gala.red, "3.25", "4.5", team_note="Bobs word", private_note="Bobs secret")
    told = read(gala.ann)
    assert told.json()["panel"] == [{"code": "bob", "name": "Bob", "received": 1, "expected": 3}]
    assert [word for word in ("3.25", "4.5", "Bobs") if word in told.content.decode()] == []


def test_what_is_usual_is_told_once_it_points_at_nobody(gala):
    def usual():
        return read(gala.ann).json()["rounds"][0]["criteria"][0]["usual"]

    judges = [gala.bob, *(Judge.objects.create(event=gala.event, name=name) for name in ("Cat", "Dan", "Eve"))]
    for judge in judges:
        judge.assignments.get_or_create(round=gala.final)
    for judge, marks in zip(judges[:3], ("456", "456", "456"), strict=True):
        for team, mark in zip((gala.red, gala.green, gala.blue), marks, strict=True):
            gala.score(judge, team, mark, "5")
    gala.score(gala.ann, gala.red, "0", "0")  # one's own marks do not make the others' range
    assert usual() is None
    gala.score(judges[3], gala.red, "5", "5")
    assert usual() == {"low": 3.06, "high": 6.94}


@pytest.mark.parametrize(
    ("status", "words"),
    [("upcoming", "has not begun yet"), ("locked", "is locked"), ("closed", "is closed")],
)
def test_a_round_that_takes_no_marks_says_why(gala, status, words):
    set_round_status([gala.final], status)
    round_ = read(gala.ann).json()["rounds"][0]
    assert (round_["open"], round_["teams"][0]["state"]) == (False, "closed")
    assert words in round_["why_closed"]
    assert words in round_["teams"][0]["why_closed"]


def test_an_extension_opens_a_locked_round_for_one_judge_until_its_time(gala):
    set_round_status([gala.final], "locked")
    extension = Extension.objects.create(judge=gala.ann, round=gala.final)
    assert read(gala.ann).json()["rounds"][0]["open"] is True
    assert read(gala.bob).json()["rounds"][0]["open"] is False
    extension.until = timezone.now() - timedelta(seconds=1)
    extension.save()
    assert read(gala.ann).json()["rounds"][0]["open"] is False


def test_a_returned_sheet_is_open_again_with_the_head_judges_note(gala):
    gala.score(gala.ann, gala.red, "7", "7")
    set_round_status([gala.final], "locked")
    SheetReturn.objects.create(judge=gala.ann, team=gala.red, round=gala.final, version=1, note="Style 7? Look again.")
    team = first_team(gala.ann)
    assert (team["state"], team["returned_note"], team["why_closed"]) == ("returned", "Style 7? Look again.", "")
    gala.score(gala.ann, gala.red, "7", "6")
    team = first_team(gala.ann)
    assert (team["state"], team["returned_note"], "is locked" in team["why_closed"]) == ("done", "", True)


def test_a_sheet_of_a_round_that_waits_for_its_confirmation_says_so(gala):
    Rules.objects.create(event=gala.event, confirm=True)
    gala.score(gala.ann, gala.red, "7", "7")
    assert first_team(gala.ann)["sheet"]["state"] == "unconfirmed"


# --- who may ---------------------------------------------------------------------------------------------


def test_a_session_reads_it_without_a_csrf_token(gala):
    client = Client(enforce_csrf_checks=True)
    client.get(sign_in_url(gala.ann).split("8000")[1])
    token = client.cookies["csrftoken"].value
    client.post(sign_in_url(gala.ann).split("8000")[1], {"csrfmiddlewaretoken": token})
    answer = client.get(URL, {"event": "gala", "judge": "ann"})
    assert (answer.status_code, answer.json()["judge"]["code"], answer["Cache-Control"]) == (200, "ann", "no-store")


def test_nobody_reads_another_judges_desk(gala):
    Gala(slug="elsewhere")
    Gala(slug="secret", status="draft")
    asked = [{"judge": "bob"}, {"event": "elsewhere"}, {"event": "secret"}, {"event": ""}, {"judge": "x" * 201}]
    answers = [read(gala.ann, **query) for query in asked] + [Client().get(URL, {"event": "gala", "judge": "ann"})]
    told = [(answer.status_code, answer.json()["code"]) for answer in answers]
    assert told == [
        (403, "not_yours"), (403, "not_yours"), (404, "unknown"), (400, "malformed"), (400, "malformed"), (401, "signed_out"),
    ]  # fmt: skip


def test_it_costs_the_same_queries_at_any_size(gala, django_assert_num_queries):
    gala.score(gala.ann, gala.red, "5", "5")

    def cost():
        from django.db import connection
        from django.test.utils import CaptureQueriesContext

        with CaptureQueriesContext(connection) as captured:
            desk_document(gala.ann)
        return len(captured)

    small = cost()
    for n in range(10):
        judge = Judge.objects.create(event=gala.event, name=f"Judge {n}")
        judge.assignments.create(round=gala.final)
        for team in (gala.red, gala.green, gala.blue):
            gala.score(judge, team, "5", "5")
    for team in (gala.green, gala.blue):
        gala.score(gala.ann, team, "5", "5")
    assert cost() == small
    assert json.dumps(desk_document(gala.ann))
