"""Two organisers in one control room: the second is told, and nobody undoes another's work."""

import pytest

from events.board import start_epoch
from judging.control.deeds import link_state
from tests.judging.admin.room import do, lock, page, said, second_organiser, status, undo_form, undo_is_offered, url

pytestmark = pytest.mark.django_db(transaction=True)


def test_undo_is_offered_for_some_minutes_and_while_it_would_do_what_it_says(admin_client, gala):
    lock(admin_client, gala)
    assert undo_is_offered(admin_client, gala)
    session = admin_client.session
    session["control-undo"] |= {"at": session["control-undo"]["at"] - 601}
    session.save()
    assert not undo_is_offered(admin_client, gala)


def test_undo_ends_with_a_restore_with_the_results_and_with_what_another_organiser_does(admin_client, gala, django_user_model):
    lock(admin_client, gala)
    start_epoch(gala.event.pk)
    assert not undo_is_offered(admin_client, gala)
    do(admin_client, gala, "team", gala.red.pk, "active", "absent")
    assert undo_is_offered(admin_client, gala)
    gala.event.status = "final"
    gala.event.save()
    assert not undo_is_offered(admin_client, gala)
    gala.event.status = "live"
    gala.event.save()
    do(second_organiser(django_user_model), gala, "team", gala.red.pk, "absent", "active")
    assert not undo_is_offered(admin_client, gala)


def test_of_two_who_act_on_the_same_page_the_second_is_told(admin_client, gala, django_user_model):
    second = second_organiser(django_user_model)
    lock(admin_client, gala)
    answer = lock(second, gala)
    assert (answer.status_code, said(answer)) == (409, ["Somebody was first: Final is locked now. Nothing was done."])
    assert status(gala.final) == "locked"


def test_an_undo_does_not_undo_what_another_organiser_did_since(admin_client, gala, django_user_model):
    lock(admin_client, gala)
    shown = undo_form(admin_client, gala)
    do(second_organiser(django_user_model), gala, "round", gala.final.pk, "locked", "closed")
    assert admin_client.post(url(gala), shown, follow=True).status_code == 409
    assert status(gala.final) == "closed"


def test_two_new_links_at_once_are_one(admin_client, gala, django_user_model):
    seen = link_state(gala.ann)
    do(admin_client, gala, "link", gala.ann.pk, seen, "new")
    gala.ann.refresh_from_db()
    first = gala.ann.link_key
    assert do(second_organiser(django_user_model), gala, "link", gala.ann.pk, seen, "new").status_code == 409
    gala.ann.refresh_from_db()
    assert gala.ann.link_key == first


def test_what_one_organiser_did_the_other_is_not_offered_to_undo(admin_client, gala, django_user_model):
    lock(admin_client, gala)
    assert 'class="control-undo"' not in page(second_organiser(django_user_model), gala)
