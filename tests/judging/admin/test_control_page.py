"""The control room's deeds: each asks once, says what it did, and is undone."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone

from events import screens
from events.models import Board, Round
from judging.control.deeds import link_state
from judging.models import Extension
from tests.cast import Gala
from tests.judging.admin.room import do, lock, page, said, status, undo, url

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_lock_is_asked_about_once_with_what_is_missing_and_undone(admin_client, gala):
    asked = admin_client.post(url(gala), {"do": "round", "which": gala.final.pk, "seen": "open", "to": "locked"})
    assert asked.context["question"].endswith("A copy is taken. 6 sheets have not come: Ann 3, Bob 3.")
    assert status(gala.final) == "open"
    assert said(lock(admin_client, gala)) == ["Final is locked now."]
    assert status(gala.final) == "locked"
    assert said(undo(admin_client, gala)) == ["Final is open now."]
    assert status(gala.final) == "open"


def test_opening_the_first_time_asks_nothing(admin_client, gala):
    Round.objects.filter(pk=gala.final.pk).update(status="upcoming")  # the event is live
    answer = admin_client.post(url(gala), {"do": "round", "which": gala.final.pk, "seen": "upcoming", "to": "open"})
    assert (answer.status_code, status(gala.final)) == (302, "open")


@pytest.fixture
def before_the_event(gala):
    """The gala before its first round: upcoming, and so is the final."""
    Round.objects.filter(pk=gala.final.pk).update(status="upcoming")
    gala.event.status = "upcoming"
    gala.event.save()
    return gala


def test_opening_a_round_takes_an_upcoming_event_live_and_undo_takes_both_back(admin_client, before_the_event):
    gala = before_the_event
    opening = {"do": "round", "which": gala.final.pk, "seen": "upcoming", "to": "open"}
    asked = admin_client.post(url(gala), opening).context["question"]
    assert asked.startswith("The Gala goes live with this")
    assert (status(gala.event), status(gala.final)) == ("upcoming", "upcoming")
    admin_client.post(url(gala), opening | {"sure": "1"})
    assert (status(gala.event), status(gala.final)) == ("live", "open")
    undo(admin_client, gala)
    assert (status(gala.event), status(gala.final)) == ("upcoming", "upcoming")


def test_the_control_room_goes_live_and_back(admin_client, before_the_event):
    gala = before_the_event
    assert "Go live<" in page(admin_client, gala)
    assert said(do(admin_client, gala, "event", "", "upcoming", "live")) == ["The Gala is live now."]
    assert "Go live<" not in page(admin_client, gala)
    undo(admin_client, gala)
    assert status(gala.event) == "upcoming"


def test_a_draft_is_published_only_after_a_question_and_results_that_are_final_stay_so(admin_client, gala):
    gala.event.status = "draft"
    gala.event.save()
    asked = admin_client.post(url(gala), {"do": "event", "which": "", "seen": "draft", "to": "live"})
    assert "the public sees it from now on" in asked.context["question"]
    gala.event.status = "final"
    gala.event.save()
    assert do(admin_client, gala, "event", "", "final", "live").status_code == 409
    assert do(admin_client, gala, "event", "", "live", "final").status_code == 404
    assert status(gala.event) == "final"


def test_a_draft_shows_nothing_to_the_public_and_has_nothing_to_reveal(admin_client, gala):
    assert "Start the reveal" in page(admin_client, gala)
    gala.event.status = "draft"
    gala.event.save()
    text = page(admin_client, gala)
    assert ("Start the reveal" in text, "the live board" in text, "<dd>nothing</dd>" in text) == (False, False, True)


def test_a_judge_who_was_let_in_until_a_time_is_let_in_until_then_again(admin_client, gala):
    lock(admin_client, gala)
    end = timezone.now() + timedelta(minutes=5)
    Extension.objects.create(judge=gala.ann, round=gala.final, until=end)
    do(admin_client, gala, "late", f"{gala.ann.pk}-{gala.final.pk}", "in", "out")
    assert Extension.objects.count() == 0
    undo(admin_client, gala)
    assert Extension.objects.get().until == end


@pytest.mark.parametrize("to", ["in 2026-99-99T00:00", "in soon", "maybe"])
def test_an_end_that_is_no_time_lets_nobody_in(admin_client, gala, to):
    lock(admin_client, gala)
    assert do(admin_client, gala, "late", f"{gala.ann.pk}-{gala.final.pk}", "out", to).status_code == 404
    assert Extension.objects.count() == 0


def test_a_team_is_marked_absent_and_is_here_again(admin_client, gala):
    do(admin_client, gala, "team", gala.red.pk, "active", "absent")
    assert status(gala.red) == "absent"
    undo(admin_client, gala)
    assert status(gala.red) == "active"


def test_late_marks_are_let_in_and_not_any_more(admin_client, gala):
    lock(admin_client, gala)
    do(admin_client, gala, "late", f"{gala.ann.pk}-{gala.final.pk}", "out", "in")
    assert Extension.objects.running().get().judge == gala.ann
    undo(admin_client, gala)
    assert Extension.objects.count() == 0


def test_a_freeze_is_undone_by_a_release_and_a_release_by_nothing(admin_client, gala):
    gala.score(gala.ann, gala.red, "5", "5")
    do(admin_client, gala, "freeze", "", "live", "frozen")
    assert Board.objects.get(event=gala.event).frozen is True
    assert said(undo(admin_client, gala)) == ["The public board is live."]
    assert Board.objects.get(event=gala.event).frozen is False
    assert 'class="control-undo"' not in page(admin_client, gala)


def test_a_new_link_ends_the_old_one_and_cannot_be_undone(admin_client, gala):
    old = gala.ann.link_key
    assert said(do(admin_client, gala, "link", gala.ann.pk, link_state(gala.ann), "new")) == [
        "Ann has a new link; the old one is dead."
    ]
    gala.ann.refresh_from_db()
    assert (gala.ann.link_key != old, 'class="control-undo"' in page(admin_client, gala)) == (True, False)


def test_a_deed_that_does_not_exist_is_not_found_and_changes_nothing(admin_client, gala):
    other = Gala(slug="other")
    for deed, which, to in (("round", other.final.pk, "locked"), ("round", gala.final.pk, "won"), ("fly", "", "")):
        assert do(admin_client, gala, deed, which, "open", to).status_code == 404
    assert (status(gala.final), status(other.final)) == ("open", "open")


def test_a_button_of_the_page_does_what_it_says_also_with_a_colon_in_it(admin_client, gala):
    screens.announce(gala.event, "Lunch: 12:30", urgent=False, ends_at=None)
    shown = admin_client.get(url(gala)).content.decode()
    buttons = dict(re.findall(r'name="deed" value="([^"]*)" id="(deed-(?:team|announce)[^"]*)"', shown))
    assert admin_client.get(url(gala)).content.count(b'id="deeds"') == 1
    (taken_off,) = [value for value, name in buttons.items() if name.startswith("deed-announce")]
    assert taken_off == "announce::Lunch: 12:30:"
    page = admin_client.post(url(gala), {"deed": taken_off}, follow=True)
    assert "No announcement is on the screens." in page.content.decode()
    (absent,) = [value for value, name in buttons.items() if name == f"deed-team-{gala.red.pk}-absent"]
    asked = admin_client.post(url(gala), {"deed": absent})
    assert "Red gets no rank" in asked.content.decode()
