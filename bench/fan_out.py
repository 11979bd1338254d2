"""One board to a thousand viewers: what it costs the server beside other ways, and how much memory each viewer takes."""

import contextlib
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from bench import podium
from bench.crowd import Crowd
from bench.gauges import cpu_seconds, percentile, resident_kb
from bench.peers import PEERS, available, number_in, running
from bench.report import Figures, Goal, Report
from tests.stack import Stack, stack_on_sqlite

PAUSE = 0.3  # seconds between updates, so that each is a lone one
FEW = 20  # viewers that are there already: what the first ones cost is the board's, not theirs


def report(viewers: int, updates: int) -> Report:
    """Podium on daphne and on uvicorn, then every peer that the machine has, with boards of the size of Podium's patches."""
    rows: dict[str, Figures] = {}
    for server in ("daphne", "uvicorn"):
        rows[f"Podium on {server}"] = measure_podium(server, viewers, updates)
    size = int(rows["Podium on daphne"]["bytes a viewer and update"])
    for peer_key, peer in available().items():
        with running(peer, size) as here:
            crowd = Crowd([f"ws://127.0.0.1:{here.port}{peer.path}"], number_in, peer.hello, greeted=False, inflate=False)
            with contextlib.closing(crowd):
                rows[peer.name] = measure(crowd, here.process.pid, viewers, updates, here.publish)
            rows[peer_key] = rows[peer.name]
    goals = _goals(rows)
    return Report(
        f"One board to {viewers} WebSocket viewers, {updates} updates; a peer's message is as large as our patch, {size} bytes",
        {name: figures for name, figures in rows.items() if name not in PEERS},
        goals,
    )


def _goals(rows: dict[str, Figures]) -> list[Goal]:
    per = "server us a viewer and update"
    mine = {server: rows[f"Podium on {server}"] for server in ("daphne", "uvicorn")}
    goals = [
        Goal(f"CPU beside textbook Channels on {server}, 1 part in", rows[f"textbook-{server}"][per] / mine[server][per], least)
        for server, least in (("daphne", 8.0), ("uvicorn", 10.0))
    ]
    if "nchan" in rows:
        goals += [
            Goal(f"CPU beside nchan, on {server}, times", mine[server][per] / rows["nchan"][per], at_most=most)
            for server, most in (("daphne", 5.0), ("uvicorn", 2.0))
        ]
    alone = mine["daphne"]["answered without viewers ms (median)"]
    goals.append(Goal("a submit answered without viewers, ms (median)", alone, at_most=50.0))
    goals += [Goal(f"KB a WebSocket viewer on {server}", mine[server]["KB a viewer"], at_most=27.0) for server in mine]
    return goals


def streams(viewers: int) -> Report:
    """The memory of SSE viewers."""
    rows = {f"Podium on {server}": measure_podium(server, viewers, 5, stream=True) for server in ("daphne", "uvicorn")}
    goals = [Goal(f"KB an SSE viewer, {name}", figures["KB a viewer"], at_most=16.0) for name, figures in rows.items()]
    return Report(f"The same to {viewers} SSE viewers", rows, goals)


def measure_podium(server: str, viewers: int, updates: int, *, stream: bool = False) -> Figures:
    """A submit's CPU without viewers is measured first and taken off, so that what is left is the viewers'."""
    with podium_on(server) as (stack, desks):
        base = stack.first.ws_url if not stream else stack.first.url
        path = "/api/scoreboard/bench/stream" if stream else "/ws/scoreboard/bench/"
        submits = [desk.submit for desk in desks]

        def change(number: int) -> int:
            return submits[number % len(submits)]()

        pid = stack.first.process.pid
        crowd = Crowd([f"{base}{path}?as=html"], podium.number_of)
        with contextlib.closing(crowd):
            return measure(crowd, pid, viewers, updates, change)


@contextlib.contextmanager
def podium_on(server: str) -> Iterator[tuple[Stack, list[podium.Desk]]]:
    """One process on SQLite with the bench's event."""
    with tempfile.TemporaryDirectory() as folder, stack_on_sqlite(Path(folder), (server,)) as stack:
        yield stack, podium.prepare(stack, Path(folder))


def measure(crowd: Crowd, pid: int, viewers: int, updates: int, change: Callable[[int], int]) -> Figures:
    """Grow a crowd, change the board again and again, and measure. `change` returns the number that must arrive."""
    crowd.grow(FEW)
    alone = [_update(crowd, change, -number, pid) for number in range(-updates, 0)]
    before = resident_kb(pid)
    refused = crowd.grow(viewers - FEW)
    time.sleep(2)
    grown = resident_kb(pid)
    crowd.lag = 0.0
    bytes_before = crowd.bytes
    seen = [_update(crowd, change, updates + number, pid) for number in range(1, updates + 1)]
    delays = [delay for update in seen for delay in update.delays]
    sent = (crowd.bytes - bytes_before) / updates / viewers
    return {
        "answered without viewers ms (median)": 1000 * statistics.median(update.answered for update in alone),
        "answered ms (median)": 1000 * statistics.median(update.answered for update in seen),
        "to a viewer ms (median)": 1000 * percentile(delays, 0.5),
        "to the last ms (median)": 1000 * statistics.median(max(update.delays) for update in seen),
        "p99 of all ms": 1000 * percentile(delays, 0.99),
        "missed": float(sum(update.missed for update in seen)),
        "refused": float(refused),
        "KB a viewer": (grown - before) / (viewers - FEW),
        "server us a viewer and update": 1e6 * (_mean(seen) - _mean(alone)) / (viewers - FEW),
        "server ms an update, all told": 1000 * _mean(seen),
        "bytes a viewer and update": sent,
        "crowd's own lag ms (worst)": 1000 * crowd.lag,
    }


class _Update:
    """One change of the board: when it was answered, when it was seen, what it cost the server."""

    def __init__(self, answered: float, missed: int, delays: list[float], cpu: float) -> None:
        self.answered, self.missed, self.delays, self.cpu = answered, missed, delays, cpu


def _update(crowd: Crowd, change: Callable[[int], int], number: int, pid: int) -> _Update:
    used = cpu_seconds(pid)
    started = time.perf_counter()
    expected = change(number)
    answered = time.perf_counter() - started
    missed = crowd.all_have(expected)
    delays = crowd.delays(expected, started)
    time.sleep(PAUSE)
    return _Update(answered, missed, delays, cpu_seconds(pid) - used)


def _mean(updates: list[_Update]) -> float:
    return statistics.mean(update.cpu for update in updates)
