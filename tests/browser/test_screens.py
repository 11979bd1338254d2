"""The hall's screens in browsers: switched from the organiser's page, told within a second, and the same after a restart."""

import re
import time

import pytest
from playwright.sync_api import expect

from tests.browser.boards import event_file, load
from tests.browser.test_flow import PATIENCE, expect_order, stamp, stamped, submit, until
from tests.stack import running

pytestmark = pytest.mark.browser

PROJECTOR = (1920, 1080)
HALL = """
from django.contrib.auth.models import User
from events.models import *
User.objects.create_superuser("boss", password="secret-word")
event = Event.objects.get()
division = Division.objects.create(event=event, code="jun", name="Juniors")
for team in Team.objects.exclude(code="green"):
    team.division = division
    team.save()
Screen.objects.create(event=event, name="Hall")
Screen.objects.create(event=event, name="Foyer")
"""


@pytest.fixture(params=["sqlite-daphne"])
def stack(request, tmp_path):
    with running(request.param, tmp_path) as stack:
        yield stack


BOTH = pytest.mark.parametrize("stack", ["sqlite-daphne", "services-2-daphne"], indirect=True)


@pytest.fixture
def organiser(stack, open_page):
    """The page that runs the screens, on the first process; the screens hang on the last."""
    stack.manage("shell", "-c", HALL)
    page = open_page(stack.first, "/admin/", (1366, 900))
    page.get_by_label("Username").fill("boss")
    page.get_by_label("Password").fill("secret-word")
    page.get_by_role("button", name="Log in").click()
    page.goto("/admin/events/event/")
    page.get_by_role("link", name="Screens").click()
    expect(page.get_by_role("heading", name="Screens", level=2)).to_be_visible()
    return page


def open_screen(open_page, server, name="hall"):
    screen = open_page(server, f"/events/gala/screen/{name}/", PROJECTOR)
    expect(screen.locator("body")).to_have_attribute("data-stage", "live", timeout=PATIENCE)
    stamp(screen)
    return screen


def line(organiser, name="Hall"):
    return organiser.locator(".screen-line", has=organiser.get_by_text(name, exact=True))


def switch(organiser, show, text=None, until=None, name="Hall"):
    form = line(organiser, name) if name else organiser.locator(".screens-all")
    form.get_by_label("Shows").select_option(label=show)
    if text:
        form.get_by_label("Text").fill(text)
    if until:
        form.get_by_label("Until").fill(until)
    form.get_by_role("button", name=re.compile("^Switch")).click()


def panel(screen, name):
    return screen.locator(f'[data-panel="{name}"]')


def visible_rows(screen):
    return screen.locator("#board-rows > tr:visible")


def test_every_kind_of_screen_is_switched_from_the_organisers_page(stack, organiser, open_page):
    submit(stack.first, stack, "blue", "9", "9")
    submit(stack.first, stack, "green", "7", "7")
    screen = open_screen(open_page, stack.last)
    expect_order(screen, "blue", "green", "red")
    switch(organiser, "Juniors")
    expect(visible_rows(screen)).to_have_count(2)
    expect(screen.locator("#stage-title")).to_have_text("Juniors")
    switch(organiser, "Green")
    expect(visible_rows(screen)).to_have_count(1)
    expect(visible_rows(screen)).to_contain_text("14")
    switch(organiser, "Final")
    expect(screen.locator('#board-rows td[data-round="final"]').first).to_be_visible()
    expect(visible_rows(screen)).to_have_count(3)
    switch(organiser, "Countdown", "Judging ends in", "90")
    expect(panel(screen, "countdown")).to_contain_text("Judging ends in")
    expect(panel(screen, "countdown")).to_contain_text(re.compile(r"1:(30:00|29:5\d)"))
    switch(organiser, "Announcement", "Doors open at six")
    expect(panel(screen, "announcement")).to_have_text(re.compile("Doors open at six"))
    for show, name in (("QR code to the phone page", "qr"), ("Test card", "test"), ("Blank", "blank")):
        switch(organiser, show)
        expect(panel(screen, name)).to_be_visible()
    expect(panel(screen, "announcement")).to_be_hidden()
    switch(organiser, "The board")
    expect(visible_rows(screen)).to_have_count(3)
    # The board went on being live behind all of it.
    submit(stack.first, stack, "red", "10", "10")
    expect_order(screen, "red", "blue", "green")
    assert stamped(screen)


