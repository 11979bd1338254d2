"""python -m bench.frames [--teams 30 200 1000] [--moves some all sight]: main-thread work per frame in Chromium."""

import argparse
import collections
import itertools
import json
import os
import platform
import random
import shutil
import statistics
import tempfile
import threading
import time
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, sync_playwright

from bench.podium import CODES, Desk
from bench.unwatched import Unwatched, unwatched_page, wait
from tests.stack import stack_on_sqlite

TARGET = 8.0  # ms of the main thread in one frame, with 1,000 teams
CATEGORIES = ["devtools.timeline", "devtools.timeline.frame", "disabled-by-default-devtools.timeline", "cc"]
FRAME = "ProxyMain::BeginMainFrame"
INTERVAL = 16_700  # microseconds
COLUMNS = ("scores", "frames", "median", "p99", "worst", "CPU p99", "worst CPU", "over 8", "raster")
PLACES = {"some": 10, "all": 10_000, "sight": 10}  # places that a row moves, at most
SIGHT = 10  # teams of which the first rows consist, which the wall's first page and a phone's screen hold: "sight" is among them
PAGES = [("screen", "/events/bench/screen/", (1920, 1080)), ("page", "/events/bench/", (412, 915))]
LIVE = "document.querySelector('#connection[data-state=live]') !== null"
Event = dict[str, Any]


def event_file(teams: int) -> dict[str, Any]:
    """An event whose teams stand half a point apart or more, from the last to the first."""
    criteria = [{"code": code, "name": code, "max": "500", "step": "0.25"} for code in CODES]
    codes = [f"t{n}" for n in range(teams)]
    return {
        "format": "scoreboard-event/1",
        "event": {"slug": "bench", "name": "Bench"},
        "rules": {"method": "points", "decimals": 2},
        "teams": [{"code": code, "name": f"Team {code}", "organisation": "Somewhere"} for code in codes],
        "judges": [{"code": "j0", "name": "J"}],
        "rounds": [{"code": "r", "name": "Round", "criteria": criteria}],
        "assignments": [{"judge": "j0", "round": "r"}],
        "scores": [
            {"round": "r", "judge": "j0", "team": code, "marks": dict.fromkeys(CODES, "0") | {CODES[0]: mark_of(n, teams)}}
            for n, code in enumerate(codes)
        ],
    }


def mark_of(team: int, teams: int) -> str:
    return str(int(team * 2000 / teams) / 4)


class Scores(threading.Thread):
    """A judge at work, one score after the other until told to stop: a row moves some places, or right across the board."""

    def __init__(self, port: int, token: str, teams: int, moves: str) -> None:
        super().__init__(daemon=True)
        self.desk, self.teams, self.places = Desk(port, token, "j0"), teams, PLACES[moves]
        self.last = max(0, teams - SIGHT) if moves == "sight" else 0
        self.stopping, self.sent, self.chance = threading.Event(), 0, random.Random(7)

    def run(self) -> None:
        while not self.stopping.wait(0.9):
            team = self.chance.randrange(self.last, self.teams)
            at = min(self.teams - 1, max(self.last, team + self.chance.randint(-self.places, self.places)))
            self.desk.send(f"t{team}", dict.fromkeys(CODES, "0") | {CODES[0]: mark_of(at, self.teams)})
            self.sent += 1


def trace(browser: Browser, seconds: float) -> list[Event]:
    """All that Chromium notes of itself in so many seconds."""
    session = browser.new_browser_cdp_session()
    events: list[Event] = []
    done: list[bool] = []
    session.on("Tracing.dataCollected", lambda data: events.extend(data["value"]))
    session.on("Tracing.tracingComplete", lambda _: done.append(True))
    config = {"includedCategories": CATEGORIES, "recordMode": "recordAsMuchAsPossible"}
    session.send("Tracing.start", {"transferMode": "ReportEvents", "traceConfig": config})
    time.sleep(seconds)
    session.send("Tracing.end")
    wait(session, lambda: done)
    session.detach()
    return events


def threads_of(events: list[Event]) -> dict[str, set[tuple[int, int]]]:
    """The (process, thread) pairs by the name that Chromium gives the thread."""
    named: dict[str, set[tuple[int, int]]] = collections.defaultdict(set)
    for event in events:
        if event["ph"] == "M" and event["name"] == "thread_name":
            named[event["args"]["name"]].add((event["pid"], event["tid"]))
    return named


def main_thread(events: list[Event]) -> list[Event]:
    """What the page's main thread did, in order; its frames are those of the busiest renderer."""
    counts = collections.Counter((event["pid"], event["tid"]) for event in events if event["name"] == FRAME)
    main = max(threads_of(events)["CrRendererMain"], key=lambda thread: counts[thread])
    own = (event for event in events if event["ph"] == "X" and (event["pid"], event["tid"]) == main)
    return sorted(own, key=lambda event: (event["ts"], -event["dur"]))


