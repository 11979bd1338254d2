"""Large halls: 5,000 viewers of one process, 10,000 of two, 5,000 cut off at once, 10,000 that only wait."""

import contextlib
import statistics
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from bench import podium
from bench.crowd import Crowd
from bench.gauges import cpu_seconds, percentile, resident_kb
from bench.report import Figures, Goal, Report
from tests.stack import Stack, stack_on_services, stack_on_sqlite

PAUSE = 1.0  # seconds between updates


def hall(viewers: int, updates: int) -> Report:
    """All of them on one process, on each server."""
    rows = {}
    for server in ("daphne", "uvicorn"):
        with _on_sqlite(server) as (stack, desks), _crowd(stack) as crowd:
            rows[f"one {server} process, SQLite"] = _watched(crowd, stack, desks, viewers, updates)
    goals = []
    for (name, figures), most in zip(rows.items(), (250.0, 150.0), strict=True):
        goals += _all_served(name, figures)
        goals.append(Goal(f"p99 from Send to the last viewer's socket, ms, {name}", figures["p99 of all ms"], at_most=most))
    return Report(f"{viewers} WebSocket viewers of one process, {updates} updates", rows, goals)


def halls(viewers: int, updates: int) -> Report:
    """Half of them on each of two processes that share PostgreSQL and Redis."""
    rows = {}
    for server in ("daphne", "uvicorn"):
        with _on_services(server) as (stack, desks), _crowd(stack) as crowd:
            rows[f"two {server} processes, PostgreSQL and Redis"] = _watched(crowd, stack, desks, viewers, updates)
    goals = []
    for name, figures in rows.items():
        goals += _all_served(name, figures)
        goals.append(Goal(f"p99 from Send to the last viewer's socket, ms, {name}", figures["p99 of all ms"], at_most=400.0))
    return Report(f"{viewers} WebSocket viewers of two processes, {updates} updates", rows, goals)


def _watched(crowd: Crowd, stack: Stack, desks: list[podium.Desk], viewers: int, updates: int) -> Figures:
    started = time.perf_counter()
    refused = crowd.grow(viewers)
    came_in = time.perf_counter() - started
    time.sleep(3)
    crowd.lag = 0.0
    delays: list[float] = []
    answers, lasts, missed = [], [], 0
    for number in range(updates):
        started = time.perf_counter()
        expected = desks[number % len(desks)].submit()
        answers.append(time.perf_counter() - started)
        missed += crowd.all_have(expected)
        seen = crowd.delays(expected, started)
        delays += seen
        lasts.append(max(seen))
        time.sleep(PAUSE)
    return {
        "came in after s": came_in,
        "refused": float(refused),
        "missed": float(missed),
        "answered ms (median)": 1000 * statistics.median(answers),
        "to a viewer ms (median)": 1000 * percentile(delays, 0.5),
        "to the last ms (median)": 1000 * statistics.median(lasts),
        "to the last ms (worst)": 1000 * max(lasts),
        "p99 of all ms": 1000 * percentile(delays, 0.99),
        "crowd's own lag ms (worst)": 1000 * crowd.lag,
        "MB of the servers": sum(resident_kb(server.process.pid) for server in stack.servers) / 1024,
    }


def _all_served(name: str, figures: Figures) -> list[Goal]:
    return [Goal(f"{what}, {name}", figures[what], at_most=0.0) for what in ("refused", "missed")]


def herd(viewers: int) -> Report:
    """All of one daphne process cut off at once, and back with what they had: `since` is their cursor."""
    with _on_sqlite("daphne") as (stack, desks), _crowd(stack) as crowd:
        crowd.grow(viewers)
        version = desks[0].submit()
        crowd.all_have(version)
        cursor = stack.first.get("/api/scoreboard/bench").json()["cursor"]
        queries, watched_from = _queries(stack), time.perf_counter()
        crowd.leave()
        time.sleep(0.1)  # the server learns of it while the first are back already
        started = time.perf_counter()
        refused = crowd.grow(viewers, since=cursor)
        back = time.perf_counter() - started
        asked, watched = _queries(stack) - queries, time.perf_counter() - watched_from
        newest = desks[1].submit()
        missed = crowd.all_have(newest)
    figures = {"back after s": back, "refused": float(refused), "missed": float(missed), "board queries": asked, "in s": watched}
    goals = [
        Goal("all back after s", back, at_most=10.0),
        Goal("refused", float(refused), at_most=0.0),
        Goal("missed afterwards", float(missed), at_most=0.0),
        Goal("board queries beyond one a second", asked - watched, at_most=2.0),
    ]
    return Report(f"{viewers} viewers of one daphne process cut off at once", {"one daphne process, SQLite": figures}, goals)


def _queries(stack: Stack) -> float:
    """How often the process has asked the database where public boards stand, from its metrics."""
    answer = stack.first.get("/metrics", {"Authorization": f"Bearer {METRICS_TOKEN}"})
    lines = [line for line in answer.body.decode().splitlines() if line.startswith('podium_board_queries_total{feed="board"}')]
    return float(lines[0].rsplit(" ", 1)[1])


def idle(viewers: int, seconds: float = 64.0) -> Report:
    """Nobody submits: what waiting costs, between heartbeats and with one; so long that the server's own pings are in it."""
    rows = {}
    for server in ("daphne", "uvicorn"):
        with _on_sqlite(server) as (stack, _), _crowd(stack) as crowd:
            crowd.grow(viewers)
            pid = stack.first.process.pid
            time.sleep(5)
            shares = []
            messages = crowd.messages
            for _ in range(int(seconds / 2)):
                used, heard, started = cpu_seconds(pid), crowd.messages, time.perf_counter()
                time.sleep(2)
                share = 100 * (cpu_seconds(pid) - used) / (time.perf_counter() - started)
                shares.append((share, crowd.messages - heard))
            quiet = [share for share, heard in shares if not heard]
            beating = [share for share, heard in shares if heard]
            rows[f"one {server} process"] = {
                "viewers": float(len(crowd.viewers)),
                "% of a core between heartbeats": statistics.mean(quiet),
                "the same, worst 2 s": max(quiet),
                "% of a core in the 2 s of a heartbeat": max(beating, default=float("nan")),
                "heartbeats heard": float(crowd.messages - messages),
                "MB of the server": resident_kb(pid) / 1024,
            }
    goals = [
        Goal(f"% of a core between heartbeats, {name}", figures["% of a core between heartbeats"], at_most=5.0)
        for name, figures in rows.items()
    ]
    return Report(f"{viewers} idle viewers", rows, goals)


METRICS_TOKEN = "bench"


@contextlib.contextmanager
def _on_sqlite(server: str) -> Iterator[tuple[Stack, list[podium.Desk]]]:
    with (
        tempfile.TemporaryDirectory() as folder,
        stack_on_sqlite(Path(folder), (server,), METRICS_TOKEN=METRICS_TOKEN) as stack,
    ):
        yield stack, podium.prepare(stack, Path(folder))


@contextlib.contextmanager
def _on_services(server: str) -> Iterator[tuple[Stack, list[podium.Desk]]]:
    with tempfile.TemporaryDirectory() as folder, stack_on_services(Path(folder), (server, server)) as stack:
        yield stack, podium.prepare(stack, Path(folder))


@contextlib.contextmanager
def _crowd(stack: Stack) -> Iterator[Crowd]:
    urls = [f"{server.ws_url}/ws/scoreboard/bench/?as=html" for server in stack.servers]
    with contextlib.closing(Crowd(urls, podium.number_of)) as crowd:
        yield crowd
