"""The WebSocket viewer: a read-only consumer without a channel of its own; the hub is the group's member."""

import asyncio
import contextlib
import logging
from typing import Any
from urllib.parse import urlsplit

from channels.consumer import get_handler_name
from channels.exceptions import StopConsumer
from channels.generic.websocket import AsyncWebsocketConsumer
from django.conf import settings
from django.http.request import validate_host

from events.live import metrics, present
from events.live.backlog import caught_up
from events.live.feed import Feed
from events.live.hub import get_hub
from events.live.kinds import admits
from events.live.limits import address_of, enter, leave, refusal_for
from events.live.present import Who
from events.live.request import Receive, Scope, Send, Wish, forget, header, wish_of
from events.live.wire import agree_on_deflate, writer_of

log = logging.getLogger("podium.live")

MAX_INCOMING = 1024  # characters or bytes; viewers have nothing to say

# In the range that is left to applications; daphne sends no other.
BAD_REQUEST, FORBIDDEN, NOT_FOUND, TOO_BIG, TRY_AGAIN = 4400, 4403, 4404, 4413, 4503


class LightConsumer(AsyncWebsocketConsumer):
    """A consumer that only its socket speaks to: no channel of its own, which is what makes plain Channels heavy."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """As the base class does, without a task beside it that would wait for a channel layer's messages."""
        self.scope, self.base_send = scope, send
        with contextlib.suppress(StopConsumer):
            while True:
                await self.dispatch(await receive())

    async def dispatch(self, message: dict[str, Any]) -> None:
        """As the base class does, without its hop into the shared thread to close database connections: there are none."""
        await getattr(self, get_handler_name(message))(message)

    async def websocket_disconnect(self, message: dict[str, Any]) -> None:
        raise StopConsumer


class BoardConsumer(LightConsumer):
    """One viewer. Unknown and forbidden are accepted and then closed with 4404 and 4403, so that a page can tell."""

    pump: asyncio.Task[None] | None = None

    async def websocket_disconnect(self, message: dict[str, Any]) -> None:
        if self.pump is not None:
            self.pump.cancel()
        raise StopConsumer

    async def connect(self) -> None:
        agree_on_deflate(self.base_send)
        await self.accept()
        wish = wish_of(self.scope, "html")
        refusal = refusal_for(self.scope)
        if refusal:
            await self.close(refusal.close_code)
        elif not origin_allowed(header(self.scope, b"origin")):
            await self.close(FORBIDDEN)
        elif wish.form is None:
            await self.close(BAD_REQUEST)
        else:
            await self._watch(wish)

    async def _watch(self, wish: Wish) -> None:
        who = await admits(self.scope, wish.kind, wish.slug)
        if not who:
            await self.close(FORBIDDEN)
            return
        feed = await get_hub().feed(wish.slug, wish.since, wish.kind)
        if feed is None:
            await self.close(NOT_FOUND)
        else:
            address = address_of(self.scope)
            forget(self.scope)
            self.pump = asyncio.get_running_loop().create_task(self._send_frames(feed, wish, who, address))

    async def receive(self, text_data: str | None = None, bytes_data: bytes | None = None) -> None:
        if len(text_data or bytes_data or "") > MAX_INCOMING:
            await self.close(TOO_BIG)

    async def _send_frames(self, feed: Feed, wish: Wish, who: Who | bool, address: str) -> None:
        enter(address)
        gauge = metrics.viewers.labels("websocket", wish.kind, wish.slug)
        gauge.inc()
        present.come(wish.kind, who)
        try:
            async for _, frame in feed.frames(wish.since, str(wish.form), writer_of(self.base_send)):
                if frame:
                    await self.base_send({"type": "websocket.send", "text": frame})
                if not await caught_up(self.base_send):
                    break
            await self.close(NOT_FOUND if feed.gone else TRY_AGAIN)
        except Exception as error:
            # Each server has an error of its own for a socket that closed while we sent; the viewer is gone either way.
            log.debug("A viewer of %s went while it was sent to: %r", wish.slug, error)
        finally:
            gauge.dec()
            present.go(wish.kind, who)
            leave(address)


class UnknownSocket(LightConsumer):
    """A WebSocket address that is none: accepted and closed with 4404, like an unknown event."""

    async def connect(self) -> None:
        await self.accept()
        await self.close(NOT_FOUND)


def origin_allowed(origin: str) -> bool:
    """Pages of other sites may not open a socket; programs that send no Origin may, the board is public."""
    host = urlsplit(origin).hostname
    return not origin or (host is not None and validate_host(host, settings.ALLOWED_HOSTS))
