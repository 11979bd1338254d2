"""Viewers from outside: real sockets to a real server."""

import contextlib
import http.client
import json

from websockets.sync.client import connect

PATIENCE = 10  # seconds


class Socket:
    """A WebSocket viewer."""

    def __init__(self, server, query="as=json", slug="gala", origin=None):
        self.open = contextlib.ExitStack()
        address = f"{server.ws_url}/ws/scoreboard/{slug}/?{query}"
        self.ws = self.open.enter_context(connect(address, origin=origin, proxy=None))

    def frame(self):
        return json.loads(self.ws.recv(timeout=PATIENCE))

    def until(self, cursor):
        """All frames up to the one with this cursor."""
        frames = [self.frame()]
        while frames[-1]["cursor"] != cursor:
            frames.append(self.frame())
        return frames

    def until_at_least(self, cursor):
        """All frames up to the first with this cursor or a later one of its epoch."""
        epoch, version = cursor.split(".")
        frames = [self.frame()]
        while not (frames[-1]["cursor"].split(".")[0] == epoch and int(frames[-1]["cursor"].split(".")[1]) >= int(version)):
            frames.append(self.frame())
        return frames

    def close(self):
        self.open.close()


class Stream:
    """An SSE viewer."""

    def __init__(self, server, query="as=json", slug="gala", headers=None):
        self.connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=PATIENCE)
        self.connection.request("GET", f"/api/scoreboard/{slug}/stream?{query}", headers=headers or {})
        self.response = self.connection.getresponse()

    def event(self):
        """The next event as (id, parsed data)."""
        fields = {}
        while True:
            line = self.response.readline().decode().rstrip("\n")
            if not line and "data" in fields:
                return fields["id"], json.loads(fields["data"])
            if line:
                name, value = line.split(": ", 1)
                fields[name] = value

    def frame(self):
        return self.event()[1]

    def until(self, cursor):
        frames = [self.frame()]
        while frames[-1]["cursor"] != cursor:
            frames.append(self.frame())
        return frames

    def close(self):
        self.connection.close()


@contextlib.contextmanager
def listening(kind, server, query="as=json", **more):
    """A viewer for the length of a with block."""
    viewer = kind(server, query, **more)
    try:
        yield viewer
    finally:
        viewer.close()
