"""An organiser runs an event in admin: rounds, freezes, links, corrections; and lists cost the same at any size."""

import re

import pytest
from django.test.utils import CaptureQueriesContext

from events.board import read_public
from events.models import Event, Round, Team
from judging.links import judge_of_link, sign_in_url
from judging.models import Judge, Score, ScoreVersion
from judging.scoring import NotOpen
from tests.cast import Gala
from tests.judging.admin.test_setting_up import act, change, changelist
from tests.pages import errors_of, send

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def gala():
    return Gala()


def test_rounds_are_opened_locked_and_closed(admin_client, gala):
    for action, status in (("lock_rounds", "locked"), ("close_rounds", "closed"), ("open_rounds", "open")):
        act(admin_client, Round, action, gala.final)
        assert read_public("gala").body["rounds"][0]["status"] == status


def test_a_locked_round_takes_no_marks(admin_client, gala):
    act(admin_client, Round, "lock_rounds", gala.final)
    with pytest.raises(NotOpen):
        gala.score(gala.ann, gala.red, "5", "5")


def test_a_frozen_board_stands_still_until_it_is_released(admin_client, gala):
    gala.score(gala.ann, gala.red, "5", "5")
    act(admin_client, Event, "freeze", gala.event)
    frozen = read_public("gala")
    gala.score(gala.ann, gala.blue, "9", "9")
    assert read_public("gala") == frozen
    assert frozen.body["event"]["frozen"] is True
    act(admin_client, Event, "release", gala.event)
    released = read_public("gala")
    assert [row["team"] for row in released.body["standings"]] == ["blue", "red", "green"]
    assert released.cursor.epoch > frozen.cursor.epoch


def test_a_lost_link_is_replaced_and_the_old_one_dies(admin_client, client, gala):
    old = sign_in_url(gala.ann)
    url = f"/admin/events/event/{gala.event.pk}/links/"
    page = admin_client.get(url).content.decode()
    assert old in page
    assert page.count("data:image/svg+xml") == 2
    admin_client.post(url, {"judge": gala.ann.pk})
    gala.ann.refresh_from_db()
    assert judge_of_link(old.rstrip("/").rsplit("/", 1)[1]) is None
    assert sign_in_url(gala.ann) in admin_client.get(url).content.decode()


# --- corrections -----------------------------------------------------------------------------------------


def test_a_correction_needs_a_reason_keeps_the_old_version_and_moves_the_board(admin_client, admin_user, gala):
    gala.score(gala.ann, gala.red, "5", "5")
    act(admin_client, Round, "lock_rounds", gala.final)
    score = Score.objects.get()
    answer = send(admin_client, change(score), {"marks-0-points": "7"})
    assert list(errors_of(answer)) == ["reason"]
    assert send(admin_client, change(score), {"marks-0-points": "7", "reason": "Misheard"}).status_code == 302
    versions = list(ScoreVersion.objects.values_list("number", "marks", "user", "reason"))
    assert versions == [
        (1, {"technique": "5", "style": "5"}, None, ""),
        (2, {"technique": "7", "style": "5"}, admin_user.pk, "Misheard"),
    ]
    assert read_public("gala").body["standings"][0]["total"] == "12"
    assert "Misheard" in admin_client.get(change(score)).content.decode()


@pytest.mark.parametrize("points", ["11", "-1", "5.1", "x"])
def test_a_correction_out_of_range_or_off_step_is_refused(admin_client, gala, points):
    gala.score(gala.ann, gala.red, "5", "5")
    answer = send(admin_client, change(Score.objects.get()), {"marks-0-points": points, "reason": "Typo"})
    assert list(errors_of(answer)) == ["marks-0-points"]
    assert ScoreVersion.objects.count() == 1


def test_a_mark_can_be_taken_out_and_an_abstention_put_in(admin_client, gala):
    gala.score(gala.ann, gala.red, "5", "5")
    changes = {"marks-0-DELETE": "on", "marks-1-points": "", "reason": "Recused"}
    assert send(admin_client, change(Score.objects.get()), changes).status_code == 302
    assert ScoreVersion.objects.last().marks == {"style": None}


# --- what it costs ---------------------------------------------------------------------------------------


def queries(client, url):
    from django.db import connection

    client.get(url)
    with CaptureQueriesContext(
        connection,
    ) as captured:
        answer = client.get(url)
    assert answer.status_code == 200, url
    return [re.sub(r"\d+", "N", query["sql"])[:80] for query in captured]


def test_lists_desk_and_pages_cost_the_same_queries_at_any_size(admin_client, client, gala):
    gala.score(gala.ann, gala.red, "5", "5")
    client.post(sign_in_url(gala.ann).split("8000")[1])
    lists = [(admin_client, changelist(model)) for model in (Event, Team, Round, Judge, Score)]
    pages = [(client, "/judge/gala/ann/"), (client, "/judge/gala/ann/final/red/")]
    pages += [(client, f"/events/gala/{page}") for page in ("", "screen/", "teams/red/")]
    small = {url: len(queries(browser, url)) for browser, url in lists + pages}
    for n in range(27):
        team = Team.objects.create(event=gala.event, name=f"Team {n}")
        judge = Judge.objects.create(event=gala.event, name=f"Judge {n}")
        judge.assignments.create(round=gala.final)
        gala.score(judge, team, "5", "5")
        Round.objects.create(event=gala.event, name=f"Round {n}")
        Gala(slug=f"gala-{n}")
    large = {url: len(queries(browser, url)) for browser, url in lists + pages}
    assert large == small
