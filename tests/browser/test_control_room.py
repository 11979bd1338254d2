"""The control room in a browser: it follows scores and locks by itself, asks once, and takes back."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.test_flow import submit
from tests.stack import running

pytestmark = pytest.mark.browser

LAPTOP = (1366, 900)
SOON = 4000  # ms in which the page has to follow: sooner than one that only asks every five seconds
ORGANISERS = """
from django.contrib.auth.models import User
for name in ("boss", "aide"):
    User.objects.create_superuser(name, password="secret-word")
"""


@pytest.fixture(params=["sqlite-daphne", "services-2-daphne"])
def stack(request, tmp_path):
    with running(request.param, tmp_path) as stack:
        stack.manage("shell", "-c", ORGANISERS)
        yield stack


def control_room(open_page, server, name):
    page = open_page(server, "/admin/", LAPTOP)
    page.get_by_label("Username").fill(name)
    page.get_by_label("Password").fill("secret-word")
    page.get_by_role("button", name="Log in").click()
    page.goto("/admin/events/event/")
    page.get_by_role("link", name="Control room", exact=True).click()
    expect(page.locator("#control-age")).to_have_text("Always current")
    return page


def cell(page, team, judge=0):
    return page.locator(".control-map tbody tr", has=page.get_by_role("rowheader", name=team)).locator("td").nth(judge)


def press(page, name):
    page.get_by_role("button", name=name, exact=True).click()


def test_the_room_follows_asks_once_and_takes_back(stack, open_page):
    boss = control_room(open_page, stack.first, "boss")
    aide = control_room(open_page, stack.last, "aide")
    expect(cell(aide, "Red")).to_have_text("–")
    submit(stack.first, stack, "red", "7", "0")
    for page in (boss, aide):
        expect(cell(page, "Red")).to_have_text("0", timeout=SOON)

    press(boss, "Lock Final")
    expect(boss.locator("#control-question")).to_contain_text("No judge can send or change marks in Final")
    press(boss, "Yes, do it")
    expect(boss.locator(".success")).to_have_text("Final is locked now.")
    expect(aide.locator("#round-final .state")).to_have_text("Locked", timeout=SOON)
    expect(cell(aide, "Green")).to_have_text("!")

    press(boss, "Undo")
    expect(boss.locator("#round-final .state")).to_have_text("Open")
    expect(aide.locator("#round-final .state")).to_have_text("Open", timeout=SOON)
    expect(boss.get_by_role("button", name=re.compile("^Undo"))).to_have_count(1)  # the undoing can be undone too


def test_a_room_whose_looks_fail_or_come_late_ends_at_the_truth(stack, open_page):
    boss = control_room(open_page, stack.first, "boss")
    held = []

    def unreliable(route):
        if len(held) % 3 == 2:
            held.append(None)
            route.abort()
        else:
            held.append((route, route.fetch()))

    boss.route("**/*part=now*", unreliable)
    for number, team in enumerate(["red", "green", "blue"] * 3):
        submit(stack.first, stack, team, str(number), str(9 - number))
        boss.wait_for_timeout(700)  # so that looks are under way while the next sheets come
        for answer in held:
            if answer:
                answer[0].fulfill(response=answer[1])
        held[:] = [None] * len(held)
    assert len(held) > 3
    boss.unroute("**/*part=now*")
    expect(cell(boss, "Blue")).to_have_attribute("title", re.compile(r"\(8 · 1\)"))
    seen = boss.locator(".control-map").inner_html()
    boss.reload()
    assert boss.locator(".control-map").inner_html() == seen