def frames_of(own: list[Event]) -> list[list[Event]]:
    """The tasks that each frame consists of.

    A frame is the task that brings it forth (scripts that run before it, styles, layout, paint, hand-over) and every task
    that ran since the frame before, as far back as one frame of a 60 Hz screen: what the server sent is taken apart there.
    """
    tasks = [event for event in own if event["name"] == "RunTask"]
    frames = []
    since = 0
    for begin in (event["ts"] for event in own if event["name"] == FRAME):
        mine = [task for task in tasks if since < end_of(task) and task["ts"] <= begin and end_of(task) > begin - INTERVAL]
        frames.append(mine)
        since = max(map(end_of, mine), default=since)
    return frames


def cpu_of(tasks: list[Event]) -> float:
    return sum(float(task.get("tdur", task["dur"])) for task in tasks) / 1000


def figures_of(events: list[Event], frames: list[list[Event]]) -> dict[str, float]:
    """Milliseconds of the main thread per frame, and of rastering beside it."""
    wall = [sum(task["dur"] for task in tasks) / 1000 for tasks in frames]
    cpu = [cpu_of(tasks) for tasks in frames]
    raster = [event["dur"] / 1000 for event in events if event["name"] == "RasterTask" and event["ph"] == "X"]
    return {
        "frames": len(frames),
        "median": statistics.median(wall),
        "p99": quantile(wall, 0.99),
        "worst": max(wall),
        "CPU p99": quantile(cpu, 0.99),
        "worst CPU": max(cpu),
        "over 8": float(sum(each > TARGET for each in cpu)),
        "raster": sum(raster) / len(frames),
    }


def made_of(own: list[Event], tasks: list[Event]) -> str:
    """What the CPU time of a frame went into: each kind of work with what it took itself, without what it called."""
    mine = [event for event in own if any(task["ts"] <= event["ts"] and end_of(event) <= end_of(task) for task in tasks)]
    took: dict[str, float] = collections.defaultdict(float)
    around: list[Event] = []
    for event in mine:
        while around and end_of(around[-1]) < end_of(event):
            around.pop()
        took[event["name"]] += event.get("tdur", 0) / 1000
        if around:
            took[around[-1]["name"]] -= event.get("tdur", 0) / 1000
        around.append(event)
    most = sorted(took.items(), key=lambda item: -item[1])[:10]
    return f"{cpu_of(tasks):6.2f} in {len(tasks)} tasks: " + ", ".join(f"{name} {ms:.2f}" for name, ms in most)


def end_of(task: Event) -> int:
    return int(task["ts"] + task["dur"])


def quantile(values: list[float], share: float) -> float:
    return sorted(values)[min(len(values) - 1, int(share * len(values)))]


def measure(browser: Browser, page: Unwatched, scores: Scores, given: argparse.Namespace) -> tuple[dict[str, float], list[str]]:
    while not page.evaluate(LIVE):
        time.sleep(0.1)
    if scores.last:
        page.press(" ")  # the wall keeps the page it is on, which is the first
    time.sleep(2)
    before = scores.sent
    events = trace(browser, given.seconds)
    own = main_thread(events)
    frames = frames_of(own)
    worst = sorted(frames, key=cpu_of, reverse=True)[: given.worst]
    return figures_of(events, frames) | {"scores": float(scores.sent - before)}, [made_of(own, tasks) for tasks in worst]


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m bench.frames")
    parser.add_argument("--teams", type=int, nargs="+", default=[30, 200, 1000])
    parser.add_argument("--moves", nargs="+", choices=PLACES, default=list(PLACES))
    parser.add_argument("--seconds", type=float, default=12)
    parser.add_argument("--worst", type=int, default=0, help="tell of so many frames what their time went into")
    given = parser.parse_args()
    program = os.environ.get("CHROMIUM") or shutil.which("chromium")
    print(f"{platform.machine()}, {os.cpu_count()} cores; Chromium without a GPU and the server share them; ms")
    print(f"{'page':<8}{'moves':<8}{'teams':>6}" + "".join(f"{name:>10}" for name in COLUMNS))
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=["--no-sandbox"])
        for teams, moves in itertools.product(given.teams, given.moves):
            measure_board(browser, teams, moves, given)
        browser.close()


def measure_board(browser: Browser, teams: int, moves: str, given: argparse.Namespace) -> None:
    with tempfile.TemporaryDirectory() as folder, stack_on_sqlite(Path(folder)) as stack:
        path = Path(folder) / "bench.event.json"
        path.write_text(json.dumps(event_file(teams)))
        stack.manage("load_event", str(path))
        scores = Scores(stack.first.port, stack.manage("judge_token", "bench", "j0"), teams, moves)
        scores.start()
        for name, address, size in PAGES:
            with unwatched_page(browser, stack.first.url + address, size) as page:
                found, worst = measure(browser, page, scores, given)
            print(
                f"{name:<8}{moves:<8}{teams:>6}" + "".join(f"{found[column]:>10.2f}" for column in COLUMNS),
                *worst,
                sep="\n  ",
                flush=True,
            )
        scores.stopping.set()
        scores.join()


if __name__ == "__main__":
    main()
