"""python -m bench.scale: thousands of viewers on one process, herds, polling and a minute of submits; goals beside figures."""

import asyncio
import contextlib
import http.client
import resource
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from bench import podium
from bench.__main__ import PAUSE, PEERS, measure_peer, watched
from bench.crowd import Crowd, cpu_seconds, percentile
from tests.stack import stack_on_services, stack_on_sqlite

Rows = list[tuple[str, str, str]]


def main() -> None:
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (max(soft, min(hard, 65536)), hard))
    for part in (per_viewer, many_viewers, herd, polling, minute_of_submits):
        for name, figure, goal in asyncio.run(part()):
            print(f"{name:<78}{figure:>22}   {goal}", flush=True)


@contextlib.asynccontextmanager
async def serving(server: str, make: Callable[..., Any] = stack_on_sqlite) -> Any:
    """A running stack with the event of podium.py, and a desk for each judge on each process."""
    with (
        tempfile.TemporaryDirectory() as folder,
        make(Path(folder), (server,) if make is stack_on_sqlite else (server, server)) as stack,
    ):
        desks = podium.prepare(stack, Path(folder))
        yield stack, desks


def changes(desks: list[podium.Desk]) -> Callable[[int], Any]:
    async def change(number: int) -> int:
        return await asyncio.to_thread(desks[number % len(desks)].submit)

    return change


async def per_viewer() -> Rows:
    """CPU per viewer and update against textbook Channels: what 1,000 viewers add to what the update costs by itself."""
    rows: Rows = []
    for server in ("daphne", "uvicorn"):
        async with serving(server) as (stack, desks):
            pid = stack.first.process.pid
            used = cpu_seconds(pid)
            for number in range(20):
                await changes(desks)(number)
                await asyncio.sleep(PAUSE)
            alone = (cpu_seconds(pid) - used) / 20
            crowd = Crowd(f"{stack.first.ws_url}/ws/scoreboard/bench/?as=html", podium.number_of)
            figures = await watched(crowd, pid, 1000, 20, changes(desks))
            own = figures["cpu_us_per_viewer"] - 1e6 * alone / 1000
            streams = Crowd(f"{stack.first.url}/api/scoreboard/bench/stream?as=html", podium.number_of)
            sse = await watched(streams, pid, 1000, 5, changes(desks))
        peer = next(iter(PEERS.values()))._replace(server=SERVERS[server])
        textbook = (await measure_peer(peer, 1000, 20))["cpu_us_per_viewer"]
        ratio, goal = textbook / own, {"daphne": 8, "uvicorn": 10}[server]
        rows += [
            (
                f"{server}: CPU per viewer and update, us (textbook Channels {textbook:.0f} us)",
                f"{own:.0f} = 1/{ratio:.1f}",
                f"1/{goal}",
            ),
            (f"{server}: memory per WebSocket viewer, KB", f"{figures['kb_per_viewer']:.1f}", "27"),
            (f"{server}: memory per SSE viewer, KB", f"{sse['kb_per_viewer']:.1f}", "16"),
        ]
    return rows


SERVERS = {"daphne": "daphne -v 0 -b 127.0.0.1 -p {port}", "uvicorn": "uvicorn --log-level critical --port {port}"}


async def many_viewers() -> Rows:
    """5,000 viewers of one process."""
    rows: Rows = []
    for server, goal in (("daphne", 250), ("uvicorn", 150)):
        async with serving(server) as (stack, desks):
            crowd = Crowd(f"{stack.first.ws_url}/ws/scoreboard/bench/?as=html", podium.number_of)
            figures = await watched(crowd, stack.first.process.pid, 5000, 10, changes(desks))
        told = f"{figures['p99_ms']:.0f} ms, {figures['missed']:.0f} missed"
        rows.append((f"{server}: 5,000 viewers, submit to screen, p99", told, f"{goal} ms"))
    return rows


