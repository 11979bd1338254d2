"""A feed hands the newest board to everybody, keeps nothing for the slow, and never goes back."""

import asyncio
import json

import pytest

from events.cursor import Cursor
from events.live import feed as feed_module
from events.live.feed import Feed
from events.live.framing import text_frame
from tests.events.live.test_frames import row, snapshot

# A worker that has touched the database in another test looks at its connection again.
pytestmark = [pytest.mark.asyncio, pytest.mark.django_db(transaction=True)]


def board(version, epoch="k3"):
    return snapshot(version, [row("red", 1, str(version))], epoch=epoch)


@pytest.fixture
def fast(monkeypatch):
    monkeypatch.setattr(feed_module, "MIN_GAP", 0.0)


async def next_frame(frames):
    cursor, text = await asyncio.wait_for(anext(frames), 2)
    return cursor, json.loads(text)["type"]


async def show(feed, *boards):
    taken = [feed.offer(each) for each in boards]
    await feed.settled()
    return taken


async def test_a_viewer_gets_the_board_then_each_new_one_as_a_patch(fast):
    feed = Feed(1, "gala", "board")
    await show(feed, board(1))
    frames = feed.frames(None, "json")
    assert await next_frame(frames) == (Cursor("k3", 1), "full")
    waiting = asyncio.ensure_future(next_frame(frames))
    await asyncio.sleep(0.01)
    await show(feed, board(2))
    assert await waiting == (Cursor("k3", 2), "patch")


async def test_a_viewer_that_comes_before_the_first_board_waits_for_it(fast):
    feed = Feed(1, "gala", "board")
    waiting = asyncio.ensure_future(next_frame(feed.frames(None, "html")))
    await asyncio.sleep(0.01)
    await show(feed, board(1))
    assert await waiting == (Cursor("k3", 1), "full")


async def test_a_slow_viewer_jumps_to_the_newest_and_nothing_is_kept_for_it(fast):
    feed = Feed(1, "gala", "board")
    await show(feed, board(1))
    frames = feed.frames(None, "json")
    await next_frame(frames)
    for version in range(2, 20):
        await show(feed, board(version))
    assert await next_frame(frames) == (Cursor("k3", 19), "full")
    assert [viewer.waiting for viewer in feed.inside] == [None]


async def test_stale_and_duplicate_boards_are_refused(fast):
    feed = Feed(1, "gala", "board")
    assert await show(feed, board(5), board(5), board(4), board(6), board(1, "k2"), board(1, "k4")) == [
        True, False, False, True, False, True,
    ]  # fmt: skip
    assert feed.shown.cursor == Cursor("k4", 1)


async def test_an_older_board_that_comes_while_a_newer_one_is_being_encoded_is_refused(fast):
    """Two processes publish at once, and their messages arrive the other way round."""
    feed = Feed(1, "gala", "board")
    await show(feed, board(4))
    assert feed.offer(board(6))
    while feed.pending is not None:  # until the worker has it  # noqa: ASYNC110
        await asyncio.sleep(0)
    assert feed.offer(board(5)) is False
    await feed.settled()
    assert feed.shown.cursor == Cursor("k3", 6)


async def test_boards_that_come_faster_than_the_pace_are_conflated():
    feed = Feed(1, "gala", "board")
    await show(feed, board(1))
    frames = feed.frames(None, "json")
    await next_frame(frames)
    started = asyncio.get_running_loop().time()
    for version in range(2, 30):
        feed.offer(board(version))
    assert await next_frame(frames) == (Cursor("k3", 29), "patch")
    assert 0.05 < asyncio.get_running_loop().time() - started < 1


async def test_waking_without_news_is_a_heartbeat(fast):
    feed = Feed(1, "gala", "board")
    await show(feed, board(1))
    frames = feed.frames(Cursor("k3", 1), "json")
    assert await next_frame(frames) == (Cursor("k3", 1), "heartbeat")
    waiting = asyncio.ensure_future(next_frame(frames))
    await asyncio.sleep(0.01)
    await feed.wake()
    assert await waiting == (Cursor("k3", 1), "heartbeat")


async def test_viewers_that_leave_leave_nothing_behind(fast):
    feed = Feed(1, "gala", "board")
    await show(feed, board(1))

    async def watch():
        async for _ in feed.frames(None, "json"):
            pass

    viewers = [asyncio.ensure_future(watch()) for _ in range(50)]
    await asyncio.sleep(0.01)
    assert (feed.viewers, None in [viewer.waiting for viewer in feed.inside]) == (50, False)
    for viewer in viewers[:49]:
        viewer.cancel()
    await asyncio.gather(*viewers[:49], return_exceptions=True)
    assert (feed.viewers, viewers[49].done()) == (1, False)
    viewers[49].cancel()


