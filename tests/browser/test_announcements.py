"""An announcement on a phone: it comes by whatever way the page has, can be put away, and goes when it is over."""

import pytest
from playwright.sync_api import expect

from tests.browser.test_flow import PATIENCE, PHONE, expect_state
from tests.stack import running

pytestmark = pytest.mark.browser

SAY = """
from datetime import timedelta
from django.utils import timezone
from events import screens
from events.models import Event
gala = Event.objects.get(slug="gala")
"""


@pytest.fixture(scope="module")
def stack(tmp_path_factory):
    with running("sqlite-daphne", tmp_path_factory.mktemp("stack")) as stack:
        yield stack


@pytest.fixture(autouse=True)
def nothing_stands(stack):
    take_back(stack)


def say(stack, text, seconds=None, *, urgent=False):
    ends = f"timezone.now() + timedelta(seconds={seconds})" if seconds else "None"
    stack.manage("shell", "-v0", "-c", f"{SAY}screens.announce(gala, {text!r}, urgent={urgent}, ends_at={ends})")


def take_back(stack):
    stack.manage("shell", "-v0", "-c", f"{SAY}screens.clear_announcements(gala)")


def words(page):
    return page.locator("#announcement")


def shows(page, text):
    expect(words(page)).to_be_visible(timeout=PATIENCE)
    expect(words(page).locator(".announcement-text")).to_have_text(text)


WAYS = ["websocket", "sse", "polling"]


@pytest.mark.parametrize("way", WAYS)
def test_it_comes_and_goes_by_every_way(stack, open_page, way):
    page = open_page(stack.first, "/healthz", PHONE)
    if way != "websocket":
        page.route_web_socket("**/ws/**", lambda socket: socket.close())
    if way == "polling":
        page.route("**/stream*", lambda route: route.abort())
    page.goto("/events/gala/")
    expect_state(page, "polling" if way == "polling" else "live", way)
    expect(words(page)).to_be_hidden()
    say(stack, "Lunch is ready")
    shows(page, "Lunch is ready")
    say(stack, "Dinner is ready", urgent=True)
    expect(words(page).locator(".announcement-text")).to_have_text("Dinner is ready", timeout=PATIENCE)
    take_back(stack)
    expect(words(page)).to_be_hidden(timeout=PATIENCE)


def test_what_is_put_away_stays_away_until_it_is_said_anew(stack, open_page):
    say(stack, "Lunch is ready")
    page = open_page(stack.first, "/events/gala/", PHONE)
    shows(page, "Lunch is ready")
    words(page).get_by_role("button", name="Hide").click()
    expect(words(page)).to_be_hidden()
    page.reload()
    expect_state(page, "live")
    expect(words(page)).to_be_hidden()
    take_back(stack)
    expect(words(page).locator(".announcement-text")).to_have_text("", timeout=PATIENCE)
    say(stack, "Lunch is ready")
    shows(page, "Lunch is ready")


def test_it_goes_by_itself_when_its_time_is_over(stack, open_page):
    page = open_page(stack.first, "/events/gala/", PHONE)
    expect_state(page, "live")
    say(stack, "Ten seconds", 10)
    shows(page, "Ten seconds")
    expect(words(page)).to_be_hidden(timeout=PATIENCE)


def test_it_is_there_without_scripts_and_fits_a_small_phone(stack, open_page):
    say(stack, "Lunch is ready in the large hall behind the stage, for teams first and for everybody else from one o'clock on")
    page = open_page(stack.first, "/events/gala/", PHONE, java_script_enabled=False)
    shows(page, "Lunch is ready in the large hall behind the stage, for teams first and for everybody else from one o'clock on")
    expect(words(page).get_by_role("button")).to_be_hidden()
    page = open_page(stack.first, "/events/gala/", PHONE)
    shows(page, "Lunch is ready in the large hall behind the stage, for teams first and for everybody else from one o'clock on")
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE[0]
    assert words(page).get_by_role("button").bounding_box()["height"] >= 44
