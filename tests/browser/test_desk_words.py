"""What the desk and its sheets say of a phone's state: a rehearsal, long names, twins, versions to choose between."""

import pytest
from playwright.sync_api import expect

from tests.browser.phones import (
    PHONE,
    expect_place,
    expect_row,
    forget_scores,
    give,
    open_sheet,
    press_send,
    ready,
    sign_in,
)  # fmt: skip
from tests.stack import running
from tests.stack import sheet as gala_sheet

pytestmark = pytest.mark.browser

LONG = "Donaudampfschifffahrtsgesellschaft" * 3

TEAMS = f"""
from events.models import *; from judging.models import *
red, green = Team.objects.get(code='red'), Team.objects.get(code='green')
red.name = {LONG!r}; red.save()
Judge.objects.filter(code='ann').update(head=True)
Project.objects.update_or_create(team=green, defaults={{'table': 'B7'}})
"""


@pytest.fixture(scope="module")
def stack(tmp_path_factory):
    with running("sqlite-daphne", tmp_path_factory.mktemp("stack")) as stack:
        stack.manage("shell", "-c", TEAMS)
        yield stack


@pytest.fixture
def phone(stack, open_page):
    forget_scores(stack)
    page = open_page(stack.first, "/judge/", PHONE)
    sign_in(page, stack)
    return page


def test_an_open_desk_and_an_open_sheet_say_when_a_rehearsal_begins_and_when_it_is_wiped(phone, stack):
    sheet = phone.context.new_page()
    open_sheet(sheet, "green")
    for page in (phone, sheet):
        expect(page.locator("#rehearsal")).to_be_hidden()
    begin = "from events.models import Event; from judging.rehearsal.stage import start_rehearsal as start;"
    stack.manage("shell", "-c", f"{begin} start(Event.objects.get(), None, judges=2, rate=60, seconds=60)")
    for page in (phone, sheet):
        expect(page.locator("#rehearsal")).to_have_text("Rehearsal: marks are wiped afterwards")
        expect(page.locator("#rehearsal")).to_be_visible()
    lines = phone.evaluate(
        """() => ["#rehearsal", "#leave button"].map((id) => {
            const range = document.createRange();
            range.selectNodeContents(document.querySelector(id));
            return new Set([...range.getClientRects()].map((rect) => Math.round(rect.top))).size;
        })"""
    )
    # The words have the whole width, and need no more than two lines of it in any font; "Sign out" stays whole.
    assert (lines[0] <= 2, lines[1]) == (True, 1)
    stack.manage("rehearse", "gala", "--wipe")
    for page in (phone, sheet):
        expect(page.locator("#rehearsal")).to_be_hidden()


@pytest.mark.parametrize("path", ["", "final/red/", "final/"])
def test_a_name_of_one_long_word_wraps(phone, path):
    phone.goto(f"/judge/gala/ann/{path}")
    assert LONG in phone.locator("main").inner_text()
    assert phone.evaluate("document.documentElement.scrollWidth") == PHONE[0]


def test_what_tells_teams_apart_stands_with_their_names(phone):
    expect(phone.locator('.duty[data-team="green"] .duty-more')).to_have_text(["Table B7"])
    open_sheet(phone, "green")
    expect(phone.locator("#team-lead")).to_have_text("Final · No. 2 · Table B7")


def test_while_two_versions_wait_the_desk_thanks_nobody_and_leads_to_the_choice(phone, stack):
    for team in ("green", "blue"):
        stack.first.submit(stack.tokens["ann"], **gala_sheet(team, "8", "8"))
    open_sheet(phone)
    phone.context.set_offline(True)
    give(phone, "2", "8")
    press_send(phone)
    stack.first.submit(stack.tokens["ann"], **gala_sheet("red", "9", "8"))
    phone.context.set_offline(False)
    expect_place(phone, "Changed on another device")
    expect(phone.locator("#send")).to_be_hidden()
    expect(phone.locator("#next")).to_be_hidden()
    phone.locator("#choose").click()
    expect(phone.get_by_role("button", name="Keep what is on the server")).to_be_focused()
    phone.goto("/judge/gala/ann/")
    ready(phone)
    expect_row(phone, "red", "Two versions: choose")
    expect(phone.locator(".desk-progress strong")).to_have_text("2 of 3")
    expect(phone.locator("#all-scored")).to_be_hidden()
    phone.locator("#next").click()
    ready(phone)
    phone.get_by_role("button", name="Keep what is on the server").click()
    expect_place(phone, "On the board")
    phone.goto("/judge/gala/ann/")
    ready(phone)
    expect(phone.locator(".desk-progress strong")).to_have_text("3 of 3")
    expect(phone.locator("#all-scored")).to_be_visible()
    expect(phone.locator("#next")).to_be_hidden()
