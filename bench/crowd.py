"""A crowd of viewers in this process, on one epoll and one thread: what reached each of them when.

As light as Python allows, so that the crowd is not what is measured: a viewer costs two objects and a few
microseconds a message. How late the crowd itself was is measured beside it (`lag`).
"""

import functools
import select
import socket
import threading
import time
import zlib
from collections.abc import Callable
from urllib.parse import urlsplit

CONNECTING = 200  # viewers on their way in at once
PATIENCE = 15.0  # seconds for the last viewer of a round, or for the next one to get in
PING = 9  # a WebSocket frame's opcode
DEFLATED = 0x40  # the bit of its first byte that says so (RSV1)
TICK = 0.005  # seconds of sleep by which the crowd measures its own lateness

NumberOf = Callable[[bytes], int | None]


class Viewer:
    """One connection: cuts what comes into messages, and notes the newest number and when it came."""

    __slots__ = ("arrived", "buffer", "greeted", "newest", "open", "server", "socket", "websocket")

    def __init__(self, address: tuple[str, int], websocket: bool) -> None:
        self.socket = socket.socket()
        self.socket.setblocking(False)
        self.socket.connect_ex(address)
        self.server = address
        self.websocket = websocket
        self.buffer = b""
        self.open = self.greeted = False
        self.newest, self.arrived = -1, 0.0

    def messages(self, data: bytes) -> list[bytes]:
        """The whole messages that are complete now: WebSocket frames' payloads, or events of a stream."""
        self.buffer += data
        if not self.websocket:
            *whole, self.buffer = self.buffer.split(b"\n\n")
            return whole
        found = []
        while (end := _frame_end(self.buffer)) is not None:
            start, stop = end
            if self.buffer[0] & 15 == PING:
                self.socket.send(bytes([0x8A, 0x80 | (stop - start), 0, 0, 0, 0]) + self.buffer[start:stop])
            else:
                payload = self.buffer[start:stop]
                found.append(_inflated(payload) if self.buffer[0] & DEFLATED else payload)
            self.buffer = self.buffer[stop:]
        return found


@functools.lru_cache(100)
def _inflated(payload: bytes) -> bytes:
    """A compressed message; the same bytes come to all, and are taken apart once."""
    return zlib.decompressobj(wbits=-zlib.MAX_WBITS).decompress(payload + b"\0\0\xff\xff")


def _frame_end(data: bytes) -> tuple[int, int] | None:
    """Where the first frame's payload begins and ends; None while it is not complete."""
    if len(data) < 2:
        return None
    size, start = data[1] & 127, 2
    if size > 125:
        start = 4 if size == 126 else 10
        size = int.from_bytes(data[2:start], "big")
    return (start, start + size) if len(data) >= start + size else None


