"""A page of its own in Playwright's Chromium, with nobody listening to its network.

Playwright listens to the network of every page that it opens: it has each WebSocket message written out as JSON and sent
to it, on the page's main thread and within the frame that shows the message. With a patch of half a megabyte that took
three times as long as all that the page did with it. A page in a browser context that Playwright does not know is left alone.
"""

import itertools
import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from playwright.sync_api import Browser, CDPSession


class Unwatched:
    """One page of one context, driven by messages of the DevTools protocol alone."""

    def __init__(self, session: CDPSession, target: str) -> None:
        self.session, self.numbers = session, itertools.count(1)
        self.answers: dict[int, Any] = {}
        session.on("Target.receivedMessageFromTarget", self._heard)
        attached = session.send("Target.attachToTarget", {"targetId": target, "flatten": False})
        self.own = attached["sessionId"]

    def _heard(self, message: dict[str, Any]) -> None:
        answer = json.loads(message["message"])
        self.answers[answer.get("id")] = answer

    def send(self, method: str, **params: Any) -> Any:
        number = next(self.numbers)
        message = json.dumps({"id": number, "method": method, "params": params})
        self.session.send("Target.sendMessageToTarget", {"sessionId": self.own, "message": message})
        wait(self.session, lambda: number in self.answers)
        return self.answers.pop(number)["result"]

    def evaluate(self, expression: str) -> Any:
        return self.send("Runtime.evaluate", expression=expression, returnByValue=True)["result"].get("value")

    def press(self, key: str) -> None:
        for kind in ("keyDown", "keyUp"):
            self.send("Input.dispatchKeyEvent", type=kind, key=key, text=key if kind == "keyDown" else "")


def wait(session: CDPSession, done: Callable[[], object]) -> None:
    """Until something has been heard: Playwright hands out what has come only while it is asked for something."""
    while not done():
        session.send("Browser.getVersion")


@contextmanager
def unwatched_page(browser: Browser, address: str, size: tuple[int, int]) -> Iterator[Unwatched]:
    session = browser.new_browser_cdp_session()
    context = session.send("Target.createBrowserContext")["browserContextId"]
    target = session.send("Target.createTarget", {"url": "about:blank", "browserContextId": context})["targetId"]
    page = Unwatched(session, target)
    width, height = size
    page.send("Emulation.setDeviceMetricsOverride", width=width, height=height, deviceScaleFactor=1, mobile=False)
    page.send("Page.navigate", url=address)
    yield page
    session.send("Target.disposeBrowserContext", {"browserContextId": context})
    session.detach()
