"""What pages do by themselves: glide, keep calm, fit, page, work without scripts; and which frames a screen takes."""

import pytest
from playwright.sync_api import expect

from tests.browser.test_flow import expect_order, expect_state, link_path, submit

pytestmark = pytest.mark.browser


@pytest.fixture(params=["sqlite-daphne"])
def stack(request, tmp_path):
    from tests.stack import running

    with running(request.param, tmp_path) as stack:
        yield stack


COUNT_GLIDES = """() => { window.glides = 0; const animate = Element.prototype.animate;
  Element.prototype.animate = function (...given) { window.glides += 1; return animate.apply(this, given); } }"""


@pytest.mark.parametrize(("motion", "glides"), [("no-preference", True), ("reduce", False)])
def test_rows_glide_to_their_place_unless_the_viewer_wants_calm(stack, open_page, motion, glides):
    page = open_page(stack.last, "/events/gala/screen/", reduced_motion=motion)
    expect_state(page, "live")
    page.evaluate(COUNT_GLIDES)
    submit(stack.first, stack, "blue", "9", "9")
    expect(page.locator("#team-blue")).to_have_class("is-changed")
    expect_order(page, "blue", "red", "green")
    assert (page.evaluate("window.glides") > 0) is glides
    expect(page.locator("#team-blue")).not_to_have_class("is-changed", timeout=10_000)


def test_every_page_fits_a_small_phone(stack, open_page):
    submit(stack.first, stack, "blue", "9", "9")
    judge = link_path(stack, "ann")
    for path in ("/", "/events/gala/", "/events/gala/screen/", "/events/gala/teams/blue/", judge, "/judge/", "/nowhere/"):
        page = open_page(stack.first, path, (360, 640))
        assert page.evaluate("document.documentElement.scrollWidth") <= 360, path


@pytest.mark.parametrize("size", [(1024, 768), (1366, 768), (1920, 1080), (3840, 2160)])
def test_the_projected_board_fills_the_screen_and_never_scrolls(stack, open_page, size):
    page = open_page(stack.first, "/events/gala/screen/", size)
    assert page.evaluate("document.documentElement.scrollHeight") <= size[1]
    box = page.locator("#board-rows > tr").last.bounding_box()
    assert box["y"] + box["height"] <= size[1]
    # Rank and total are legible from the back row: at least 4 % of the height.
    assert page.evaluate("parseFloat(getComputedStyle(document.querySelector('#board-rows .total')).fontSize)") >= 0.04 * size[1]


def test_more_teams_than_fit_are_paged_with_the_first_places_held(stack, open_page):
    code = "from events.models import *; e = Event.objects.get(); [Team.objects.create(event=e, name=f'T{n}') for n in range(57)]"
    stack.manage("shell", "-c", code)
    page = open_page(stack.first, "/events/gala/screen/", (1920, 1080))
    expect(page.locator("#screen-page")).to_have_text("1 / 5")
    first = page.locator("#board-rows > tr:visible").all_inner_texts()
    expect(page.locator("#screen-page")).to_have_text("2 / 5", timeout=25_000)
    second = page.locator("#board-rows > tr:visible").all_inner_texts()
    assert (len(first), first[:3]) == (len(second), second[:3])
    assert not set(first[3:]) & set(second[3:])


def test_without_scripts_there_is_a_table_that_reloads_itself(stack, open_page):
    page = open_page(stack.first, "/events/gala/", java_script_enabled=False)
    expect_order(page, "red", "green", "blue")
    assert page.locator("noscript").count() == 0 or "refresh" in page.content()


def test_the_desk_works_without_scripts(stack, open_page):
    page = open_page(stack.first, link_path(stack, "ann"), (360, 740), java_script_enabled=False)
    page.get_by_role("button", name="Open my desk").click()
    page.get_by_role("link", name="Next: Red").click()
    page.get_by_label("Technique", exact=True).fill("9.5")
    page.get_by_label("Style", exact=True).fill("9")
    page.get_by_role("button", name="Send", exact=True).click()
    expect(page.locator("#sheet-state")).to_contain_text("On the board")


VERDICTS = [
    # shown, type, from, cursor -> what the screen does
    (None, "full", None, "k3.1", "apply"),
    ("k3.5", "full", None, "k3.6", "apply"),
    ("k3.5", "full", None, "k3.9", "apply"),
    ("k3.5", "full", None, "k3.5", "drop"),
    ("k3.5", "full", None, "k3.4", "drop"),
    ("k3.9", "full", None, "k3.10", "apply"),
    ("k3.5", "full", None, "k4.1", "apply"),
    ("k3.5", "full", None, "k2.99", "drop"),
    ("k3.5", "patch", "k3.5", "k3.6", "apply"),
    ("k3.5", "patch", "k3.5", "k3.8", "apply"),
    ("k3.5", "patch", "k3.6", "k3.7", "resync"),
    ("k3.5", "patch", "k3.4", "k3.5", "drop"),
    ("k3.5", "patch", "k4.1", "k4.2", "resync"),
    ("k3.5", "patch", "k2.1", "k2.2", "drop"),
    (None, "patch", "k3.5", "k3.6", "resync"),
    ("k3.5", "heartbeat", None, "k3.5", "drop"),
    ("k3.5", "heartbeat", None, "k3.4", "drop"),
    ("k3.5", "heartbeat", None, "k3.6", "resync"),
    ("k3.5", "heartbeat", None, "k4.1", "resync"),
    ("k3.5", "full", None, "nonsense", "drop"),
]


def test_which_frames_a_screen_takes(stack, open_page):
    page = open_page(stack.first, "/events/gala/")
    judge = """async (cases) => { const { verdict } = await import("/static/js/cursor.js");
      return cases.map(([own, type, from, cursor]) => verdict(own, { type, from, cursor })); }"""
    assert page.evaluate(judge, [list(case[:4]) for case in VERDICTS]) == [case[4] for case in VERDICTS]