class Crowd:
    """Viewers of one address, or spread over several. `number_of` reads a board's number out of a message.

    With `inflate` they can read compressed messages, as browsers can; only such as refer to no earlier message.
    """

    def __init__(
        self, urls: list[str], number_of: NumberOf, hello: str = "", *, greeted: bool = True, inflate: bool = True
    ) -> None:
        parts = [urlsplit(url) for url in urls]
        self.addresses = [(str(part.hostname), int(part.port or 80)) for part in parts]
        self.websocket = parts[0].scheme == "ws"
        self.head = _request_head(parts[0].path, parts[0].query, websocket=self.websocket, inflate=inflate)
        self.number_of, self.hello, self.server_speaks_first = number_of, hello, greeted
        self.viewers: dict[int, Viewer] = {}
        self.refused = self.lost = self.messages = self.bytes = 0
        self.lag = 0.0
        self.poll = select.epoll()
        self.lock = threading.Lock()
        self.running = True
        self.threads = [threading.Thread(target=work, daemon=True) for work in (self._read, self._measure_lag)]
        for thread in self.threads:
            thread.start()

    # --- coming and going --------------------------------------------------------------------------

    def grow(self, size: int, since: str = "") -> int:
        """Connect so many more and wait until each has been let in (and greeted); returns how many were not."""
        head = self.head.replace(b" HTTP/1.1", f"&since={since} HTTP/1.1".encode(), 1) if since else self.head
        wanted, left = self._inside() + size, size
        inside, moved = -1, time.perf_counter()
        while inside < wanted and time.perf_counter() - moved < PATIENCE and (left or len(self.viewers) > self._inside()):
            if self._inside() != inside:
                inside, moved = self._inside(), time.perf_counter()
            for _ in range(min(left, CONNECTING - (len(self.viewers) - inside))):
                self._join(head, self.addresses[left % len(self.addresses)])
                left -= 1
            time.sleep(0.001)
        return wanted - self._inside()

    def _inside(self) -> int:
        return sum(viewer.greeted for viewer in list(self.viewers.values()))

    def _join(self, head: bytes, address: tuple[str, int]) -> None:
        viewer = Viewer(address, self.websocket)
        viewer.buffer = head  # until it is sent
        with self.lock:
            self.viewers[viewer.socket.fileno()] = viewer
        self.poll.register(viewer.socket, select.EPOLLOUT)

    def leave(self, share: float = 1.0) -> None:
        """Cut this share of the crowd off at once, without a goodbye."""
        for viewer in list(self.viewers.values())[: int(len(self.viewers) * share)]:
            self._drop(viewer)

    def close(self) -> None:
        """Everybody leaves, and the threads end."""
        self.leave()
        self.running = False
        for thread in self.threads:
            thread.join(2)
        self.poll.close()

    def _drop(self, viewer: Viewer) -> None:
        with self.lock:
            if self.viewers.pop(viewer.socket.fileno(), None) is not None:
                self.poll.unregister(viewer.socket)
        viewer.socket.close()

    # --- what reaches them -------------------------------------------------------------------------

    def _read(self) -> None:
        while self.running:
            for descriptor, event in self.poll.poll(0.1, 1000):
                viewer = self.viewers.get(descriptor)
                if viewer is None:
                    continue
                try:
                    self._serve(viewer, event)
                except OSError:
                    self.refused += not viewer.greeted
                    self.lost += viewer.greeted
                    self._drop(viewer)

    def _serve(self, viewer: Viewer, event: int) -> None:
        if event & select.EPOLLOUT:
            viewer.socket.send(viewer.buffer)
            viewer.buffer = b""
            self.poll.modify(viewer.socket, select.EPOLLIN)
            return
        data = viewer.socket.recv(262_144)
        now = time.perf_counter()
        if not data:
            raise ConnectionResetError
        self.bytes += len(data)
        if not viewer.open:
            head, found, data = (viewer.buffer + data).partition(b"\r\n\r\n")
            viewer.buffer = b"" if found else head
            if not found:
                return
            if not head.startswith((b"HTTP/1.1 101", b"HTTP/1.1 200")):
                raise ConnectionRefusedError(head)
            viewer.open = True
            viewer.greeted = not self.server_speaks_first
            if self.hello:
                self._say(viewer, self.hello)
        for message in viewer.messages(data):
            self._take(viewer, message, now)

    def _take(self, viewer: Viewer, message: bytes, now: float) -> None:
        if message == b"2":  # Engine.IO asks whether we are there
            self._say(viewer, "3")
        number = self.number_of(message)
        if number is not None:
            self.messages += 1
            viewer.greeted = True
            if number > viewer.newest:
                viewer.newest, viewer.arrived = number, now

    @staticmethod
    def _say(viewer: Viewer, text: str) -> None:
        viewer.socket.send(bytes([0x81, 0x80 | len(text), 0, 0, 0, 0]) + text.encode())  # masked with zeros

    def _measure_lag(self) -> None:
        while self.running:
            started = time.perf_counter()
            time.sleep(TICK)
            self.lag = max(self.lag, time.perf_counter() - started - TICK)

    # --- what it tells -----------------------------------------------------------------------------

    def all_have(self, number: int, patience: float = PATIENCE) -> int:
        """Wait until everybody has this number or a later one; returns how many never did, who was lost among them."""
        deadline = time.perf_counter() + patience
        while (late := self._behind(number)) and time.perf_counter() < deadline:
            time.sleep(0.005)
        return late + self.lost

    def _behind(self, number: int) -> int:
        return sum(viewer.newest < number for viewer in list(self.viewers.values()))

    def delays(self, number: int, since: float) -> list[float]:
        """Seconds from `since` until each viewer had this number; call before the next is sent."""
        return [viewer.arrived - since for viewer in list(self.viewers.values()) if viewer.newest >= number]


def _request_head(path: str, query: str, *, websocket: bool, inflate: bool) -> bytes:
    head = f"GET {path}?{query} HTTP/1.1\r\nHost: 127.0.0.1\r\n"
    if websocket:
        head += "Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
        head += "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
        head += "Sec-WebSocket-Extensions: permessage-deflate; client_max_window_bits\r\n" if inflate else ""
    return head.encode() + b"\r\n"
