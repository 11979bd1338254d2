"""POST /api/judge/score: who may send a sheet, and what strangers learn."""

import pytest
from django.test import Client

from events.models import Team
from judging.links import api_token, replace_link, sign_in_url
from tests.cast import Gala
from tests.judging.api.sheets import SHEET, written

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.mark.parametrize("authorization", [None, "Bearer", "Bearer x", "Bearer 1.x.y", "Basic abc", "Bearer " + "x" * 5000])
def test_nobody_is_let_in_without_a_token_of_ours(post, authorization):
    answer = post(Authorization=authorization)
    assert answer.status_code == 401
    assert answer["WWW-Authenticate"] == "Bearer"
    assert written() == (0, 0, 0)


def test_a_sign_in_link_is_no_token_and_a_token_no_link(post, gala):
    link = sign_in_url(gala.ann).rstrip("/").rsplit("/", 1)[1]
    assert post(Authorization=f"Bearer {link}").status_code == 401
    assert Client().get(f"/judge/in/{api_token(gala.ann)}/").status_code == 404


def test_a_replaced_link_and_a_withdrawn_judge_end_the_token(post, gala):
    replace_link(gala.ann)
    assert post().status_code == 401
    gala.bob.status = "withdrawn"
    gala.bob.save()
    assert post(SHEET | {"judgeId": "bob"}, Authorization=f"Bearer {api_token(gala.bob)}").status_code == 401


def test_a_judge_of_one_event_learns_nothing_of_another_ones_draft(post):
    Gala(slug="secret", status="draft")
    Gala(slug="public")
    assert post(SHEET | {"eventId": "secret"}).status_code == post(SHEET | {"eventId": "nowhere"}).status_code == 404
    assert post(SHEET | {"eventId": "public"}).status_code == 403


def test_a_judges_session_needs_the_csrf_token(gala, post):
    client = Client(enforce_csrf_checks=True)
    client.get(sign_in_url(gala.ann).split("8000")[1])
    token = client.cookies["csrftoken"].value
    client.post(sign_in_url(gala.ann).split("8000")[1], {"csrfmiddlewaretoken": token})
    token = client.cookies["csrftoken"].value
    assert post(client=client, Authorization=None).status_code == 403
    assert written() == (0, 0, 0)
    assert post(client=client, Authorization=None, **{"X-CSRFToken": token}).status_code == 200


def test_a_team_that_is_not_mine_is_refused(post, gala):
    gala.ann.assignments.get().teams.add(Team.objects.get(code="blue"))
    assert post().status_code == 403
