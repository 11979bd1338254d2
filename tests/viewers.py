"""Viewers for tests inside one process: each transport of design 4.1 on the real ASGI application."""

import json

from channels.testing import HttpCommunicator, WebsocketCommunicator

from scoreboard_site.asgi import application

PATIENCE = 5  # seconds


class SocketViewer:
    """A WebSocket viewer."""

    def __init__(self, slug, query="as=json", headers=(), path=""):
        address = f"{path or f'/ws/scoreboard/{slug}/'}?{query}"
        self.ws = WebsocketCommunicator(application, address, headers=list(headers))

    async def __aenter__(self):
        assert (await self.ws.connect(timeout=PATIENCE))[0]
        return self

    async def __aexit__(self, *_):
        await self.ws.disconnect()

    async def frame(self):
        return json.loads(await self.ws.receive_from(timeout=PATIENCE))

    async def close_code(self):
        output = await self.ws.receive_output(timeout=PATIENCE)
        assert output["type"] == "websocket.close"
        return output["code"]


class StreamViewer:
    """An SSE viewer."""

    def __init__(self, slug, query="as=json", headers=(), path=""):
        address = f"{path or f'/api/scoreboard/{slug}/stream'}?{query}"
        self.http = HttpCommunicator(application, "GET", address, headers=list(headers))

    async def __aenter__(self):
        await self.http.send_input({"type": "http.request"})
        self.start = await self.http.receive_output(timeout=PATIENCE)
        return self

    async def __aexit__(self, *_):
        await self.http.send_input({"type": "http.disconnect"})
        await self.http.wait(timeout=PATIENCE)

    async def event(self):
        """The next event, as {"id": ..., "data": parsed}; the opening retry: line is passed over."""
        while True:
            chunk = (await self.http.receive_output(timeout=PATIENCE))["body"].decode()
            fields = dict(line.split(": ", 1) for line in chunk.strip().split("\n"))
            if "data" in fields:
                return {"id": fields["id"], "data": json.loads(fields["data"])}

    async def frame(self):
        return (await self.event())["data"]


async def get(path, headers=(), method="GET"):
    """An HTTP answer with its headers as a dict of texts."""
    raw = [(b"host", b"localhost"), *headers]
    answer = await HttpCommunicator(application, method, path, headers=raw).get_response(timeout=PATIENCE)
    answer["headers"] = {name.decode().lower(): value.decode() for name, value in answer["headers"]}
    return answer


async def until_cursor(viewer, cursor):
    """Read frames until one carries this cursor; returns all that came."""
    frames = []
    while not frames or frames[-1]["cursor"] != str(cursor):
        frames.append(await viewer.frame())
    return frames


def lose_messages(monkeypatch):
    """From now on nothing reaches the hubs through the channel layer."""

    async def lost(*_):
        raise ConnectionError

    monkeypatch.setattr("events.live.broadcast.send", lost)
