"""A crowd of viewers in this process, as light as Python allows: what reached each of them when."""

import asyncio
import os
import time
from collections.abc import Callable
from pathlib import Path
from urllib.parse import urlsplit

CONNECT_AT_ONCE = 100
PATIENCE = 10.0  # seconds for the last viewer of a round

NumberOf = Callable[[bytes], int | None]


class Viewer(asyncio.Protocol):
    """One connection: sends its request, cuts what comes into messages, and notes the newest number and its time."""

    def __init__(self, request: bytes, websocket: bool, number_of: NumberOf, hello: str = "") -> None:
        self.request, self.websocket, self.number_of, self.hello = request, websocket, number_of, hello
        self.buffer = b""
        self.open = False
        self.newest = -1
        self.arrived: list[tuple[int, float]] = []
        self.ready: asyncio.Future[None] = asyncio.get_running_loop().create_future()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport: asyncio.Transport = transport  # type: ignore[assignment]
        self.transport.write(self.request)

    def connection_lost(self, error: Exception | None) -> None:
        if not self.ready.done():
            self.ready.set_exception(error or ConnectionError("closed before anything was said"))

    def data_received(self, data: bytes) -> None:
        self.buffer += data
        if not self.open and not self._opened():
            return
        while (message := self._message()) is not None:
            self._take(message)

    def _opened(self) -> bool:
        head, found, rest = self.buffer.partition(b"\r\n\r\n")
        if not found:
            return False
        if not head.startswith((b"HTTP/1.1 101", b"HTTP/1.1 200")):
            self.transport.abort()
            if not self.ready.done():
                self.ready.set_exception(ConnectionRefusedError(head.split(b"\r\n")[0].decode()))
            return False
        self.buffer, self.open = rest, True
        if self.hello:
            self.say(self.hello)
        return True

    def _message(self) -> bytes | None:
        """The next whole message: a WebSocket frame's payload, or an event of a stream."""
        if not self.websocket:
            event, found, rest = self.buffer.partition(b"\n\n")
            self.buffer = rest if found else self.buffer
            return event if found else None
        if len(self.buffer) < 2:
            return None
        size, start = self.buffer[1] & 127, 2
        if size > 125:
            start = 4 if size == 126 else 10
            size = int.from_bytes(self.buffer[2:start], "big")
        if len(self.buffer) < start + size:
            return None
        message, self.buffer = self.buffer[start : start + size], self.buffer[start + size :]
        return message

    def _take(self, message: bytes) -> None:
        if message == b"2":  # Engine.IO asks whether we are there
            self.say("3")
        number = self.number_of(message)
        if number is not None and number > self.newest:
            self.newest = number
            self.arrived.append((number, time.perf_counter()))
            if not self.ready.done():
                self.ready.set_result(None)

    def say(self, text: str) -> None:
        """Send a short text frame, masked with zeros."""
        self.transport.write(bytes([0x81, 0x80 | len(text), 0, 0, 0, 0]) + text.encode())


class Crowd:
    """Viewers of one address. `number_of` reads the number of the board out of a message."""

    def __init__(self, url: str, number_of: NumberOf, hello: str = "", *, greeted: bool = True) -> None:
        parts = urlsplit(url)
        self.address = (parts.hostname, parts.port)
        self.websocket = parts.scheme == "ws"
        head = f"GET {parts.path}?{parts.query} HTTP/1.1\r\nHost: 127.0.0.1\r\n"
        if self.websocket:
            head += "Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
            head += "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
        self.make = lambda: Viewer(head.encode() + b"\r\n", self.websocket, number_of, hello)
        self.greeted = greeted  # whether the server speaks first
        self.viewers: list[Viewer] = []

    async def grow(self, size: int) -> int:
        """Connect so many more and wait until each has heard something; returns how many were refused."""
        gate = asyncio.Semaphore(CONNECT_AT_ONCE)

        async def join() -> bool:
            async with gate:
                try:
                    _, viewer = await asyncio.get_running_loop().create_connection(self.make, *self.address)
                    self.viewers.append(viewer)
                    if self.greeted:
                        await asyncio.wait_for(asyncio.shield(viewer.ready), 30)
                except (OSError, TimeoutError):
                    return False
                return True

        return (await asyncio.gather(*(join() for _ in range(size)))).count(False)

    async def all_have(self, number: int) -> int:
        """Wait until everybody has this number or a later one; returns how many never did."""
        deadline = time.perf_counter() + PATIENCE
        while (late := sum(viewer.newest < number for viewer in self.viewers)) and time.perf_counter() < deadline:  # noqa: ASYNC110
            await asyncio.sleep(0.005)
        return late

    def delays(self, number: int, since: float) -> list[float]:
        """Seconds from `since` until each viewer had this number or a later one; viewers that never had it are left out."""
        firsts = (next((at for got, at in viewer.arrived if got >= number), None) for viewer in self.viewers)
        return [at - since for at in firsts if at is not None]

    def leave(self) -> None:
        """Cut everybody off at once."""
        for viewer in self.viewers:
            viewer.transport.abort()
            if viewer.ready.done():
                viewer.ready.exception()
        self.viewers = []


def percentile(values: list[float], share: float) -> float:
    """The value below which this share of all lies (nearest rank)."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))] if ordered else float("nan")


def resident_kb(pid: int) -> int:
    """Resident memory of a process in KB (Linux)."""
    for line in Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith("VmRSS:"):
            return int(line.split()[1])
    raise ProcessLookupError(pid)


def cpu_seconds(pid: int) -> float:
    """Processor time that a process has used so far (Linux)."""
    fields = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
