"""python -m bench.desk: how soon a judge's desk can be used on a bad network, and how many bytes that takes.

Chromium with its own throttling (CDP Network.emulateNetworkConditions, as its developer tools do), against one real
server with collected static files. "Usable" is when the page's scripts run and the next team can be tapped.
"""

import argparse
import contextlib
import json
import os
import platform
import shutil
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

from playwright.sync_api import BrowserContext, CDPSession, Page, sync_playwright

from tests.stack import ROOT, stack_on_sqlite

TARGETS = {"first_ms": 3000.0, "second_ms": 1000.0, "first_kb": 120.0}
TEAMS = 30


class Profile(NamedTuple):
    """A network: the least delay of every request, and bytes a second down and up."""

    name: str
    latency_ms: int
    down: float
    up: float


SLOW_3G = Profile("slow 3G (400 ms, 400 kbit/s)", 400, 400_000 / 8, 400_000 / 8)
DEVTOOLS = Profile("Chromium's preset Slow 3G (2,000 ms a request, 400 kbit/s)", 2000, 500_000 / 8 * 0.8, 500_000 / 8 * 0.8)


def event() -> dict[str, Any]:
    """A hackathon: thirty teams, five criteria with levels, six judges."""
    levels = [{"points": points, "text": f"What {points} points mean, in a sentence"} for points in ("1", "5", "10")]
    criteria = [
        {"code": f"c{n}", "name": f"Criterion {n}", "min": "1", "max": "10", "step": "1", "levels": levels} for n in range(5)
    ]
    judges = [{"code": f"j{n}", "name": f"Judge {n}"} for n in range(6)]
    return {
        "format": "scoreboard-event/1",
        "event": {"slug": "bench", "name": "A hackathon", "status": "live"},
        "rules": {"method": "points"},
        "teams": [
            {"code": f"t{n}", "name": f"The team number {n}", "organisation": f"School {n}", "order": n}
            for n in range(1, TEAMS + 1)
        ],
        "judges": judges,
        "rounds": [{"code": "final", "name": "Final", "criteria": criteria}],
        "scores": [],
        "assignments": [{"judge": judge["code"], "round": "final"} for judge in judges],
    }


@contextlib.contextmanager
def serving() -> Iterator[tuple[str, str]]:
    """A site as it is deployed; yields its address and one judge's sign-in path."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        static = str(folder / "static")
        environment = os.environ | {
            "SECRET_KEY": "only-for-the-bench",
            "STATIC_ROOT": static,
            "DATABASE_URL": "sqlite://:memory:",
        }
        environment.pop("DEBUG", None)
        collect = [sys.executable, "manage.py", "collectstatic", "--no-input", "-v", "0"]
        subprocess.run(collect, cwd=ROOT, env=environment, check=True)
        with stack_on_sqlite(folder, STATIC_ROOT=static) as stack:
            (folder / "bench.event.json").write_text(json.dumps(event()))
            stack.manage("load_event", str(folder / "bench.event.json"))
            link = stack.manage("judge_link", "bench", "j0")
            yield stack.first.url, "/judge" + link.split("/judge", 1)[1]


class Meter:
    """Counts what comes over the network, and slows it down: for the page, and for the service worker that fetches for it."""

    def __init__(self, page: Page, profile: Profile) -> None:
        self.bytes = 0
        self.conditions = {
            "offline": False,
            "latency": profile.latency_ms,
            "downloadThroughput": profile.down,
            "uploadThroughput": profile.up,
        }
        session = page.context.new_cdp_session(page)
        session.send("Network.enable")
        session.send("Network.emulateNetworkConditions", self.conditions)
        session.on("Network.loadingFinished", lambda told: self._count(told["encodedDataLength"]))

    def workers(self, root: CDPSession) -> None:
        """The same for service workers: they are targets of their own, reached through the browser's session."""
        root.on("Target.receivedMessageFromTarget", self._heard)
        for target in root.send("Target.getTargets")["targetInfos"]:
            if target["type"] == "service_worker":
                session = root.send("Target.attachToTarget", {"targetId": target["targetId"], "flatten": False})["sessionId"]
                for number, (method, params) in enumerate(
                    [("Network.enable", {}), ("Network.emulateNetworkConditions", self.conditions)], 1
                ):
                    message = json.dumps({"id": number, "method": method, "params": params})
                    root.send("Target.sendMessageToTarget", {"sessionId": session, "message": message})

    def _heard(self, told: dict[str, Any]) -> None:
        message = json.loads(told["message"])
        if message.get("error"):
            raise RuntimeError(message["error"])
        if message.get("method") == "Network.loadingFinished":
            self._count(message["params"]["encodedDataLength"])

    def _count(self, size: float) -> None:
        self.bytes += int(size)