async def test_others_get_their_turn_during_a_fan_out(fast, monkeypatch):
    monkeypatch.setattr(feed_module, "SLICE", 10)
    feed = Feed(1, "gala", "board")
    await show(feed, board(1))
    seen = []

    async def watch(number):
        async for cursor, _ in feed.frames(Cursor("k3", 1), "json"):
            if cursor.version == 2:
                seen.append(number)

    viewers = [asyncio.ensure_future(watch(n)) for n in range(100)]
    await asyncio.sleep(0.01)
    turns = []

    async def someone_else():
        while len(seen) < 100:
            turns.append(len(seen))
            await asyncio.sleep(0)

    other = asyncio.ensure_future(someone_else())
    await show(feed, board(2))
    await asyncio.wait_for(other, 2)
    assert {10, 20, 50, 90} <= set(turns)
    for viewer in viewers:
        viewer.cancel()


async def test_a_closed_feed_ends_its_viewers(fast):
    feed = Feed(1, "gala", "board")
    await show(feed, board(1))
    frames = feed.frames(None, "json")
    await next_frame(frames)
    waiting = asyncio.ensure_future(anext(frames, "ended"))
    await asyncio.sleep(0.01)
    feed.close()
    assert await asyncio.wait_for(waiting, 2) == "ended"


async def test_viewers_are_let_go_in_shares_and_the_others_stay(fast):
    feed = Feed(1, "gala", "board")
    await show(feed, board(1))

    async def watch():
        return [cursor async for cursor, _ in feed.frames(None, "json")]

    viewers = [asyncio.ensure_future(watch()) for _ in range(10)]
    await asyncio.sleep(0.01)
    assert feed.release(0.5) == 5
    await asyncio.sleep(0.01)
    # Those that were here longest go first, and nobody is sent anything for it.
    assert [viewer.done() for viewer in viewers] == [True] * 5 + [False] * 5
    assert viewers[0].result() == [Cursor("k3", 1)]
    assert feed.release(1) == 0
    await asyncio.sleep(0.01)
    assert (feed.viewers, all(viewer.done() for viewer in viewers)) == (0, True)


async def test_a_viewer_whose_socket_takes_frames_directly_is_never_woken(fast):
    feed = Feed(1, "gala", "board")
    await show(feed, board(1))
    written = []

    def write(frame):
        written.append(frame)
        return True

    write.framing, write.queue = text_frame, None
    frames = feed.frames(None, "json", write)
    await next_frame(frames)
    waiting = asyncio.ensure_future(anext(frames))
    await asyncio.sleep(0.01)
    await show(feed, board(2))
    await feed.wake()
    await show(feed, board(3))
    types = [json.loads(frame[frame.index(b"{") :])["type"] for frame in written]
    assert (types, waiting.done()) == (["patch", "heartbeat", "patch"], False)
    waiting.cancel()


async def test_a_socket_that_takes_nothing_directly_is_served_by_its_task_with_the_same_frame(fast):
    feed = Feed(1, "gala", "board")
    await show(feed, board(1))

    def full(frame):
        return False

    full.framing, full.queue = text_frame, None
    frames = feed.frames(None, "json", full)
    await next_frame(frames)
    waiting = asyncio.ensure_future(next_frame(frames))
    await asyncio.sleep(0.01)
    await show(feed, board(2))
    assert await waiting == (Cursor("k3", 2), "patch")


async def test_what_a_socket_does_not_take_directly_is_queued_where_its_server_has_a_queue(fast):
    feed = Feed(1, "gala", "board")
    await show(feed, board(1))
    queued = []

    def busy(frame):
        return False

    busy.framing, busy.queue = text_frame, queued.append
    frames = feed.frames(None, "html", busy)
    assert await anext(frames) == (Cursor("k3", 1), "")  # nothing is left to send, but the queue may have become long
    waiting = asyncio.ensure_future(anext(frames))
    await asyncio.sleep(0.01)
    await show(feed, board(2))
    assert await waiting == (Cursor("k3", 2), "")
    said = [json.loads(frame[frame.index(b"{") :]) for frame in queued]
    assert [(each["type"], each["cursor"]) for each in said] == [("full", "k3.1"), ("patch", "k3.2")]
