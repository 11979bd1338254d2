"""python -m bench.control: what the control room weighs and costs with 200 teams and 40 judges, still and in the rush.

One daphne on SQLite and Chromium on a laptop's screen. A refresh is what has changed since the state that the page has;
"in the rush" sheets arrive while the page is open, and its main thread is asked what that took.
"""

import argparse
import gzip
import http.client
import json
import shutil
import statistics
import tempfile
import time
from pathlib import Path
from typing import Any

from playwright.sync_api import CDPSession, sync_playwright

from bench.podium import CODES, Desk
from tests.stack import Stack, stack_on_sqlite

TEAMS, JUDGES, RUNS = 200, 40, 7
PAGE = "/admin/events/event/1/control/"
LONG = """
window.long = [];
const keep = (list) => window.long.push(...list.getEntries().map((each) => each.duration));
new PerformanceObserver(keep).observe({type: "longtask"});
"""


def event_file(seen_by: int) -> dict[str, Any]:
    """Each team is seen by so many judges, neighbours at a long table; the first half of the teams has been marked."""
    criteria = [{"code": code, "name": f"Criterion {code}", "max": "10", "step": "0.25"} for code in CODES]
    sees = {judge: [team for team in range(TEAMS) if (judge - team) % JUDGES < seen_by] for judge in range(JUDGES)}
    return {
        "format": "scoreboard-event/1",
        "event": {"slug": "bench", "name": "A large fair", "status": "live"},
        "rules": {"method": "points", "decimals": 2},
        "teams": [{"code": f"t{n}", "name": f"Project number {n}", "order": n} for n in range(TEAMS)],
        "judges": [{"code": f"j{n}", "name": f"Judge number {n}"} for n in range(JUDGES)],
        "rounds": [{"code": "r", "name": "Round", "criteria": criteria}],
        "assignments": [{"judge": f"j{n}", "round": "r", "teams": [f"t{team}" for team in teams]} for n, teams in sees.items()],
        "scores": [
            {"round": "r", "judge": f"j{n}", "team": f"t{team}", "marks": dict.fromkeys(CODES, str(5 + (n + team) % 5))}
            for n, teams in sees.items()
            for team in teams
            if team < TEAMS // 2
        ],
    }


def prepare(stack: Stack, folder: Path, seen_by: int) -> tuple[str, Desk]:
    """Load the event; returns an organiser's session and the desk of the first judge."""
    path = folder / "bench.event.json"
    path.write_text(json.dumps(event_file(seen_by)))
    stack.manage("load_event", str(path))
    make = (
        "from django.contrib.auth.models import User; from django.test import Client;"
        "user = User.objects.create_superuser('olga', password='x'); client = Client(); client.force_login(user);"
        "print(client.cookies['sessionid'].value)"
    )
    session = stack.manage("shell", "-v", "0", "-c", make)
    return session, Desk(stack.first.port, stack.manage("judge_token", "bench", "j0"), "j0")


