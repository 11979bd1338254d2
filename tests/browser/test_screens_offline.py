"""A screen that is reloaded while its network is down: its last board, said to be old, and the newest once it is back."""

import json
import re

import pytest
from playwright.sync_api import expect

from tests.browser.test_flow import PATIENCE, expect_order, expect_state, submit, until
from tests.browser.test_screens import HALL, PROJECTOR
from tests.stack import GALA, running

pytestmark = pytest.mark.browser

KEPT = """async (words) => {
  const kept = await caches.match("/events/gala/screen/hall/", { ignoreVary: true });
  const text = kept ? await kept.text() : "";
  return words.every((each) => text.includes(each));
}"""

FREEZE = "from events import board; from events.models import Event; board.freeze(Event.objects.get().pk)"


@pytest.fixture
def stack(tmp_path):
    with running("sqlite-daphne", tmp_path, ALLOWED_HOSTS="127.0.0.1,plain.test") as stack:
        stack.manage("shell", "-c", HALL)
        yield stack


@pytest.fixture
def screen(stack, open_page):
    submit(stack.first, stack, "red", "9", "9")
    page = open_page(stack.first, "/events/gala/screen/hall/", PROJECTOR)
    expect_state(page, "live")
    kept(page, ">18<")
    return page


def kept(page, *words):
    """Wait until the browser keeps a page of this screen with these words in it."""
    until(page, KEPT, list(words), seconds=PATIENCE / 1000)


def test_a_reload_without_network_shows_the_last_board_and_says_how_old_it_is(stack, screen):
    submit(stack.first, stack, "blue", "10", "9")
    expect_order(screen, "blue", "red", "green")
    kept(screen, ">19<")
    screen.context.set_offline(True)
    screen.reload()
    expect_order(screen, "blue", "red", "green")
    expect(screen.locator("#team-blue .total")).to_have_text("19")
    expect(screen.locator("html")).to_have_attribute("data-stored", re.compile("^20"))
    expect(screen.locator("#connection")).not_to_have_attribute("data-state", "live")
    expect(screen.locator(".connection-age")).not_to_be_empty(timeout=15_000)
    # The styles are there as well: a board across the whole wall and no list of words.
    assert screen.locator("#team-blue").bounding_box()["width"] > 1700
    submit(stack.first, stack, "green", "10", "10")
    screen.context.set_offline(False)
    expect_state(screen, "live")
    expect_order(screen, "green", "blue", "red")
    expect(screen.locator(".connection-age")).to_be_empty()


STREAMS_TRIED = "performance.getEntriesByType('resource').some((each) => each.name.includes('/stream'))"


def test_a_screen_that_has_tried_streams_goes_on_being_kept(stack, screen):
    screen.context.set_offline(True)
    screen.reload()
    until(screen, STREAMS_TRIED, seconds=60)
    submit(stack.first, stack, "blue", "10", "9")
    screen.context.set_offline(False)
    expect_order(screen, "blue", "red", "green")
    kept(screen, ">19<")


def test_what_was_kept_does_not_undo_a_freeze_or_a_reset(stack, screen, tmp_path):
    screen.context.set_offline(True)
    screen.reload()
    expect(screen.locator("#team-red .total")).to_have_text("18")
    submit(stack.first, stack, "red", "2", "1")
    stack.manage("shell", "-c", FREEZE)
    submit(stack.first, stack, "green", "10", "10")
    screen.context.set_offline(False)
    expect(screen.locator("#board-status")).to_have_attribute("data-frozen", "", timeout=PATIENCE)
    expect(screen.locator("#team-red .total")).to_have_text("3")
    expect(screen.locator("#team-green .total")).to_have_text("–")
    kept(screen, "data-frozen", ">3<")
    screen.context.set_offline(True)
    screen.reload()
    expect(screen.locator("#board-status")).to_have_attribute("data-frozen", "")
    (tmp_path / "again.event.json").write_text(json.dumps(GALA))
    stack.manage("load_event", str(tmp_path / "again.event.json"), "--replace")
    screen.context.set_offline(False)
    expect(screen.locator("#team-red .total")).to_have_text("–", timeout=PATIENCE)
    kept(screen, ">–<")


def test_a_screen_that_was_removed_is_kept_no_longer(stack, screen):
    stack.manage("shell", "-c", "from events.models import Screen; Screen.objects.all().delete()")
    assert screen.reload().status == 404
    assert screen.evaluate("caches.has('screen /events/gala/screen/hall/')") is False


def test_the_worker_answers_for_screens_alone(stack, screen, open_page):
    assert screen.evaluate("async () => (await navigator.serviceWorker.ready).scope").endswith("/events/gala/screen/")
    phone = screen.context.new_page()
    phone.goto("/events/gala/")
    expect_state(phone, "live")
    assert phone.evaluate("navigator.serviceWorker.controller") is None
    # Over plain HTTP there is no worker, and the screen is the screen that it always was.
    plain = open_page(stack.first, f"http://plain.test:{stack.first.port}/events/gala/screen/hall/", PROJECTOR)
    expect_state(plain, "live")
    assert plain.evaluate("'serviceWorker' in navigator") is False
