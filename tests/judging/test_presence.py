"""When a judge was last heard of: noted seldom, and without moving anything."""

from datetime import timedelta

import pytest
from django.core.cache import cache
from django.utils import timezone

from events.board import committed
from judging.links import sign_in_url
from judging.models import Presence
from judging.presence import last_seen, note_seen
from judging.safety.rows import models_of_event
from judging.scoring import Origin
from tests.cast import Gala

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def gala():
    cache.clear()
    return Gala()


def minutes_ago(count):
    return timezone.now() - timedelta(minutes=count)


def test_a_judge_who_opens_the_desk_is_seen_and_no_board_moves(client, gala):
    client.post(sign_in_url(gala.ann).split("8000")[1])
    before = committed(gala.event.pk)
    client.get("/judge/gala/ann/")
    seen = last_seen([gala.ann, gala.bob])
    assert (list(seen), seen[gala.ann.pk] > minutes_ago(1)) == ([gala.ann.pk], True)
    assert committed(gala.event.pk) == before


def test_within_twenty_seconds_nothing_is_written_again(gala, django_assert_num_queries):
    note_seen(gala.ann)
    with django_assert_num_queries(0):
        note_seen(gala.ann)


def test_a_sheet_that_the_judge_sent_counts_and_one_by_an_organiser_does_not(gala, admin_user):
    Presence.objects.create(judge=gala.bob, seen_at=minutes_ago(10))
    gala.score(gala.ann, gala.red, "5", "5")
    gala.score(gala.bob, gala.red, "5", "5", origin=Origin(user=admin_user))
    seen = last_seen([gala.ann, gala.bob])
    assert (seen[gala.ann.pk] > minutes_ago(1), seen[gala.bob.pk] < minutes_ago(9)) == (True, True)


def test_copies_leave_it_out_so_that_looking_makes_none():
    assert Presence not in models_of_event()
