"""A burst: 60 submits a second for a minute on one event, open loop, two processes on PostgreSQL and Redis."""

import contextlib
import queue
import tempfile
import threading
import time
from pathlib import Path

from bench import podium
from bench.crowd import Crowd
from bench.gauges import percentile
from bench.report import Goal, Report
from tests.stack import stack_on_services

WRITERS = 24  # connections that share the schedule; more than can be busy at once when an answer takes 150 ms


def burst(viewers: int, rate: int, seconds: int, server: str = "daphne") -> Report:
    """Each submit has its moment, whatever became of those before; it is timed from that moment."""
    with tempfile.TemporaryDirectory() as folder, stack_on_services(Path(folder), (server, server)) as stack:
        desks = podium.prepare(stack, Path(folder), connections=WRITERS)
        urls = [f"{each.ws_url}/ws/scoreboard/bench/?as=html" for each in stack.servers]
        with contextlib.closing(Crowd(urls, podium.number_of)) as crowd:
            refused = crowd.grow(viewers)
            heard = crowd.messages
            results = _drive(desks, rate, seconds)
            newest = max(version for version, _ in results.accepted)
            ended = time.perf_counter()
            missed = crowd.all_have(newest)
            settled = time.perf_counter() - ended
            boards = (crowd.messages - heard) / max(1, len(crowd.viewers)) / seconds
            stored = int(stack.manage("shell", "-v", "0", "-c", COUNT)) - podium.TEAMS * podium.JUDGES
    times = [took for _, took in results.accepted]
    versions = [version for version, _ in results.accepted]
    figures = {
        "viewers": float(viewers - refused),
        "submits sent": float(rate * seconds),
        "accepted": float(len(versions)),
        "failed": float(len(results.failed)),
        "stored in the history": float(stored),
        "versions given twice": float(len(versions) - len(set(versions))),
        "submit ms (median)": 1000 * percentile(times, 0.5),
        "submit p99 ms": 1000 * percentile(times, 0.99),
        "submit ms (worst)": 1000 * max(times),
        "boards a viewer and second": boards,
        "viewers that never got the newest": float(missed),
        "all have the newest after s": settled,
    }
    lost = len(versions) - stored + len(results.failed) + (len(versions) - len(set(versions)))
    goals = [
        Goal("lost or failed", float(abs(lost)), at_most=0.0),
        Goal("submit p99 ms", figures["submit p99 ms"], at_most=150.0),
        Goal("viewers that never got the newest", float(missed), at_most=0.0),
    ]
    title = f"{rate} submits a second for {seconds} s, {viewers} viewers, two {server} processes, PostgreSQL and Redis"
    return Report(title, {"Podium": figures}, goals)


COUNT = "from judging.models import ScoreVersion; print(ScoreVersion.objects.count())"


class _Results:
    def __init__(self) -> None:
        self.accepted: list[tuple[int, float]] = []
        self.failed: list[str] = []


def _drive(desks: list[podium.Desk], rate: int, seconds: int) -> _Results:
    moments: queue.Queue[float | None] = queue.Queue()
    results = _Results()

    def write(desk: podium.Desk) -> None:
        while (moment := moments.get()) is not None:
            try:
                version = desk.submit()
                results.accepted.append((version, time.perf_counter() - moment))
            except Exception as error:
                results.failed.append(repr(error))

    writers = [threading.Thread(target=write, args=(desk,)) for desk in desks]
    for writer in writers:
        writer.start()
    started = time.perf_counter()
    for number in range(rate * seconds):
        moment = started + number / rate
        time.sleep(max(0.0, moment - time.perf_counter()))
        moments.put(moment)
    for _ in writers:
        moments.put(None)
    for writer in writers:
        writer.join(60)
    return results
