"""A phone that still holds a sheet of a rehearsal when that is wiped: it waits for its judge, and nothing goes out by itself."""

import pytest
from playwright.sync_api import expect

from tests.browser.phones import (
    PHONE,
    expect_place,
    expect_row,
    forget_scores,
    give,
    given,
    held,
    one_score,
    open_sheet,
    press_send,
    ready,
    sign_in,
)  # fmt: skip

pytestmark = pytest.mark.browser


@pytest.fixture
def phone(stack, open_page):
    """Ann's phone in a rehearsal, with a sheet of it that could not be sent before the rehearsal was wiped."""
    forget_scores(stack)
    begin = "from events.models import Event; from judging.rehearsal.stage import start_rehearsal as start;"
    stack.manage("shell", "-c", f"{begin} start(Event.objects.get(), None, judges=2, rate=60, seconds=60)")
    page = open_page(stack.first, "/judge/", PHONE)
    sign_in(page, stack)
    open_sheet(page, "green")
    give(page, "5", "5")
    press_send(page)
    expect_place(page, "On the board")
    open_sheet(page)
    give(page, "9.5", "9")
    page.context.set_offline(True)
    press_send(page)
    expect_place(page, "It goes out by itself")
    stack.manage("rehearse", "gala", "--wipe")
    page.context.set_offline(False)
    expect_place(page, "From before the rehearsal's end")
    return page


def test_it_is_kept_and_said_and_does_not_go_out_by_itself(phone, stack):
    expect(phone.locator("#outlived")).to_be_visible()
    expect(phone.locator("#rehearsal")).to_be_hidden()
    expect(phone.locator("#unsent")).to_have_text("1 sheet is on this phone only")
    phone.reload()
    ready(phone)
    expect_place(phone, "From before the rehearsal's end")
    assert given(phone) == ("9.5", "9")
    assert held(stack) == {}
    phone.goto("/judge/gala/ann/")
    ready(phone)
    expect_row(phone, "red", "From the rehearsal: choose")
    # What had been received went with the rehearsal, on the phone too.
    expect_row(phone, "green", "To do")


def test_thrown_away_it_is_gone(phone, stack):
    phone.get_by_role("button", name="Throw it away").click()
    expect_place(phone, "Nothing given yet")
    expect(phone.locator("#unsent")).to_be_hidden()
    expect(phone.locator("#outlived")).to_be_hidden()
    assert given(phone) == ("", "")
    give(phone, "6", "6")
    press_send(phone)
    expect_place(phone, "On the board")
    assert held(stack) == {"red": one_score("6", "6")}


def test_sent_deliberately_it_counts(phone, stack):
    phone.get_by_role("button", name="Send it all the same").click()
    expect_place(phone, "On the board")
    expect(phone.locator("#outlived")).to_be_hidden()
    assert held(stack) == {"red": one_score("9.5", "9")}
