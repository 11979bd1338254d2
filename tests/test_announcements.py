"""An announcement reaches who follows the public board, on the connection that they have, and stands in the page itself."""

import asyncio
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from events import board
from events.live.hub import get_hub
from events.live.workers import in_worker
from events.models import Announcement, FeedState
from events.screens import announce, clear_announcements, drop_what_is_over
from tests.cast import Gala
from tests.viewers import SocketViewer, StreamViewer, get, lose_messages, until_cursor

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.asyncio]

LUNCH = {"text": "Lunch is ready", "urgent": False, "ends_at": None}
FORMS = ["as=json", "as=html"]


def say(gala, text=LUNCH["text"], **more):
    announce(gala.event, text, **({"urgent": False, "ends_at": None} | more))


async def told(viewer, within=1):
    """The next frame's type, and what it says beside the board; at most so many seconds are waited for it."""
    frame = await asyncio.wait_for(viewer.frame(), within)
    return frame["type"], frame.get("announcement")


@pytest.mark.parametrize("form", FORMS)
async def test_it_reaches_sockets_and_streams_within_a_second_and_goes_again(form):
    gala = await in_worker(Gala)
    async with SocketViewer("gala", form) as socket, StreamViewer("gala", form) as stream:
        for viewer in (socket, stream):
            assert await told(viewer) == ("full", None)
        await in_worker(say, gala)
        for viewer in (socket, stream):
            assert await told(viewer) == ("heartbeat", LUNCH)
        receipt = await in_worker(gala.score, gala.ann, gala.red, "5", "5")
        for viewer in (socket, stream):
            assert [(frame["type"], frame["announcement"]) for frame in await until_cursor(viewer, receipt.cursor)][-1] == (
                "patch",
                LUNCH,
            )
        await in_worker(clear_announcements, gala.event)
        for viewer in (socket, stream):
            assert await told(viewer) == ("heartbeat", None)


async def test_one_whose_time_is_over_goes_by_itself_with_one_message():
    gala = await in_worker(Gala)
    async with SocketViewer("gala") as socket, SocketViewer("gala", path="/ws/screen/gala/") as hall:
        await told(socket)
        await hall.frame()
        await in_worker(say, gala, ends_at=timezone.now() + timedelta(seconds=1.5))
        assert [(await told(socket))[1]["text"], (await hall.frame())["state"]["announcement"]["text"]] == [LUNCH["text"]] * 2
        frame = await hall.frame()
        assert (frame["state"]["announcement"], await told(socket)) == (None, ("heartbeat", None))
        assert [await socket.ws.receive_nothing(1.5), await hall.ws.receive_nothing(0.1)] == [True, True]
        cursor = (await in_worker(board.read_public, "gala")).cursor
        assert "x-board-announcement" not in (await get(f"/events/gala/board/?since={cursor}"))["headers"]


async def test_one_whose_end_nobody_was_there_to_see_goes_when_the_first_viewer_comes():
    gala = await in_worker(Gala)
    await in_worker(say, gala, ends_at=timezone.now() + timedelta(seconds=0.3))
    await asyncio.sleep(0.5)
    async with SocketViewer("gala") as socket:
        frames = [await told(socket), await told(socket, 3)]
    assert [(kind, bool(beside)) for kind, beside in frames] == [("full", True), ("heartbeat", False)]


async def test_of_many_processes_that_find_one_over_the_first_alone_tells_of_it():
    gala = await in_worker(Gala)
    await in_worker(say, gala, ends_at=timezone.now() + timedelta(seconds=0.2))
    versions = [await in_worker(version)]
    await asyncio.sleep(0.3)
    for _ in range(3):
        await in_worker(drop_what_is_over, gala.event.pk)
        versions.append(await in_worker(version))
    assert [each - versions[0] for each in versions] == [0, 1, 1, 1]


def version():
    return FeedState.objects.get(kind="screen").version


@pytest.mark.parametrize("form", FORMS)
async def test_who_comes_later_hears_it_whatever_they_show_already(form):
    gala = await in_worker(Gala)
    await in_worker(say, gala)
    cursor = (await in_worker(board.read_public, "gala")).cursor
    for since, frame_type in (("", "full"), (f"&since={cursor}", "heartbeat")):
        async with SocketViewer("gala", form + since) as socket, StreamViewer("gala", form + since) as stream:
            for viewer in (socket, stream):
                assert await told(viewer) == (frame_type, LUNCH)


