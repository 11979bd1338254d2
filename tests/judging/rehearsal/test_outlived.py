"""A sheet that a phone still holds from before a rehearsal began or was wiped reaches nothing, until its judge says so."""

import json

import pytest

from events import board
from events.models import FeedState
from judging.links import api_token, sign_in_url
from judging.models import Score, ScoreVersion
from judging.rehearsal.stage import start_rehearsal, wipe_rehearsal
from judging.safety.copies import copy_of, read_copy
from judging.safety.restore import restore_event
from judging.scoring import Outlived
from tests.cast import Gala

pytestmark = pytest.mark.django_db(transaction=True)
WORDS = "This sheet was made before the rehearsal began or was wiped, so it was not taken. Throw it away, or send it anew."


@pytest.fixture
def gala():
    return Gala()


@pytest.fixture
def post(gala, client):
    token = api_token(gala.ann)

    def post(key="k", **more):
        marks = {"technique": "7", "style": "7"}
        body = {"eventId": "gala", "roundId": "final", "teamId": "red", "judgeId": "ann", "scores": marks} | more
        headers = {"Authorization": f"Bearer {token}", "Idempotency-Key": key}
        return client.post("/api/judge/score", json.dumps(body), content_type="application/json", headers=headers)

    return post


def rehearse(gala):
    start_rehearsal(gala.event, None, judges=2, rate=60, seconds=60)


def generation_now(client, gala):
    """As the judge's desk tells it."""
    headers = {"Authorization": f"Bearer {api_token(gala.ann)}"}
    return client.get("/api/judge/desk?event=gala&judge=ann", headers=headers).json()["generation"]


def test_a_sheet_of_the_rehearsal_does_not_reach_the_real_event(gala, post, client):
    rehearse(gala)
    then = generation_now(client, gala)
    wipe_rehearsal(gala.event)
    refused = [post(generation=then) for _attempt in range(2)]
    assert [(answer.status_code, answer.json()) for answer in refused] == [(409, {"error": WORDS, "code": "rehearsal"})] * 2
    assert (Score.objects.count(), ScoreVersion.objects.count()) == (0, 0)
    # Sent deliberately, it is a new one; and once it is there, the same key is answered with it.
    answers = [post(key="new", generation=generation_now(client, gala)) for _attempt in range(2)]
    assert [answer.status_code for answer in answers] == [200, 200]
    assert answers[0].json() == answers[1].json()
    assert ScoreVersion.objects.count() == 1


def test_a_real_sheet_is_not_wiped_with_a_rehearsal_that_began_before_it_came(gala, post, client):
    then = generation_now(client, gala)
    rehearse(gala)
    assert post(generation=then).status_code == 409
    assert post(generation=generation_now(client, gala)).status_code == 200


def test_a_program_that_says_nothing_of_generations_works_as_before(gala, post):
    rehearse(gala)
    wipe_rehearsal(gala.event)
    assert post().status_code == 200


def test_an_answer_that_was_lost_before_the_wipe_is_not_given_for_a_sheet_that_is_gone(gala, post, client):
    rehearse(gala)
    then = generation_now(client, gala)
    assert post(generation=then).status_code == 200
    wipe_rehearsal(gala.event)
    assert post(generation=then).json()["code"] == "rehearsal"


def test_what_is_checked_ahead_of_the_lock_is_checked_again_when_a_wipe_comes_between(gala):
    """The set-up that scoring remembers goes with the wipe: the next sheet is compared with the new one."""
    rehearse(gala)
    then = board.generation(gala.event.pk)
    gala.score(gala.ann, gala.red, "5", "5", generation=then)
    wipe_rehearsal(gala.event)
    with pytest.raises(Outlived):
        gala.score(gala.ann, gala.red, "5", "5", generation=then)


def test_the_plain_form_shows_the_marks_and_the_second_press_sends_them(gala, client):
    client.post(sign_in_url(gala.ann).split("8000")[1])
    rehearse(gala)
    page = client.get("/judge/gala/ann/final/red/")
    sent = {"mark-technique": "7", "mark-style": "7", "base": "0", "generation": page.context["form"]["generation"].value()}
    wipe_rehearsal(gala.event)
    refused = client.post("/judge/gala/ann/final/red/", sent)
    assert refused.status_code == 409
    assert WORDS in refused.content.decode()
    assert refused.context["form"]["mark-technique"].value() == "7"
    again = sent | {"generation": refused.context["form"]["generation"].value()}
    assert client.post("/judge/gala/ann/final/red/", again).status_code == 302
    assert Score.objects.count() == 1


def test_desks_hear_of_the_wipe(gala):
    rehearse(gala)
    wipe_rehearsal(gala.event)
    assert json.loads(FeedState.objects.get(event=gala.event, kind="desk").text)["generation"] == 2


def test_a_restore_lets_sheets_in_that_were_made_for_just_what_comes_back(gala, tmp_path):
    copy = copy_of([gala.event])[0]
    restore_event(read_copy(copy), "gala", people=False, replace=True)
    assert board.generation(gala.event.pk) == 0
    rehearse(gala)
    wipe_rehearsal(gala.event)
    restore_event(read_copy(copy), "gala", people=False, replace=True)
    assert board.generation(gala.event.pk) == 3  # neither the copy's nor the one that was here
    gala.event.delete()
    restore_event(read_copy(copy), "gala", people=False)
    assert board.generation(type(gala.event).objects.get(slug="gala").pk) == 0
