"""A crowd of WebSocket viewers in this process, and what reached each of them when."""

import asyncio
import time
from collections.abc import Callable
from contextlib import AsyncExitStack
from pathlib import Path

from websockets.asyncio.client import ClientConnection, connect

CONNECT_AT_ONCE = 50
PATIENCE = 10.0  # seconds for the last viewer of a round


class Crowd:
    """`seen[n]` is the list of (time, number) that viewer n received; `number_of` reads the number out of a message."""

    def __init__(
        self, url: str, number_of: Callable[[str], int | None], hello: str = "", pong: tuple[str, str] = ("", "")
    ) -> None:
        self.url, self.number_of, self.hello, self.pong = url, number_of, hello, pong
        self.stack = AsyncExitStack()
        self.newest: list[int] = []
        self.arrived: list[dict[int, float]] = []
        self.tasks: list[asyncio.Task[None]] = []

    async def grow(self, size: int) -> None:
        gate = asyncio.Semaphore(CONNECT_AT_ONCE)

        async def join() -> ClientConnection:
            async with gate:
                return await self.stack.enter_async_context(
                    connect(self.url, proxy=None, compression=None, ping_interval=None, max_queue=None, open_timeout=60)
                )

        for viewer in await asyncio.gather(*(join() for _ in range(size))):
            self.newest.append(-1)
            self.arrived.append({})
            self.tasks.append(asyncio.create_task(self._watch(len(self.newest) - 1, viewer)))

    async def _watch(self, place: int, viewer: ClientConnection) -> None:
        if self.hello:
            await viewer.send(self.hello)
        async for message in viewer:
            now = time.perf_counter()
            text = str(message)
            if text == self.pong[0]:
                await viewer.send(self.pong[1])
            number = self.number_of(text)
            if number is not None and number > self.newest[place]:
                self.newest[place] = number
                self.arrived[place][number] = now

    async def all_have(self, number: int) -> int:
        """Wait until everybody has this number or a later one; returns how many never did."""
        deadline = time.perf_counter() + PATIENCE
        while (late := sum(newest < number for newest in self.newest)) and time.perf_counter() < deadline:  # noqa: ASYNC110
            await asyncio.sleep(0.005)
        return late

    def delays(self, number: int, since: float) -> list[float]:
        """Seconds from `since` until each viewer had this number or a later one; viewers that never had it are left out."""
        delays = []
        for arrived in self.arrived:
            times = [at for got, at in arrived.items() if got >= number]
            if times:
                delays.append(min(times) - since)
        return delays

    async def leave(self) -> None:
        for task in self.tasks:
            task.cancel()
        await asyncio.gather(*self.tasks, return_exceptions=True)
        await self.stack.aclose()


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
    return (int(fields[11]) + int(fields[12])) / 100
