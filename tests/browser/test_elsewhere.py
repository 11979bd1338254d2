"""The board over a video picture and inside another site: transparent, live, and only where it may be."""

import http.server
import io
import threading

import pytest
from PIL import Image
from playwright.sync_api import expect

from tests.browser.test_flow import expect_order, submit
from tests.stack import running

pytestmark = pytest.mark.browser


def alphas(page, *points):
    """The opacity of the picture that a video mixer gets, at these points."""
    image = Image.open(io.BytesIO(page.screenshot(omit_background=True))).convert("RGBA")
    return [image.getpixel(point)[3] for point in points]


CORNERS = [(2, 2), (1277, 2), (2, 717), (1277, 717), (640, 200)]


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_an_overlay_paints_nothing_but_its_rows_inside_the_safe_area(stack, open_page, scheme):
    submit(stack.first, stack, "red", "9", "9")
    page = open_page(stack.first, "/events/gala/overlay/", (1280, 720), color_scheme=scheme)
    board = page.locator("#board").bounding_box()
    assert alphas(page, *CORNERS) == [0] * len(CORNERS)
    assert alphas(page, (int(board["x"] + 4), int(board["y"] + board["height"] - 4))) == [255]
    assert board["x"] >= 0.05 * 1280 - 1
    assert board["y"] + board["height"] <= 0.95 * 720 + 1


def shown(page):
    """The rows in the picture, all asked at one moment."""
    high = "rows => rows.filter((row) => row.getBoundingClientRect().height > 10).map((row) => row.dataset.team)"
    return page.locator("#board-rows > tr").evaluate_all(high)


def test_an_overlay_follows_the_scores_and_shows_as_many_rows_as_asked(stack, open_page):
    for team, points in (("red", "9"), ("green", "8"), ("blue", "7")):
        submit(stack.first, stack, team, points, "9")
    two = open_page(stack.first, "/events/gala/overlay/?rows=2&side=right", (1280, 720))
    one = open_page(stack.first, "/events/gala/overlay/?team=green", (1280, 720))
    assert (shown(two), shown(one)) == (["red", "green"], ["green"])
    assert two.locator("#board").bounding_box()["x"] > 640
    submit(stack.first, stack, "blue", "10", "10")
    expect_order(two, "blue", "red", "green")
    expect_order(one, "blue", "red", "green")
    assert (shown(two), shown(one)) == (["blue", "red"], ["green"])
    submit(stack.first, stack, "green", "10", "9.5")
    expect(one.locator("#team-green .total")).to_have_text("19.5")
    assert shown(one) == ["green"]


def test_an_overlay_widens_for_a_name_and_cuts_only_one_that_no_picture_holds(stack, open_page):
    rename = "from events.models import *; t = Team.objects.get(code='red'); t.name = {name!r}; t.save()"
    for name, whole in (("The Harbour Robotics Society", True), ("Endless " * 20, False)):
        stack.manage("shell", "-v", "0", "-c", rename.format(name=name))
        page = open_page(stack.first, "/events/gala/overlay/?team=red", (1280, 720))
        cell = page.locator("#team-red .team")
        expect(cell).to_contain_text(name.split()[0])
        assert cell.evaluate("cell => cell.scrollWidth <= cell.clientWidth") is whole
        board = page.locator("#board").bounding_box()
        assert board["x"] + board["width"] <= 0.95 * 1280 + 1


@pytest.mark.parametrize(("asked", "rows"), [("15", 15), ("10", 10), ("99", 15), ("0", 1), ("x", 10), ("-3", 10)])
def test_however_many_rows_are_asked_for_they_stay_in_the_safe_area(many, open_page, asked, rows):
    page = open_page(many.first, f"/events/gala/overlay/?as=full&rows={asked}", (1280, 720))
    board, name = page.locator("#board").bounding_box(), page.locator(".overlay-name").bounding_box()
    assert len(shown(page)) == rows
    assert name["y"] >= 0.05 * 720 - 1
    assert board["y"] + board["height"] <= 0.95 * 720 + 1


@pytest.fixture(scope="module")
def many(tmp_path_factory):
    """The gala with forty more teams, all of them ranked."""
    code = (
        "from events.models import *; from judging.models import *; from judging.scoring import *; e = Event.objects.get();"
        "ann = Judge.objects.get(code='ann'); final = e.rounds.get();"
        "teams = [Team.objects.create(event=e, name=f'Team {n}') for n in range(40)];"
        "[record_score(Submission(ann, t, final, {'technique': Decimal(1), 'style': Decimal(1)})) for t in teams]"
    )
    with running("sqlite-daphne", tmp_path_factory.mktemp("many")) as stack:
        stack.manage("shell", "-v", "0", "-c", "from decimal import Decimal; " + code)
        yield stack


def test_an_overlay_tells_nobody_that_the_connection_is_lost(stack, open_page):
    page = open_page(stack.first, "/events/gala/overlay/", (1280, 720))
    expect(page.locator("#connection")).to_have_attribute("data-state", "live")
    stack.first.stop()
    expect(page.locator("#connection")).not_to_have_attribute("data-state", "live", timeout=15_000)
    expect(page.locator("#connection")).to_be_hidden()
    stack.first.start()


@pytest.fixture
def other_site(stack, tmp_path):
    """A site of somebody else with the board in a frame; returns its origin."""
    (tmp_path / "site").mkdir()
    frame = f'<iframe src="{stack.first.url}/events/gala/embed/" width="100%" height="500"></iframe>'
    (tmp_path / "site" / "index.html").write_text(f"<!DOCTYPE html><title>Other</title>{frame}")

    class Handler(http.server.SimpleHTTPRequestHandler):
        def __init__(self, *args):
            super().__init__(*args, directory=str(tmp_path / "site"))

        def log_message(self, *args):
            pass

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


def allow(stack, origin):
    code = f"from events.models import *; e = Event.objects.get(); e.embed_origins = {origin!r}; e.save()"
    stack.manage("shell", "-v", "0", "-c", code)


def test_a_site_that_is_named_shows_the_board_live(stack, chromium, other_site):
    allow(stack, other_site)
    page = chromium.new_page()
    page.goto(other_site)
    frame = page.frame_locator("iframe")
    expect(frame.locator("#connection")).to_have_attribute("data-state", "live")
    submit(stack.first, stack, "blue", "10", "10")
    expect(frame.locator("#board-rows > tr").first).to_have_attribute("data-team", "blue")
    page.close()


def test_a_site_that_is_not_named_shows_nothing(stack, chromium, other_site):
    allow(stack, "https://example.org")
    page = chromium.new_page()
    with page.expect_console_message(lambda message: "frame-ancestors" in message.text):
        page.goto(other_site)
    assert page.frame_locator("iframe").locator("#board").count() == 0
    page.close()


def test_a_narrow_frame_shows_names_and_totals_however_many_rounds_there_are(tmp_path, open_page):
    rounds = "from events.models import *; e = Event.objects.get(); "
    rounds += "[Round.objects.create(event=e, name=f'Round {n}', status='open') for n in range(2)]"
    with running("sqlite-daphne", tmp_path) as stack:
        stack.manage("shell", "-c", rounds)
        submit(stack.first, stack, "red", "9", "9")
        page = open_page(stack.first, "/events/gala/embed/", (360, 500))
        expect(page.locator("#team-red .total")).to_have_text("18")
        assert page.locator("#team-red .team").bounding_box()["width"] > 120
        assert page.evaluate("document.documentElement.scrollWidth") <= 360