def submit(desk: Desk, number: int) -> None:
    """A correction of one sheet that this judge has."""
    own = [team for team in range(TEAMS // 2) if (0 - team) % JUDGES < 1]
    desk.send(f"t{own[number % len(own)]}", dict.fromkeys(CODES, str(1 + number % 9)))


def fetch(stack: Stack, session: str, query: str = "") -> tuple[float, bytes, str]:
    """Milliseconds, the body of one answer, and the state that the page has with it."""
    connection = http.client.HTTPConnection("127.0.0.1", stack.first.port, timeout=60)
    started = time.perf_counter()
    connection.request("GET", PAGE + query, headers={"Cookie": f"sessionid={session}"})
    answer = connection.getresponse()
    body = answer.read()
    took = (time.perf_counter() - started) * 1000
    connection.close()
    if answer.status != 200:
        raise RuntimeError(answer.status)
    return took, body, answer.headers["X-Room"] or ""


REFRESH = "?part=now&round=r&have="


def still(stack: Stack, session: str, desk: Desk) -> None:
    """The answers' weight, and their time with and without a change since the last one."""
    state = ""
    for name, query in (("the page", ""), ("the whole room", REFRESH), ("a refresh", REFRESH)):
        times, body = [], b""
        for _ in range(RUNS):
            took, body, state = fetch(stack, session, query + (state if name == "a refresh" else ""))
            times.append(took)
        print(f"{name}: {weight(body)},", end=" ")
        print(f"{statistics.median(times):.0f} ms when nothing has changed", flush=True)
    times = []
    for number in range(RUNS):
        submit(desk, number)
        time.sleep(1)
        took, body, state = fetch(stack, session, REFRESH + state)
        times.append(took)
    print(f"a refresh after a sheet: {weight(body)},", end=" ")
    print(f"{statistics.median(times):.0f} ms (worst of {RUNS}: {max(times):.0f})", flush=True)


def weight(body: bytes) -> str:
    """How large an answer is."""
    return f"{len(body) / 1000:.0f} KB, {len(gzip.compress(body)) / 1000:.1f} KB over the network"


def rush(stack: Stack, session: str, desk: Desk, program: str, seconds: int, rate: float) -> None:
    """Sheets arrive, the page follows; what it took the browser."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=["--no-sandbox"])
        context = browser.new_context(base_url=stack.first.url, viewport={"width": 1366, "height": 768})
        context.add_cookies([{"name": "sessionid", "value": session, "url": stack.first.url}])
        page = context.new_page()
        page.add_init_script(LONG)
        page.goto(PAGE)
        page.wait_for_selector("#control-age[data-state=live]", timeout=30_000)
        answers: list[float] = []
        page.on("requestfinished", lambda asked: answers.append(asked.timing["responseEnd"]) if "part=now" in asked.url else None)
        devtools = context.new_cdp_session(page)
        devtools.send("Performance.enable")
        before, submitted, times = busy(devtools), 0, []
        page.evaluate("window.long = []")
        ends = time.monotonic() + seconds
        while time.monotonic() < ends:
            started = time.perf_counter()
            submit(desk, submitted)
            times.append((time.perf_counter() - started) * 1000)
            submitted += 1
            page.wait_for_timeout(1000 / rate)
        spent, long = busy(devtools) - before, page.evaluate("window.long")
        print(f"in the rush: {submitted} sheets in {seconds} s, answered in {statistics.median(times):.0f} ms (median);", end=" ")
        print(f"{len(answers)} refreshes, {statistics.median(answers):.0f} ms each (median) until they were there;", end=" ")
        print(f"the browser's main thread was busy for {spent / seconds * 100:.0f} % of the time,", end=" ")
        print(f"its longest task took {max(long, default=0):.0f} ms", flush=True)
        browser.close()


def busy(devtools: CDPSession) -> float:
    """Seconds that the page's main thread has worked."""
    found = {each["name"]: each["value"] for each in devtools.send("Performance.getMetrics")["metrics"]}
    return float(found["TaskDuration"])


def main() -> None:
    """Print the figures of one hall."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--seen-by", type=int, default=5, help="judges for each team; 40 has every judge see every team")
    options.add_argument("--seconds", type=int, default=20)
    options.add_argument("--rate", type=float, default=2.0, help="sheets a second, about")
    options.add_argument("--chromium", default=shutil.which("chromium") or "chromium")
    asked = options.parse_args()
    with tempfile.TemporaryDirectory() as name, stack_on_sqlite(Path(name)) as stack:
        print(f"{TEAMS} teams, {JUDGES} judges, each team seen by {asked.seen_by}", flush=True)
        session, desk = prepare(stack, Path(name), asked.seen_by)
        still(stack, session, desk)
        rush(stack, session, desk, asked.chromium, asked.seconds, asked.rate)


if __name__ == "__main__":
    main()