ONE_ROUND = """
from events.models import *
Screen.objects.create(event=Event.objects.get(slug="cup"), name="Hall", view="round", subject="final")
"""
TO_THE_BOARD = """
from events import screens
from events.models import *
event = Event.objects.get(slug="cup")
screens.switch(event, list(event.screens.all()), screens.Show("board"))
"""


# What stands before each row, as the style sheet takes it from the round's cell.
PLACES = """wanted => [...document.querySelectorAll('#board-rows > tr')].map((row) => getComputedStyle(
  row.querySelector('[data-round=final]'), '::before').content.replaceAll('"', '')).join() === wanted"""


def expect_places(screen, *places):
    """Wait for these places: rows are filled in only after the frame that shows them in their order."""
    until(screen, PLACES, ",".join(places), seconds=PATIENCE / 1000)


def test_a_screen_of_one_round_has_that_rounds_order_and_places(stack, open_page, tmp_path):
    mark = load(stack, tmp_path, event_file("cup", 4))  # by their totals they stand as they are numbered
    for team, points in (("t4", "9"), ("t2", "5"), ("t3", "5")):
        mark(team, points)
    stack.manage("shell", "-c", ONE_ROUND)
    screen = open_page(stack.last, "/events/cup/screen/hall/", PROJECTOR)
    expect_order(screen, "Team 4", "Team 2", "Team 3", "Team 1")
    expect_places(screen, "1", "=2", "=2", "")
    expect(screen.locator("#board-rows .rank-overall").first).to_be_hidden()
    expect(screen.locator("body")).to_have_attribute("data-stage", "live", timeout=PATIENCE)
    mark("t1", "7")
    expect_order(screen, "Team 4", "Team 1", "Team 2", "Team 3")
    expect_places(screen, "1", "2", "=3", "=3")
    stack.manage("shell", "-c", TO_THE_BOARD)
    expect_order(screen, "Team 1", "Team 2", "Team 3", "Team 4")
    expect(screen.locator("#board-rows .rank-overall").first).to_have_text("1")
    mark("t4", "99")
    expect_order(screen, "Team 4", "Team 1", "Team 2", "Team 3")


LONG = """
from events.models import *
Team.objects.filter(code="green").update(name="{name}", organisation="University of the Applied Arts and Sciences of the North")
team = Team.objects.get(code="red")
team.save()
"""


@pytest.mark.parametrize("name", ["Long winded name of a team " * 5, "Donaudampfschifffahrts" * 6])
def test_the_card_of_a_team_with_a_long_name_covers_nothing(stack, organiser, open_page, name):
    stack.manage("shell", "-c", LONG.format(name=name.strip()))
    organiser.reload()
    screen = open_screen(open_page, stack.last)
    switch(organiser, name.strip())
    expect(visible_rows(screen)).to_have_count(1)
    for width, height in ((1920, 1080), (1024, 768)):
        screen.set_viewport_size({"width": width, "height": height})
        parts = [visible_rows(screen).locator(part).bounding_box() for part in (".team", ".rank", ".total")]
        head, foot = (screen.locator(part).bounding_box() for part in (".screen-code", ".screen-foot"))
        assert parts[0]["y"] >= head["y"] + head["height"] - 1
        assert parts[0]["y"] + parts[0]["height"] <= parts[1]["y"] + 1
        assert parts[2]["y"] + parts[2]["height"] <= foot["y"] + 1
        assert all(part["x"] >= 0 and part["x"] + part["width"] <= width for part in parts)


def test_a_division_has_no_changes_and_no_progress_of_the_whole_event(stack, organiser, open_page):
    submit(stack.first, stack, "blue", "1", "1")
    submit(stack.first, stack, "red", "9", "9")
    screen = open_screen(open_page, stack.last)
    expect_order(screen, "red", "blue", "green")
    submit(stack.first, stack, "blue", "10", "10")
    expect_order(screen, "blue", "red", "green")
    signs = screen.locator("#board-rows .move > *:visible, #board-status progress:visible")
    expect(signs).not_to_have_count(0)
    switch(organiser, "Juniors")
    expect(visible_rows(screen)).to_have_count(2)
    expect(signs).to_have_count(0)
    expect(screen.locator("#board-status")).not_to_contain_text("scores are in", use_inner_text=True)