async def herd() -> Rows:
    """5,000 viewers of one daphne process cut off at once come back with what they have."""
    async with serving("daphne") as (stack, desks):
        crowd = Crowd(f"{stack.first.ws_url}/ws/scoreboard/bench/?as=html", podium.number_of)
        await crowd.grow(5000)
        crowd.leave()
        newest = await changes(desks)(0)
        started = time.perf_counter()
        refused = await crowd.grow(5000)
        behind = await crowd.all_have(newest)
        took = time.perf_counter() - started
        idle = cpu_seconds(stack.first.process.pid)
        await asyncio.sleep(10)
        idle = (cpu_seconds(stack.first.process.pid) - idle) / 10
        crowd.leave()
    return [
        (
            "daphne: 5,000 cut off at once, all back and current",
            f"{took:.1f} s, {refused} refused, {behind} behind",
            "10 s, 0, 0",
        ),
        ("daphne: 5,000 idle viewers, share of a core between heartbeats", f"{100 * idle:.1f} %", "5 % (at 10,000)"),
    ]


async def polling() -> Rows:
    """The unchanged partial, asked for as fast as eight connections can."""
    rows: Rows = []
    for server in ("daphne", "uvicorn"):
        async with serving(server) as (stack, _):
            cursor = stack.first.get("/api/scoreboard/bench").json()["cursor"]

            def ask(port: int = stack.first.port, address: str = f"/events/bench/board/?since={cursor}") -> int:
                connection, count = http.client.HTTPConnection("127.0.0.1", port, timeout=10), 0
                deadline = time.perf_counter() + 5
                while time.perf_counter() < deadline:
                    connection.request("GET", address)
                    answer = connection.getresponse()
                    answer.read()
                    if answer.status != 204:
                        raise RuntimeError(answer.status)
                    count += 1
                connection.close()
                return count

            counts = await asyncio.gather(*(asyncio.to_thread(ask) for _ in range(8)))
        rows.append((f"{server}: polled partial, unchanged, answers a second", f"{sum(counts) / 5:.0f}", "2,000"))
    return rows


async def minute_of_submits() -> Rows:
    """60 submits a second for a minute on PostgreSQL and Redis, two daphne processes, 1,000 viewers between them."""
    async with serving("daphne", stack_on_services) as (stack, _):
        tokens = {f"j{n}": stack.manage("judge_token", "bench", f"j{n}") for n in range(podium.JUDGES)}
        desks = [podium.Desk(stack.servers[n % 2].port, token, judge) for n, (judge, token) in enumerate(tokens.items())]
        crowds = [Crowd(f"{server.ws_url}/ws/scoreboard/bench/?as=html", podium.number_of) for server in stack.servers]
        for crowd in crowds:
            await crowd.grow(500)
        answers: list[float] = []
        versions: list[int] = []

        def judge(desk: podium.Desk, first: float) -> None:
            """Six submits a second, each at its own time, late or not."""
            for number in range(360):
                time.sleep(max(0.0, first + number / 6 - time.perf_counter()))
                started = time.perf_counter()
                versions.append(desk.submit())
                answers.append(time.perf_counter() - started)

        begin = time.perf_counter() + 0.5
        await asyncio.gather(*(asyncio.to_thread(judge, desk, begin + n / 60) for n, desk in enumerate(desks)))
        behind = sum([await crowd.all_have(max(versions)) for crowd in crowds])
        took = time.perf_counter() - begin
        for crowd in crowds:
            crowd.leave()
        code = "from judging.models import ScoreVersion; print(ScoreVersion.objects.exclude(reason__startswith='From').count())"
        stored = int(stack.manage("shell", "-v", "0", "-c", code))
    lost = len(versions) - stored
    told = f"{1000 * percentile(answers, 0.99):.0f} ms, {lost} lost, {behind} behind"
    return [(f"60 submits a second for a minute ({len(versions)} in {took:.0f} s), p99", told, "150 ms, 0, 0")]


if __name__ == "__main__":
    main()
