"""When a judge was last heard of: noted seldom, and without moving anything."""

import asyncio
import time
from datetime import timedelta

import pytest
from asgiref.sync import sync_to_async
from django.core.cache import cache
from django.utils import timezone

from events.board import committed
from judging.links import sign_in_url
from judging.models import Presence
from judging.presence import last_seen, note_here, note_seen
from judging.safety.rows import models_of_event
from judging.scoring import Origin
from tests.cast import Gala
from tests.judging.test_desk_feed import cookie_of
from tests.viewers import SocketViewer, StreamViewer

pytestmark = pytest.mark.django_db(transaction=True)
in_thread = sync_to_async


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


@pytest.mark.asyncio
@pytest.mark.parametrize("viewer", ["socket", "stream"])
async def test_a_desk_that_only_listens_is_heard_of_for_as_long_as_it_is_connected(gala, monkeypatch, viewer):
    monkeypatch.setattr("events.live.hub.TELL_EVERY", 0.05)
    cookie = await in_thread(cookie_of)(gala.ann)
    kinds = {
        "socket": lambda: SocketViewer("gala", "", path="/ws/desk/gala/", headers=cookie),
        "stream": lambda: StreamViewer("gala", "", path="/api/feeds/desk/gala/stream", headers=cookie),
    }

    async def seen_again(patience=10.0):
        """Whether the judge is heard of once more, with nothing being asked for."""
        await in_thread(Presence.objects.update_or_create)(judge=gala.ann, defaults={"seen_at": minutes_ago(9)})
        end = time.monotonic() + patience
        while (await in_thread(last_seen)([gala.ann, gala.bob]))[gala.ann.pk] < minutes_ago(1):
            if time.monotonic() > end:
                return False
            await asyncio.sleep(0.05)
        return True

    async with kinds[viewer]() as connected:
        await connected.frame()
        assert await seen_again()
        # Two pages of one judge are open, and one of them is closed.
        async with SocketViewer("gala", "", path="/ws/desk/gala/", headers=cookie) as second:
            await second.frame()
        assert await seen_again()
    assert not await seen_again(0.5)
    assert not await in_thread(Presence.objects.filter(judge=gala.bob).exists)()


def test_one_write_notes_everybody_and_who_was_deleted_is_passed_over(gala, django_assert_num_queries):
    gone = gala.bob.pk
    gala.bob.delete()
    Presence.objects.create(judge=gala.ann, seen_at=minutes_ago(9))
    with django_assert_num_queries(4):  # two, and the transaction around them
        note_here([gala.ann.pk, gone])
    assert [row.judge_id for row in Presence.objects.filter(seen_at__gt=minutes_ago(1))] == [gala.ann.pk]


def test_copies_leave_it_out_so_that_looking_makes_none():
    assert Presence not in models_of_event()