async def test_a_poll_is_told_which_one_stands_even_where_the_board_has_not_changed():
    gala = await in_worker(Gala)
    before = await get("/events/gala/board/")
    since = f"/events/gala/board/?since={before['headers']['x-board-cursor']}"
    assert "x-board-announcement" not in before["headers"]
    names = []
    for text in ("Lunch is ready", "Dinner is ready"):
        await in_worker(say, gala, text)
        await asyncio.sleep(0)
        name = await named_by(since)
        names.append(name)
        again = await get("/events/gala/board/", [(b"if-none-match", before["headers"]["etag"].encode())])
        assert (again["status"], again["headers"]["x-board-announcement"]) == (304, name)
    assert len({*names, ""}) == 3
    # The partial is the same to the byte: what is announced stands beside it, and is asked for where its words are.
    assert (await get("/events/gala/board/"))["body"] == before["body"]
    state = await get("/api/feeds/screen/gala")
    assert b'"announcement":{"text":"Dinner is ready","urgent":false,"ends_at":null}' in state["body"]
    await in_worker(clear_announcements, gala.event)
    assert await named_by(since, gone=True) == ""


async def named_by(path, *, gone=False):
    """What the polled address says stands, as soon as this process has heard."""
    for _ in range(100):
        answer = await get(path)
        assert answer["status"] == 204
        name = answer["headers"].get("x-board-announcement", "")
        if (name == "") == gone and name not in named_by.seen:
            named_by.seen.add(name)
            return name
        await asyncio.sleep(0.05)
    raise AssertionError("Nothing was told within five seconds.")


named_by.seen = set()


async def test_a_frozen_board_stays_as_it_is_beside_an_announcement():
    gala = await in_worker(Gala)
    await in_worker(gala.score, gala.ann, gala.red, "5", "5")
    await in_worker(board.freeze, gala.event.pk)
    frozen = await get("/api/scoreboard/gala")
    async with SocketViewer("gala") as socket:
        cursor = (await socket.frame())["cursor"]
        await in_worker(gala.score, gala.ann, gala.red, "9", "9")
        await in_worker(say, gala)
        frame = await socket.frame()
    assert frame == {"type": "heartbeat", "cursor": cursor, "announcement": LUNCH}
    assert (await get("/api/scoreboard/gala"))["body"] == frozen["body"]


async def test_a_message_that_is_lost_is_made_up_for_by_the_check(monkeypatch):
    gala = await in_worker(Gala)
    async with SocketViewer("gala") as socket:
        await socket.frame()
        lose_messages(monkeypatch)
        await in_worker(say, gala)
        assert (await socket.frame())["announcement"] == LUNCH


async def test_one_that_comes_while_a_board_is_on_its_way_is_not_lost_and_takes_no_board_back():
    gala = await in_worker(Gala)
    async with SocketViewer("gala") as socket:
        await socket.frame()
        await in_worker(gala.score, gala.ann, gala.red, "5", "5")
        feed = await get_hub().feed("gala")
        newest = feed.shown.cursor
        receipt = await in_worker(gala.score, gala.ann, gala.red, "6", "6")
        feed.announce(LUNCH)
        frames = await until_cursor(socket, receipt.cursor)
        while frames[-1].get("announcement") != LUNCH:
            frames.append(await socket.frame())
        await feed.settled()
        assert (feed.shown.cursor, feed.shown.announcement) == (receipt.cursor, LUNCH)
    cursors = [frame["cursor"] for frame in frames]
    assert (sorted(cursors), str(newest) <= cursors[-1]) == (cursors, True)


async def test_the_page_holds_it_without_any_script_until_its_time_is_over():
    gala = await in_worker(Gala)
    await in_worker(say, gala, "Lunch <now>", urgent=True, ends_at=timezone.now() + timedelta(minutes=5))

    def page():
        return Client().get("/events/gala/").content.decode()

    html = await in_worker(page)
    assert 'class="announcement-text" dir="auto">Lunch &lt;now&gt;</p>' in html
    assert ("data-urgent" in html, 'data-ends="20' in html) == (True, True)

    def its_time_is_over():
        Announcement.objects.update(ends_at=timezone.now() - timedelta(seconds=1))

    await in_worker(its_time_is_over)
    html = await in_worker(page)
    assert ("Lunch" in html, 'id="announcement" class="announcement" data-state="/api/feeds/screen/gala" hidden' in html) == (
        False,
        True,
    )


async def test_the_board_inside_other_sites_and_over_video_shows_none():
    gala = await in_worker(Gala)
    await in_worker(say, gala)
    for path in ("embed/", "overlay/"):
        assert "Lunch" not in await in_worker(lambda path=path: Client().get(f"/events/gala/{path}").content.decode())


async def test_an_idle_feed_of_screens_is_kept_as_long_as_a_board_listens_to_it():
    await in_worker(Gala)
    hub = get_hub()
    feed = await hub.feed("gala")
    screens = hub.by_slug["gala", "screen"]
    assert (screens.listener, screens.viewers) == (feed, 0)
    hub._drop(feed)
    assert screens.listener is None
    again = await hub.feed("gala")
    assert (again is feed, hub.by_slug["gala", "screen"].listener is again) == (False, True)