def test_a_picture_is_uploaded_and_hung_on_all_screens_at_once(stack, organiser, open_page, tmp_path):
    from PIL import Image

    Image.new("RGB", (64, 36), "orange").save(tmp_path / "acme.png")
    screens = [open_screen(open_page, stack.last, name) for name in ("hall", "foyer")]
    organiser.get_by_label("Name").fill("Acme")
    organiser.locator("input[type=file]").set_input_files(tmp_path / "acme.png")
    organiser.get_by_role("button", name="Upload").click()
    switch(organiser, "Acme", name=None)
    for screen in screens:
        expect(panel(screen, "picture")).to_be_visible()
        expect(panel(screen, "picture").locator("img")).to_have_js_property("naturalWidth", 64)


@BOTH
def test_an_announcement_is_on_every_screen_within_a_second(stack, organiser, open_page):
    hall = open_screen(open_page, stack.last)
    plain = open_page(stack.last, "/events/gala/screen/", PROJECTOR)
    expect(plain.locator("body")).to_have_attribute("data-stage", "live", timeout=PATIENCE)
    announce = organiser.locator("form", has=organiser.get_by_role("button", name="Announce"))
    announce.get_by_label("Text").fill("The final begins now")
    started = time.monotonic()
    announce.get_by_role("button", name="Announce").click()
    for screen in (hall, plain):
        expect(screen.locator("#announcement")).to_have_text(re.compile("The final begins now"), timeout=1500)
    assert time.monotonic() - started < 1.5  # the click's own page load included
    # It covers no row.
    bottom = plain.locator("#board-rows > tr").last.bounding_box()
    assert bottom["y"] + bottom["height"] <= plain.locator("#announcement").bounding_box()["y"]
    organiser.get_by_role("button", name="Clear").click()
    for screen in (hall, plain):
        expect(screen.locator("#announcement")).to_be_hidden()


def test_a_screen_keeps_its_assignment_through_a_restart_and_a_reload(stack, organiser, open_page):
    screen = open_screen(open_page, stack.last)
    switch(organiser, "Announcement", "Doors open at six")
    expect(panel(screen, "announcement")).to_contain_text("Doors open at six")
    stack.last.stop()
    expect(screen.locator("body")).to_have_attribute("data-stage", "offline", timeout=PATIENCE)
    # The last good picture stays.
    expect(panel(screen, "announcement")).to_contain_text("Doors open at six")
    stack.last.start()
    expect(screen.locator("body")).to_have_attribute("data-stage", "live", timeout=PATIENCE)
    expect(panel(screen, "announcement")).to_contain_text("Doors open at six")
    assert stamped(screen)
    organiser.reload()
    switch(organiser, "Test card")
    expect(panel(screen, "test")).to_be_visible(timeout=PATIENCE)
    screen.reload()
    expect(panel(screen, "test")).to_be_visible()


def test_the_page_says_which_screens_are_there(stack, organiser, open_page):
    expect(line(organiser)).to_contain_text("Never seen")
    open_screen(open_page, stack.last)
    organiser.reload()
    expect(line(organiser)).to_contain_text("Online")
    expect(line(organiser)).to_contain_text("1920 × 1080")
    expect(line(organiser, "Foyer")).to_contain_text("Never seen")


def test_without_websocket_and_sse_a_screen_is_still_switched(stack, organiser, open_page):
    screen = open_page(stack.last, "/healthz", PROJECTOR)
    screen.route_web_socket("**/ws/**", lambda socket: socket.close())
    screen.route("**/stream*", lambda route: route.abort())
    screen.goto("/events/gala/screen/hall/")
    expect(screen.locator("body")).to_have_attribute("data-stage", "polling", timeout=PATIENCE)
    switch(organiser, "Test card")
    expect(panel(screen, "test")).to_be_visible(timeout=PATIENCE)


def test_without_scripts_a_screen_shows_what_it_was_told(stack, organiser, open_page):
    switch(organiser, "Announcement", "Doors open at six")
    screen = open_page(stack.last, "/events/gala/screen/hall/", PROJECTOR, java_script_enabled=False)
    expect(panel(screen, "announcement")).to_contain_text("Doors open at six")
