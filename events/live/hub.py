"""One hub per process: the only member of a feed's Channels group, and the process's own check on what it shows.

Messages may be lost anywhere below; so once a second one query compares every hot board with the database,
publishes what is behind and loads what is newer.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Iterable
from typing import Any
from weakref import WeakKeyDictionary

from channels.layers import get_channel_layer
from django.utils import timezone

from events import board, screens
from events.board import Snapshot, State
from events.cursor import Cursor
from events.live import drain, metrics, pace
from events.live.broadcast import TIMEOUT, group_of
from events.live.feed import Feed
from events.live.kinds import KINDS, Kind
from events.live.present import to_tell
from events.live.workers import in_worker
from events.reveal import autoplay
from events.webhooks import courier

CHECK_EVERY = 1.0  # seconds
HEARTBEAT_EVERY = 20.0  # seconds
TELL_EVERY = 60.0  # seconds between two notes of who is connected
RESUBSCRIBE_EVERY = 300.0  # seconds; layers forget a group's member after a day
KEEP_IDLE = 300.0  # seconds that a feed without viewers stays loaded
FORGET_MISSING = 1.0  # seconds that an unknown address is answered without asking again
MAX_MISSING = 1000

log = logging.getLogger("podium.live")


class Hub:
    """All feeds of one process, by (event id, kind)."""

    def __init__(self) -> None:
        self.loop = asyncio.get_running_loop()
        self.layer: Any = get_channel_layer()
        self.pace = pace.start()
        self.channel = ""
        self.feeds: dict[tuple[int, str], Feed] = {}
        self.by_slug: dict[tuple[str, str], Feed] = {}
        self.subscribed: dict[Feed, float] = {}
        self.used: dict[Feed, float] = {}
        self.missing: dict[tuple[str, str], float] = {}
        self.loading: dict[tuple[str, str], asyncio.Task[Feed | None]] = {}
        self.beat_at = self.loop.time() + HEARTBEAT_EVERY
        # Strong references: the loop itself keeps only weak ones to its tasks.
        self.tasks = {
            self.loop.create_task(_for_ever(work))
            for work in (self._receive, self._check_each_second, self._end_announcements, self._tell_who_is_here, autoplay.play)
        }
        self.tasks.add(self.loop.create_task(self._publish_what_was_left()))
        drain.take_over(self.release)
        courier.start()

    def release(self, share: float) -> int:
        """Let this share of all viewers go; returns how many are left."""
        return sum(feed.release(share) for feed in list(self.feeds.values()))

    # --- finding a feed ----------------------------------------------------------------------------

    async def feed(self, slug: str, since: Cursor | None = None, kind: str = "board") -> Feed | None:
        """The feed at this address, loaded once however many ask; None where the public may know of none.

        A reader that has seen a newer board than this process (`since`) makes it look at the database first.
        """
        key = (slug, kind)
        feed = self.by_slug.get(key)
        if feed is None:
            if self.missing.get(key, 0) > self.loop.time():
                return None
            task = self.loading.get(key)
            if task is None:
                task = self.loading[key] = self.loop.create_task(self._load(slug, kind))
                task.add_done_callback(lambda _: self.loading.pop(key, None))
            feed = await asyncio.shield(task)
        if feed is None:
            return None
        self.used[feed] = self.loop.time()
        newest = feed.newest
        if since is not None and (newest is None or (since > newest and since.epoch == newest.epoch)):
            await self._check([feed])
        await feed.settled()
        return None if feed.gone else feed

    async def _load(self, slug: str, kind: str) -> Feed | None:
        metrics.board_queries.labels(kind).inc()
        found = list((await in_worker(KINDS[kind].states, None, slug)).values())
        if not found:
            if len(self.missing) >= MAX_MISSING:
                self.missing.clear()
            self.missing[slug, kind] = self.loop.time() + FORGET_MISSING
            return None
        feed = Feed(found[0].event_id, slug, kind)
        # Subscribe first, then load: a board published in between arrives one way or the other.
        await self._subscribe(feed)
        await self._check([feed])
        self.feeds[feed.event_id, kind] = self.by_slug[slug, kind] = feed
        if kind == "board":
            await self._join_screens(feed)
        await feed.settled()
        return feed

    async def _join_screens(self, feed: Feed) -> None:
        """What is announced on the screens stands beside the public board too, on the viewers' one connection."""
        self.missing.pop((feed.slug, "screen"), None)  # the board is public: so are its screens by now
        hall = await self.feed(feed.slug, kind="screen")
        if hall is not None:
            hall.carry(feed)

    def _drop(self, feed: Feed) -> None:
        hall = self.feeds.get((feed.event_id, "screen"))
        if hall is not None and hall.listener is feed:
            hall.listener = None
        self.feeds.pop((feed.event_id, feed.kind), None)
        self.by_slug.pop((feed.slug, feed.kind), None)
        self.subscribed.pop(feed, None)
        self.used.pop(feed, None)
        feed.close()

    # --- the group ---------------------------------------------------------------------------------

    async def _receive(self) -> None:
        self.channel = await self.layer.new_channel()
        self.subscribed.clear()
        for feed in list(self.feeds.values()):
            await self._subscribe(feed)
        while True:
            self._take(await self.layer.receive(self.channel))

    def _take(self, message: dict[str, Any]) -> None:
        """Store and wake, nothing more: a reader that dawdles here is cut off by Redis."""
        feed = self.feeds.get((message["event"], message["kind"]))
        cursor = Cursor.parse(message["cursor"])
        if feed is not None and cursor is not None:
            if feed.kind == "board":
                self.pace.heard(feed.event_id)
            feed.offer(Snapshot(feed.event_id, feed.slug, cursor, message["text"]), message["changed_at"])

    async def _subscribe(self, feed: Feed) -> None:
        if not self.channel:
            return  # _receive subscribes all feeds once it has a channel
        try:
            await asyncio.wait_for(self.layer.group_add(group_of(feed.event_id, feed.kind), self.channel), TIMEOUT)
            self.subscribed[feed] = self.loop.time()
        except Exception as error:  # whatever the layer's client raises: until it is back the check does the work
            log.warning("Subscribing to event %s failed: %r", feed.event_id, error)

    # --- the check ---------------------------------------------------------------------------------

    async def _check_each_second(self) -> None:
        while True:
            await asyncio.sleep(CHECK_EVERY)
            now = self.loop.time()
            for feed in list(self.feeds.values()):
                if not feed.viewers and feed.listener is None and now - self.used.get(feed, now) > KEEP_IDLE:
                    self._drop(feed)
                elif now - self.subscribed.get(feed, 0.0) > RESUBSCRIBE_EVERY:
                    await self._subscribe(feed)
            for kind in {feed.kind for feed in self.feeds.values()}:
                await self._check([feed for feed in self.feeds.values() if feed.kind == kind])
            if now >= self.beat_at:
                self.beat_at = now + HEARTBEAT_EVERY
                for feed in list(self.feeds.values()):
                    await feed.wake()

    async def _check(self, feeds: list[Feed]) -> None:
        """Compare feeds of one kind with the database: publish what is behind, load what is newer, end what is gone."""
        kind = KINDS[feeds[0].kind]
        metrics.board_queries.labels(feeds[0].kind).inc()
        found = await in_worker(kind.states, [feed.event_id for feed in feeds], None)
        newer = []
        for feed in feeds:
            state = found.get(feed.event_id)
            if state is None or state.slug != feed.slug:
                self._drop(feed)
                continue
            if state.behind and not self.pace.busy(feed.event_id):
                self.pace.request(feed.event_id)
            newest = feed.newest
            if newest is None or state.public > newest:
                newer.append((feed, state))
        snapshots = await in_worker(_read_all, kind, [state for _, state in newer]) if newer else []
        for (feed, _), snapshot in zip(newer, snapshots, strict=True):
            if snapshot is not None and feed.offer(snapshot) and feed.shown is not None:
                metrics.boards_repaired.inc()

    async def _end_announcements(self) -> None:
        """The database is asked only when one that is shown is over, and again until it is gone."""
        while True:
            await asyncio.sleep(CHECK_EVERY)
            now = timezone.now()
            for feed in [feed for feed in self.feeds.values() if feed.kind == screens.KIND]:
                if feed.shown is not None and screens.is_over(feed.shown.snapshot.body["state"], now):
                    await in_worker(screens.drop_what_is_over, feed.event_id)

    async def _tell_who_is_here(self) -> None:
        """A desk that only listens is there too."""
        while True:
            await asyncio.sleep(TELL_EVERY)
            for heard, who in to_tell():
                await in_worker(heard, who)

    async def _publish_what_was_left(self) -> None:
        """At the start: boards that a process left behind when it died between commit and publish."""
        try:
            for event_id in await in_worker(board.behind):
                self.pace.request(event_id)
        except Exception:
            log.exception("Looking for unpublished boards failed")


def _read_all(kind: Kind, states: Iterable[State]) -> list[Snapshot | None]:
    return [kind.read(state) for state in states]


async def _for_ever(work: Callable[[], Awaitable[None]]) -> None:
    """Keep a task of the hub alive: an error in it is logged and it begins again a second later."""
    while True:
        try:
            await work()
        except Exception:
            log.exception("The hub's %s failed, starting it again", work.__name__)
            await asyncio.sleep(1)


_hubs: "WeakKeyDictionary[asyncio.AbstractEventLoop, Hub]" = WeakKeyDictionary()


def get_hub() -> Hub:
    """The hub of the running loop, made on first use (daphne has no ASGI lifespan to make it in)."""
    loop = asyncio.get_running_loop()
    hub = _hubs.get(loop)
    if hub is None:
        hub = _hubs[loop] = Hub()
    return hub
