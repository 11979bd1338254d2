"""The story of design section 1 in browsers: a judge submits on a phone, the hall sees it; and what it sees when that fails."""

import time
from datetime import UTC, datetime

import pytest
from playwright.sync_api import expect

from tests.browser.phones import ready
from tests.stack import running, sheet

pytestmark = pytest.mark.browser

PHONE = (360, 740)
PROJECTOR = (1920, 1080)
PATIENCE = 30_000  # ms
# Ends when every row has glided to its place.
GLIDED = """() => Promise.all(document.getAnimations().filter((each) => each.effect.target.matches("#board tbody > tr"))
  .map((each) => each.finished))"""


def rows(page):
    return page.locator("#board-rows > tr")


def expect_order(page, *teams):
    expect(rows(page)).to_have_text([_has(team) for team in teams], timeout=PATIENCE)


def _has(team):
    import re

    return re.compile(team.title())


def until(page, script, argument=None, *, seconds):
    """Ask again and again: the pages' security policy leaves Playwright no `wait_for_function`."""
    end = time.monotonic() + seconds
    while not page.evaluate(script, argument):
        assert time.monotonic() < end, f"{script} was not true with {argument}"
        page.wait_for_timeout(200)


def expect_state(page, state, transport=None):
    connection = page.locator("#connection")
    expect(connection).to_have_attribute("data-state", state, timeout=PATIENCE)
    if transport:
        expect(connection).to_have_attribute("data-transport", transport, timeout=PATIENCE)


@pytest.fixture(params=["sqlite-daphne", "services-2-daphne"])
def stack(request, tmp_path):
    """A site for each test, in both ways of running it: judges use the first process, screens the last."""
    with running(request.param, tmp_path) as stack:
        yield stack


def submit(server, stack, team, technique, style, judge="ann"):
    answer = server.submit(stack.tokens[judge], **sheet(team, technique, style, judge=judge))
    assert answer.status == 200, answer.body


def stamp(page):
    """Mark the page, so that a reload would be noticed."""
    page.evaluate("window.stamped = true")


def stamped(page):
    return page.evaluate("window.stamped === true")


def link_path(stack, judge):
    return "/judge" + stack.manage("judge_link", "gala", judge).split("/judge", 1)[1]


def test_a_judge_submits_on_a_phone_and_the_projected_screen_shows_the_new_order(stack, open_page):
    screen = open_page(stack.last, "/events/gala/screen/", PROJECTOR)
    expect_state(screen, "live", "websocket")
    expect_order(screen, "red", "green", "blue")
    stamp(screen)
    phone = open_page(stack.first, link_path(stack, "ann"), PHONE)
    phone.get_by_role("button", name="Open my desk").click()
    phone.get_by_role("link", name="Blue").click()
    ready(phone)
    phone.get_by_label("Technique", exact=True).fill("9.5")
    phone.get_by_label("Style", exact=True).fill("9")
    assert phone.evaluate("document.documentElement.scrollWidth") <= PHONE[0]
    phone.get_by_role("button", name="Send", exact=True).click()
    expect(phone.locator("#sheet-state")).to_contain_text("On the board")
    expect_order(screen, "blue", "red", "green")
    expect(rows(screen).first.locator(".total")).to_have_text("18.5")
    assert stamped(screen)
    # Corrected and sent again, the board follows.
    phone.get_by_role("button", name="Technique: less").click()
    phone.get_by_role("button", name="Send the correction").click()
    expect(rows(screen).first.locator(".total")).to_have_text("18.25", timeout=PATIENCE)
    assert stamped(screen)


def test_a_stopped_server_leaves_the_board_and_comes_back_with_what_was_missed(stack, open_page):
    submit(stack.first, stack, "green", "7", "7")
    hour = datetime.now(UTC).strftime("%-I")
    screen = open_page(stack.last, "/events/gala/screen/", PROJECTOR)
    expect_state(screen, "live")
    expect_order(screen, "green", "red", "blue")
    stamp(screen)
    phone = open_page(stack.last, "/events/gala/", PHONE, timezone_id="Asia/Tokyo")
    expect_state(phone, "live")
    stack.last.stop()
    expect_state(screen, "reconnecting")
    expect_state(screen, "offline")
    expect(screen.locator("#connection")).to_contain_text("board of", timeout=PATIENCE)
    # All of it is in sight on a phone, which says how old the board is in the event's own time, wherever its owner comes from.
    expect_state(phone, "offline")
    expect(phone.locator("#connection")).to_contain_text("board of", timeout=PATIENCE)
    assert phone.evaluate("document.documentElement.scrollWidth") <= PHONE[0]
    told = phone.locator(".connection-age").inner_text()
    assert told.removeprefix("board of ").split(":")[0] in (hour, datetime.now(UTC).strftime("%-I"))
    expect_order(screen, "green", "red", "blue")
    stack.manage("shell", "-c", "from events.models import Team; t = Team.objects.get(code='blue'); t.name = 'Navy'; t.save()")
    stack.last.start()
    expect(rows(screen).nth(2)).to_contain_text("Navy", timeout=PATIENCE)
    expect_state(screen, "live", "websocket")
    assert stamped(screen)


def test_without_websocket_the_page_takes_sse_and_goes_back_up_when_it_can(stack, open_page):
    page = open_page(stack.last, "/healthz")
    page.route_web_socket("**/ws/**", lambda socket: socket.close())
    page.goto("/events/gala/")
    expect_state(page, "live", "sse")
    stamp(page)
    submit(stack.first, stack, "blue", "5", "5")
    expect_order(page, "blue", "red", "green")
    page.route_web_socket("**/ws/**", lambda socket: socket.connect_to_server())
    page.context.set_offline(True)
    page.context.set_offline(False)
    expect_state(page, "live", "websocket")
    submit(stack.first, stack, "red", "6", "6")
    expect_order(page, "red", "blue", "green")
    assert stamped(page)


def test_without_websocket_and_sse_the_page_polls(stack, open_page):
    page = open_page(stack.last, "/healthz")
    page.route_web_socket("**/ws/**", lambda socket: socket.close())
    page.route("**/stream*", lambda route: route.abort())
    page.goto("/events/gala/")
    expect_state(page, "polling", "polling")
    stamp(page)
    submit(stack.first, stack, "green", "5", "5")
    expect_order(page, "green", "red", "blue")
    # Nothing changed: the poll is answered without a body.
    with page.expect_response("**/board/?since=*", timeout=PATIENCE) as response:
        pass
    assert response.value.status == 204
    assert stamped(page)


def test_an_event_that_is_no_longer_public_is_not_asked_for_for_ever(stack, open_page):
    page = open_page(stack.last, "/events/gala/")
    expect_state(page, "live")
    stack.manage("shell", "-c", "from events.models import Event; e = Event.objects.get(); e.status = 'draft'; e.save()")
    expect_state(page, "gone")
    expect_order(page, "red", "green", "blue")
