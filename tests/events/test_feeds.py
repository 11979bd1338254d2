"""The further feeds: stored once, sent after commit, followed by those whose they are."""

import json

import pytest
from asgiref.sync import sync_to_async
from django.contrib.auth.models import User
from django.db import transaction
from django.test import Client

from events import feeds
from events.live import kinds, present
from events.models import Event, FeedState
from judging.refresh import refresh
from tests.cast import Gala
from tests.viewers import SocketViewer, StreamViewer, get

pytestmark = pytest.mark.django_db(transaction=True)
in_thread = sync_to_async


@pytest.fixture
def gala():
    gala = Gala()
    refresh(gala.event.pk)
    return gala


def signed_in(user):
    client = Client()
    client.force_login(user)
    return [(b"cookie", f"sessionid={client.cookies['sessionid'].value}".encode())]


def staff(name, *events):
    user = User.objects.create_user(name, password="x", is_staff=True)
    user.events.set(events)
    return user


def test_the_same_state_stored_again_keeps_its_cursor_and_another_raises_it(gala):
    cursors = [feeds.store(gala.event.pk, "screen", lambda what=what: {"shows": what}) for what in ("board", "board", "blank")]
    assert [(cursor.epoch == cursors[0].epoch, cursor.version) for cursor in cursors] == [(True, 1), (True, 1), (True, 2)]
    assert FeedState.objects.get(kind="screen").text == '{"shows":"blank"}'


def test_a_new_epoch_is_above_the_old_one(gala):
    before = feeds.store(gala.event.pk, "screen", lambda: {"shows": "board"})
    feeds.start_epoch(gala.event.pk, "screen")
    after = feeds.store(gala.event.pk, "screen", lambda: {"shows": "board"})
    assert after > before


def test_what_is_rolled_back_was_never_stored(gala):
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        feeds.store(gala.event.pk, "screen", lambda: {"shows": "blank"})
        raise ZeroDivisionError
    assert not FeedState.objects.filter(kind="screen").exists()


@pytest.mark.asyncio
async def test_a_viewer_of_a_state_gets_it_whole_and_each_change_at_once(gala):
    async with SocketViewer("gala", "", path="/ws/screen/gala/") as socket:
        assert await socket.frame() == {"type": "full", "cursor": "0.0", "state": {}}
        cursor = await in_thread(feeds.store)(gala.event.pk, "screen", lambda: {"shows": "blank"})
        assert await socket.frame() == {"type": "full", "cursor": str(cursor), "state": {"shows": "blank"}}
    async with StreamViewer("gala", f"since={cursor}", path="/api/feeds/screen/gala/stream") as stream:
        assert await stream.frame() == {"type": "heartbeat", "cursor": str(cursor)}
    whole = await get("/api/feeds/screen/gala")
    assert json.loads(whole["body"]) == {"cursor": str(cursor), "state": {"shows": "blank"}}
    assert (await get(f"/api/feeds/screen/gala?since={cursor}"))["status"] == 204


@pytest.mark.asyncio
async def test_the_live_board_goes_on_through_a_freeze_for_those_who_run_the_event(gala):
    from events import board

    mine = await in_thread(lambda: signed_in(staff("olga", gala.event)))()
    await in_thread(board.freeze)(gala.event.pk)
    async with SocketViewer("gala", path="/ws/live/gala/", headers=mine) as live, SocketViewer("gala") as public:
        assert [(await viewer.frame())["board"]["progress"]["received"] for viewer in (live, public)] == [0, 0]
        await in_thread(gala.score)(gala.ann, gala.red, "7", "8")
        assert (await live.frame())["progress"]["received"] == 1
        assert await public.ws.receive_nothing(timeout=0.5)
    assert json.loads((await get("/api/feeds/live/gala", mine))["body"])["progress"]["received"] == 1
    assert json.loads((await get("/api/scoreboard/gala"))["body"])["progress"]["received"] == 0


@pytest.mark.asyncio
@pytest.mark.parametrize("kind", ["live", "desk"])
async def test_who_does_not_run_the_event_follows_nothing_but_what_is_public(gala, kind):
    def cast():
        other = Event.objects.create(slug="other", name="Other", status="live")
        return [[], signed_in(staff("otto", other)), signed_in(User.objects.create_user("paul", password="x"))]

    for headers in await in_thread(cast)():
        assert (await get(f"/api/feeds/{kind}/gala", headers))["status"] == 403
        assert (await get(f"/api/feeds/{kind}/gala/stream", headers))["status"] == 403
        async with SocketViewer("gala", path=f"/ws/{kind}/gala/", headers=headers) as viewer:
            assert await viewer.close_code() == 4403


@pytest.mark.asyncio
async def test_a_feed_is_followed_by_those_whom_its_check_lets_in(gala, monkeypatch):
    monkeypatch.setattr(kinds, "_checks", dict(kinds._checks))
    monkeypatch.setattr(present, "_listeners", dict(present._listeners))
    kinds.admit(
        "desk",
        lambda request, slug: (slug, request.session.get("who"), request.user.is_anonymous) == ("gala", None, True),
        lambda who: None,
    )
    answer = await get("/api/feeds/desk/gala")
    assert (answer["status"], answer["headers"].get("access-control-allow-origin")) == (200, None)


@pytest.mark.asyncio
async def test_a_draft_has_no_screens_and_its_own_staff_sees_its_live_board(gala):
    def hide():
        gala.event.status = Event.Status.DRAFT
        gala.event.save()
        return signed_in(staff("olga", gala.event))

    mine = await in_thread(hide)()
    assert (await get("/api/feeds/screen/gala"))["status"] == 404
    assert (await get("/api/feeds/live/gala", mine))["status"] == 200
