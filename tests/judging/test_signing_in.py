"""Getting in: links that end, one device or several, wrong links slowed down, and a hall behind one address let in."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from events import board
from judging import throttle
from judging.identity import free_device
from judging.links import api_token, judge_of_api_token, replace_link, sign_in_url
from judging.models import LinkTerms
from tests.cast import Gala

pytestmark = pytest.mark.django_db(transaction=True)

DESK = "/judge/gala/ann/"


@pytest.fixture
def gala():
    return Gala()


def path_of(judge):
    return sign_in_url(judge).split("8000")[1]


def opened(judge, client=None):
    """A browser in which the judge's link was opened and the button pressed, and the answer."""
    client = client or Client()
    return client, client.post(path_of(judge))


def text(answer):
    return " ".join(answer.content.decode().split())


def set_terms(gala, **terms):
    LinkTerms.objects.update_or_create(event=gala.event, defaults=terms)


# --- until when ------------------------------------------------------------------------------------------


def make_final(gala, days_ago):
    gala.event.status = "final"
    gala.event.save()
    LinkTerms.objects.update(final_since=timezone.now() - timedelta(days=days_ago))


def test_links_end_some_days_after_the_event_is_final(gala):
    phone, _ = opened(gala.ann)
    make_final(gala, days_ago=6)
    assert phone.get(DESK).status_code == 200
    assert opened(gala.bob)[1].status_code == 302
    make_final(gala, days_ago=8)
    assert (phone.get(DESK).status_code, Client().get(path_of(gala.ann)).status_code) == (403, 410)
    assert "This link has ended" in text(phone.get(DESK))
    assert opened(gala.bob)[1].status_code == 410
    assert judge_of_api_token(api_token(gala.ann)) is None


def test_an_event_that_is_taken_up_again_lets_its_judges_in_again(gala):
    phone, _ = opened(gala.ann)
    make_final(gala, days_ago=8)
    gala.event.status = "live"
    gala.event.save()
    assert LinkTerms.objects.get().final_since is None
    assert phone.get(DESK).status_code == 200


def test_the_organiser_says_when_links_end(gala):
    phone, _ = opened(gala.ann)
    set_terms(gala, expire_at=timezone.now() - timedelta(seconds=1))
    assert (phone.get(DESK).status_code, opened(gala.ann)[1].status_code) == (403, 410)
    set_terms(gala, expire_at=timezone.now() + timedelta(hours=1))
    assert (phone.get(DESK).status_code, opened(gala.ann)[1].status_code) == (200, 302)


# --- on how many devices ---------------------------------------------------------------------------------


def test_on_several_devices_a_link_opens_everywhere(gala):
    phones = [opened(gala.ann)[0] for _ in range(3)]
    assert [phone.get(DESK).status_code for phone in phones] == [200, 200, 200]


def test_with_one_device_the_second_is_refused_until_the_link_is_freed(gala):
    set_terms(gala, one_device=True)
    first, _ = opened(gala.ann)
    second, answer = opened(gala.ann)
    assert (answer.status_code, "in use on another device" in text(answer)) == (403, True)
    assert (first.get(DESK).status_code, second.get(DESK).status_code) == (200, 403)
    gala.ann.refresh_from_db()
    free_device(gala.ann)
    assert opened(gala.ann, second)[1].status_code == 302
    assert (first.get(DESK).status_code, second.get(DESK).status_code) == (403, 200)
    assert "in use on another device" in text(first.get(DESK))


def test_the_first_device_opens_its_link_again_and_holds_two_judges(gala):
    set_terms(gala, one_device=True)
    phone, _ = opened(gala.ann)
    assert [opened(judge, phone)[1].status_code for judge in (gala.ann, gala.bob)] == [302, 302]
    assert phone.get("/judge/gala/bob/").status_code == 200


def test_signing_out_leaves_the_place_to_another_device(gala):
    set_terms(gala, one_device=True)
    first, _ = opened(gala.ann)
    first.post("/judge/out/", {"judge": gala.ann.pk})
    assert opened(gala.ann)[1].status_code == 302


def test_signing_in_and_out_and_a_new_link_move_no_board(gala):
    gala.score(gala.ann, gala.red, "5", "5")
    before = board.committed(gala.event.pk), board.setup_mark(gala.event.pk)
    first, _ = opened(gala.ann)
    first.post("/judge/out/", {"judge": gala.ann.pk})
    replace_link(gala.ann)
    assert (board.committed(gala.event.pk), board.setup_mark(gala.event.pk)) == before
    gala.ann.name = "Anna"
    gala.ann.save()
    assert board.committed(gala.event.pk) > before[0]


def test_a_new_link_may_be_opened_on_any_device(gala):
    set_terms(gala, one_device=True)
    opened(gala.ann)
    replace_link(gala.ann)
    assert opened(gala.ann)[1].status_code == 302


def test_the_device_that_came_first_stays_when_the_organiser_changes_to_one_each(gala):
    first, second = opened(gala.ann)[0], opened(gala.ann)[0]
    set_terms(gala, one_device=True)
    assert (first.get(DESK).status_code, second.get(DESK).status_code) == (200, 403)


# --- wrong links -----------------------------------------------------------------------------------------


def test_a_wrong_link_can_be_tried_ten_times_and_then_has_to_wait(client):
    answers = [client.get(f"/judge/in/7.guess{n}.sig/") for n in range(12)]
    assert [answer.status_code for answer in answers] == [404] * throttle.FOR_ONE_JUDGE + [429] * 2
    assert answers[-1]["Retry-After"] == "900"
    assert client.get("/judge/in/8.guess.sig/").status_code == 404


def test_whoever_guesses_for_many_judges_has_to_wait_too(client):
    statuses = [client.post(f"/judge/in/{n}.guess.sig/").status_code for n in range(throttle.FROM_ONE_ADDRESS + 2)]
    assert statuses == [404] * throttle.FROM_ONE_ADDRESS + [429] * 2


def test_a_hall_behind_one_address_gets_in_however_often_somebody_guesses(gala):
    for _ in range(throttle.FROM_ONE_ADDRESS + 1):
        Client().get(f"/judge/in/{gala.ann.pk}.guess.sig/")
    assert opened(gala.ann)[1].status_code == 302


def test_replaced_links_are_no_guesses(gala, client):
    old = path_of(gala.ann)
    replace_link(gala.ann)
    answers = [client.get(old) for _ in range(throttle.FOR_ONE_JUDGE + 5)]
    assert {(answer.status_code, "replaced by a newer one" in text(answer)) for answer in answers} == {(404, True)}
