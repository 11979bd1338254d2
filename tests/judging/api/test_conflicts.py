"""POST /api/judge/score: a round that is not open, a sheet that was changed meanwhile, a key used again, a code that moved."""

import pytest

from judging import known_setup
from judging.models import Score, ScoreVersion
from judging.scoring import set_round_status
from tests.judging.api.sheets import SHEET, written

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.mark.parametrize("status", ["upcoming", "locked", "closed"])
def test_a_round_that_is_not_open_is_a_conflict(post, gala, status):
    set_round_status([gala.final], status)
    answer = post()
    assert (answer.status_code, answer.json()["code"]) == (409, status)
    assert written() == (0, 0, 0)


def test_a_sheet_that_was_changed_meanwhile_is_answered_with_what_is_there(post, gala):
    gala.score(gala.ann, gala.red, "1", "2")
    answer = post(SHEET | {"base": 0})
    assert answer.status_code == 409
    current = answer.json()["current"]
    assert current.pop("at")
    notes = {"team": "", "private": ""}
    assert current == {"version": 1, "marks": {"technique": "1", "style": "2"}, "reasons": {}, "notes": notes}
    assert post(SHEET | {"base": 1}).json()["score_version"] == 2
    assert post(SHEET).json()["score_version"] == 3


def test_the_same_key_and_body_get_the_same_answer_and_another_body_is_refused(post):
    first = post(**{"Idempotency-Key": "k1"})
    assert post(**{"Idempotency-Key": "k1"}).json() == first.json()
    assert written() == (1, 2, 1)
    for change in ({"teamId": "blue"}, {"notes": {"team": "x"}}, {"reasons": {"style": "x"}}):
        other = post(SHEET | change, **{"Idempotency-Key": "k1"})
        assert (other.status_code, other.json()["code"]) == (422, "key_reused")
    assert written() == (1, 2, 1)


@pytest.mark.parametrize("key", ["", "x" * 201, "ä"])
def test_a_key_that_is_none_is_refused(post, key):
    assert post(**{"Idempotency-Key": key}).status_code == 400
    assert written() == (0, 0, 0)


def test_a_code_is_looked_up_as_it_is_now_whatever_is_remembered(post, gala):
    assert post().status_code == 200
    swapped = (gala.red, "blue-2"), (gala.blue, "red")
    for team, code in swapped:
        team.code = code
        team.save()
    answer = post()
    assert (answer.status_code, answer.json()["team"]) == (200, "red")
    assert Score.objects.filter(team=gala.blue).count() == 1
    gala.blue.delete()
    assert post().status_code == 404


def test_a_code_that_another_process_has_just_moved_is_never_written_to_the_wrong_team(post, gala, monkeypatch):
    """What this process remembers is older than the change: the answer says so, and the next one knows."""
    post()
    before = known_setup.memory._known._known.copy()
    gala.red.code = "crimson"
    gala.red.save()
    monkeypatch.setattr(known_setup.memory._known, "_known", before)
    versions = ScoreVersion.objects.count()
    assert [post().status_code, post().status_code] == [404, 404]
    assert post(SHEET | {"teamId": "crimson"}).status_code == 200
    assert ScoreVersion.objects.count() == versions + 1
