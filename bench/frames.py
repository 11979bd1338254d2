"""python -m bench.frames [--teams 30 200 1000] [--moves some all]: main-thread work per frame in Chromium while scores arrive."""

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
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Page, sync_playwright

from bench.podium import CODES, Desk
from tests.stack import stack_on_sqlite

TARGET = 8.0  # ms of the main thread in one frame, with 1,000 teams
CATEGORIES = ["devtools.timeline", "devtools.timeline.frame", "disabled-by-default-devtools.timeline", "cc"]
FRAME = "ProxyMain::BeginMainFrame"
INTERVAL = 16_700  # microseconds
COLUMNS = ("scores", "frames", "median", "p99", "worst", "CPU p99", "worst CPU", "over 8", "raster")
PLACES = {"some": 10, "all": 10_000}  # places that a row moves, at most
PAGES = [("screen", "/events/bench/screen/", (1920, 1080)), ("page", "/events/bench/", (412, 915))]
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
        self.stopping, self.sent, self.chance = threading.Event(), 0, random.Random(7)

    def run(self) -> None:
        while not self.stopping.wait(0.9):
            team = self.chance.randrange(self.teams)
            at = min(self.teams - 1, max(0, team + self.chance.randint(-self.places, self.places)))
            self.desk.send(f"t{team}", dict.fromkeys(CODES, "0") | {CODES[0]: mark_of(at, self.teams)})
            self.sent += 1


def trace(page: Page, seconds: float) -> list[Event]:
    """All that Chromium notes of itself in so many seconds."""
    session = page.context.browser.new_browser_cdp_session()  # type: ignore[union-attr]
    events: list[Event] = []
    done: list[bool] = []
    session.on("Tracing.dataCollected", lambda data: events.extend(data["value"]))
    session.on("Tracing.tracingComplete", lambda _: done.append(True))
    config = {"includedCategories": CATEGORIES, "recordMode": "recordAsMuchAsPossible"}
    session.send("Tracing.start", {"transferMode": "ReportEvents", "traceConfig": config})
    page.wait_for_timeout(1000 * seconds)
    session.send("Tracing.end")
    while not done:
        page.wait_for_timeout(50)
    return events


def threads_of(events: list[Event]) -> dict[str, set[tuple[int, int]]]:
    """The (process, thread) pairs by the name that Chromium gives the thread."""
    named: dict[str, set[tuple[int, int]]] = collections.defaultdict(set)
    for event in events:
        if event["ph"] == "M" and event["name"] == "thread_name":
            named[event["args"]["name"]].add((event["pid"], event["tid"]))
    return named


def figures_of(events: list[Event]) -> dict[str, float]:
    """Milliseconds of the main thread per frame, and of rastering beside it.

    A frame is the task that brings it forth (scripts that run before it, styles, layout, paint, hand-over) and every task
    that ran since the frame before, as far back as one frame of a 60 Hz screen: what the server sent is taken apart there.
    """
    counts = collections.Counter((event["pid"], event["tid"]) for event in events if event["name"] == FRAME)
    main = max(threads_of(events)["CrRendererMain"], key=lambda thread: counts[thread])
    own = sorted((e for e in events if e["ph"] == "X" and (e["pid"], e["tid"]) == main), key=lambda event: event["ts"])
    tasks = [event for event in own if event["name"] == "RunTask"]
    begins = [event["ts"] for event in own if event["name"] == FRAME]
    wall, cpu = [], []
    since = 0
    for begin in begins:
        mine = [task for task in tasks if since < end_of(task) and task["ts"] <= begin and end_of(task) > begin - INTERVAL]
        wall.append(sum(task["dur"] for task in mine) / 1000)
        cpu.append(sum(task.get("tdur", task["dur"]) for task in mine) / 1000)
        since = max(map(end_of, mine), default=since)
    raster = [event["dur"] / 1000 for event in events if event["name"] == "RasterTask" and event["ph"] == "X"]
    return {
        "frames": len(begins),
        "median": statistics.median(wall),
        "p99": quantile(wall, 0.99),
        "worst": max(wall),
        "CPU p99": quantile(cpu, 0.99),
        "worst CPU": max(cpu),
        "over 8": float(sum(each > TARGET for each in cpu)),
        "raster": sum(raster) / len(begins),
    }


def end_of(task: Event) -> int:
    return int(task["ts"] + task["dur"])


def quantile(values: list[float], share: float) -> float:
    return sorted(values)[min(len(values) - 1, int(share * len(values)))]


def measure(page: Page, path: str, scores: Scores, seconds: float) -> dict[str, float]:
    page.goto(path)
    page.wait_for_selector("#connection[data-state=live]", state="attached")
    page.wait_for_timeout(2000)
    before = scores.sent
    figures = figures_of(trace(page, seconds))
    return figures | {"scores": float(scores.sent - before)}


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m bench.frames")
    parser.add_argument("--teams", type=int, nargs="+", default=[30, 200, 1000])
    parser.add_argument("--moves", nargs="+", choices=PLACES, default=list(PLACES))
    parser.add_argument("--seconds", type=float, default=12)
    given = parser.parse_args()
    program = os.environ.get("CHROMIUM") or shutil.which("chromium")
    print(f"{platform.machine()}, {os.cpu_count()} cores; Chromium without a GPU and the server share them; ms")
    print(f"{'page':<8}{'moves':<8}{'teams':>6}" + "".join(f"{name:>10}" for name in COLUMNS))
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=["--no-sandbox"])
        for teams, moves in itertools.product(given.teams, given.moves):
            measure_board(browser, teams, moves, given.seconds)
        browser.close()


def measure_board(browser: Browser, teams: int, moves: str, seconds: float) -> None:
    with tempfile.TemporaryDirectory() as folder, stack_on_sqlite(Path(folder)) as stack:
        path = Path(folder) / "bench.event.json"
        path.write_text(json.dumps(event_file(teams)))
        stack.manage("load_event", str(path))
        scores = Scores(stack.first.port, stack.manage("judge_token", "bench", "j0"), teams, moves)
        scores.start()
        for name, address, size in PAGES:
            page = browser.new_page(base_url=stack.first.url, viewport={"width": size[0], "height": size[1]})
            found = measure(page, address, scores, seconds)
            page.close()
            print(f"{name:<8}{moves:<8}{teams:>6}" + "".join(f"{found[column]:>10.2f}" for column in COLUMNS), flush=True)
        scores.stopping.set()
        scores.join()


if __name__ == "__main__":
    main()
