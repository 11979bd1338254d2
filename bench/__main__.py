"""python -m bench [--viewers N] [--updates N]: submit, fan-out, memory; Podium beside two plain ways in one run."""

import argparse
import asyncio
import http.client
import os
import platform
import re
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import NamedTuple

from bench import podium
from bench.crowd import Crowd, cpu_seconds, percentile, resident_kb
from tests.stack import ROOT, free_port, stack_on_sqlite

TARGETS = {"submit_ms": 50.0, "p99_ms": 150.0, "missed": 0.0, "kb_per_viewer": 32.0}
PAUSE = 0.4  # seconds between updates, so that each is a lone one

Figures = dict[str, float]


async def watched(crowd: Crowd, pid: int, viewers: int, updates: int, change: Callable[[int], Awaitable[int]]) -> Figures:
    """Grow a crowd, change the board again and again, and measure. `change` returns the number that must arrive."""
    await crowd.grow(1)  # what the first viewer costs is not the viewers' but the board's
    await asyncio.sleep(1)
    before = resident_kb(pid)
    await crowd.grow(viewers - 1)
    await asyncio.sleep(2)
    grown = resident_kb(pid)
    delays: list[float] = []
    answers: list[float] = []
    missed = 0
    used = cpu_seconds(pid)
    for number in range(1, updates + 1):
        started = time.perf_counter()
        expected = await change(number)
        answers.append(time.perf_counter() - started)
        missed += await crowd.all_have(expected)
        delays += crowd.delays(expected, started)
        await asyncio.sleep(PAUSE)
    used = cpu_seconds(pid) - used
    crowd.leave()
    return {
        "answer_ms": 1000 * statistics.median(answers),
        "p50_ms": 1000 * percentile(delays, 0.5),
        "p99_ms": 1000 * percentile(delays, 0.99),
        "missed": float(missed),
        "kb_per_viewer": (grown - before) / viewers,
        "cpu_us_per_viewer": 1e6 * used / updates / viewers,
    }


async def measure_podium(viewers: int, updates: int) -> Figures:
    with tempfile.TemporaryDirectory() as folder, stack_on_sqlite(Path(folder)) as stack:
        desks = podium.prepare(stack, Path(folder))
        url = f"{stack.first.ws_url}/ws/scoreboard/bench/?as=html"

        async def change(number: int) -> int:
            return await asyncio.to_thread(desks[number % len(desks)].submit)

        alone = []
        for number in range(updates):
            started = time.perf_counter()
            await change(number)
            alone.append(time.perf_counter() - started)
            await asyncio.sleep(PAUSE / 2)

        pid = stack.first.process.pid
        figures = await watched(Crowd(url, podium.number_of), pid, viewers, updates, change)
        return figures | {"submit_ms": 1000 * statistics.median(alone)}


class Peer(NamedTuple):
    """Another way to do it: an application under bench.peers, its server, and what its viewers say first."""

    module: str
    server: str
    path: str
    hello: str = ""


PEERS = {
    "Textbook Channels on daphne: one group member per viewer, 6 KB sent as it is (no scoring)": Peer(
        "textbook", "daphne -v 0 -b 127.0.0.1 -p {port}", "/ws"
    ),
    "Plain Socket.IO on uvicorn: one room, 6 KB sent as it is (no scoring)": Peer(
        "socketio_plain", "uvicorn --log-level critical --port {port}", "/socket.io/?EIO=4&transport=websocket", "40"
    ),
}


def start(peer: Peer, port: int) -> "subprocess.Popen[bytes]":
    command = [sys.executable, "-m", *peer.server.format(port=port).split(), f"bench.peers.{peer.module}:application"]
    return subprocess.Popen(command, cwd=ROOT, env=os.environ | {"BOARD_BYTES": "6000"}, stderr=subprocess.DEVNULL)


async def measure_peer(peer: Peer, viewers: int, updates: int) -> Figures:
    """A peer is told by POST /publish/<number> to send a board of the size of Podium's."""
    port = free_port()
    process = start(peer, port)
    try:
        await until_it_answers(port)

        async def change(number: int) -> int:
            await asyncio.to_thread(publish, port, number)
            return number

        crowd = Crowd(f"ws://127.0.0.1:{port}{peer.path}", number_in, peer.hello, greeted=False)
        return await watched(crowd, process.pid, viewers, updates, change)
    finally:
        process.terminate()
        process.wait(10)


def publish(port: int, number: int) -> None:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    connection.request("POST", f"/publish/{number}")
    connection.getresponse().read()
    connection.close()


def number_in(message: bytes) -> int | None:
    found = re.search(rb'"number":\s?(\d+)', message[:200])
    return int(found[1]) if found else None


async def until_it_answers(port: int) -> None:
    for _ in range(100):
        try:
            await asyncio.to_thread(publish, port, 0)
            return
        except OSError:
            await asyncio.sleep(0.1)
    raise TimeoutError("A peer did not start.")


def report(name: str, figures: Figures) -> None:
    print(f"\n{name}")
    for key, value in figures.items():
        print(f"  {key:<20}{value:10.1f}")


async def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m bench")
    parser.add_argument("--viewers", type=int, default=500)
    parser.add_argument("--updates", type=int, default=25)
    given = parser.parse_args()
    sizes = (given.viewers, given.updates)
    print(f"{given.viewers} WebSocket viewers, {given.updates} updates, {platform.machine()}, {os.cpu_count()} cores, "
          f"Python {platform.python_version()}; viewers and server share the machine")  # fmt: skip
    mine = await measure_podium(*sizes)
    report("Podium: daphne, SQLite, 30 teams x 10 judges x 5 criteria (from the press of Send)", mine)
    for name, peer in PEERS.items():
        report(name, await measure_peer(peer, *sizes))
    missed = [f"{key} is {mine[key]:.1f}, the target is {target:.0f}" for key, target in TARGETS.items() if mine[key] > target]
    print("\nTargets: " + ("all met" if not missed else "MISSED: " + "; ".join(missed)))


if __name__ == "__main__":
    asyncio.run(main())