READY = "() => performance.getEntriesByName('desk-usable')[0]?.startTime"
WATCH = """(() => {
  const seen = () => performance.getEntriesByName("desk-usable").length > 0;
  const look = () => "ready" in document.documentElement.dataset && !seen() && performance.mark("desk-usable");
  new MutationObserver(look).observe(document, { attributes: true, subtree: true, attributeFilter: ["data-ready"] });
})()"""


def visit(root: CDPSession, context: BrowserContext, path: str, profile: Profile) -> tuple[float, float]:
    """Open a page of the desk in a new tab: ms until it can be used, and KB over the network until then."""
    page = context.new_page()
    page.add_init_script(WATCH)
    meter = Meter(page, profile)
    meter.workers(root)
    page.goto(path, wait_until="commit")
    page.wait_for_function(READY, timeout=60_000)
    usable = float(page.evaluate(READY))
    size = meter.bytes / 1024
    page.wait_for_timeout(4000)  # the service worker takes its share
    page.close()
    return usable, size


def measure(browser: Any, address: str, link: str, profile: Profile) -> dict[str, float]:
    """One phone: signed in, then the desk for the first time, again, and a sheet."""
    context = browser.new_context(base_url=address, viewport={"width": 360, "height": 740}, is_mobile=True, has_touch=True)
    answer = context.request.get(link)
    token = answer.text().split('name="csrfmiddlewaretoken" value="')[1].split('"')[0]
    context.request.post(link, form={"csrfmiddlewaretoken": token}, headers={"Referer": address + link})
    root = browser.new_browser_cdp_session()
    first_ms, first_kb = visit(root, context, "/judge/bench/j0/", profile)
    second_ms, second_kb = visit(root, context, "/judge/bench/j0/", profile)
    sheet_ms, sheet_kb = visit(root, context, "/judge/bench/j0/final/t1/", profile)
    context.close()
    return {
        "first_ms": first_ms, "second_ms": second_ms, "sheet_ms": sheet_ms,
        "first_kb": first_kb, "second_kb": second_kb, "sheet_kb": sheet_kb,
    }  # fmt: skip


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m bench.desk")
    parser.add_argument("--phones", type=int, default=5, help="how many new phones are measured; the median counts")
    given = parser.parse_args()
    program = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("google-chrome")
    machine = f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}"
    print(f"{TEAMS} teams, {machine}, median of {given.phones} phones")
    with serving() as (address, link), sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=["--no-sandbox"])
        for profile in (SLOW_3G, DEVTOOLS):
            phones = [measure(browser, address, link, profile) for _ in range(given.phones)]
            figures = {key: statistics.median(phone[key] for phone in phones) for key in phones[0]}
            print(f"\n{profile.name}")
            for key, value in figures.items():
                print(f"  {key:<12}{value:10.1f}")
            if profile is SLOW_3G:
                missed = [
                    f"{key} is {figures[key]:.1f}, the target {most:.0f}" for key, most in TARGETS.items() if figures[key] > most
                ]
                print("  Targets: " + ("all met" if not missed else "MISSED: " + "; ".join(missed)))
        browser.close()


if __name__ == "__main__":
    main()
