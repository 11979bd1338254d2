"""Announcements from the control room: up, off, up again as they were, and refused in words."""

import json
from datetime import timedelta

import pytest
from django.utils import timezone

from events import screens
from tests.judging.admin.room import do, said, undo

pytestmark = pytest.mark.django_db(transaction=True)


def test_an_announcement_that_is_taken_off_comes_back_with_its_urgency_and_its_end(admin_client, gala):
    end = timezone.now().replace(microsecond=0) + timedelta(minutes=5)
    screens.announce(gala.event, "Fire drill", urgent=True, ends_at=end)
    do(admin_client, gala, "announce", "", "Fire drill", "")
    undo(admin_client, gala)
    assert list(gala.event.announcements.values_list("text", "urgent", "ends_at")) == [("Fire drill", True, end)]


def test_what_no_undo_button_holds_is_not_announced(admin_client, gala):
    for to in ("words", "[]", json.dumps({"text": "x"}), json.dumps({"text": "x", "urgent": True, "ends_at": "soon"})):
        assert do(admin_client, gala, "announce-again", "", "", to).status_code == 404
    assert gala.event.announcements.count() == 0


def test_an_announcement_without_words_or_too_long_is_refused_and_stays_in_its_field(admin_client, gala):
    answer = do(admin_client, gala, "announce", "", "", "  ")
    assert (answer.status_code, said(answer)) == (409, ["An announcement needs words. Nothing was changed on the screens."])
    answer = do(admin_client, gala, "announce", "", "", "a" * 302)
    assert said(answer) == ["An announcement has at most 300 characters; this one is 2 too long. Nothing was announced."]
    assert "a" * 302 in answer.content.decode()
    assert gala.event.announcements.count() == 0


def test_an_announcement_goes_up_and_undo_brings_the_one_before_back(admin_client, gala):
    do(admin_client, gala, "announce", "", "", "Lunch")
    do(admin_client, gala, "announce", "", "Lunch", "Finals at two")
    undo(admin_client, gala)
    assert [each.text for each in gala.event.announcements.all()] == ["Lunch"]
