"""One sheet in two windows of one phone: both show the same marks, or the judge chooses; none is overwritten unseen."""

import pytest
from playwright.sync_api import expect

from tests.browser.phones import (
    PHONE,
    expect_place,
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

# A browser whose windows tell each other nothing.
DEAF = "delete self.BroadcastChannel"
ASK_ANEW = "import('/static/js/judge/server.js').then(({ refresh }) => refresh())"


@pytest.fixture(autouse=True)
def nothing_scored(stack):
    forget_scores(stack)


@pytest.fixture
def windows(stack, open_page):
    """Ann's sheet for red, twice on one phone."""
    return two_windows(open_page(stack.first, "/judge/", PHONE), stack)


@pytest.fixture
def deaf(stack, open_page):
    page = open_page(stack.first, "/judge/", PHONE)
    page.context.add_init_script(DEAF)
    return two_windows(page, stack)


def two_windows(page, stack):
    sign_in(page, stack)
    other = page.context.new_page()
    for window in (page, other):
        open_sheet(window)
    return page, other


def technique(window):
    return window.get_by_label("Technique", exact=True)


def expect_versions(window, *rows):
    """Both versions as the window shows them: (criterion, elsewhere, here)."""
    expect(window.locator("#conflict")).to_be_visible()
    expect(window.locator("#conflict tbody :is(th, td)")).to_have_text([text for row in rows for text in row])


def test_a_window_with_marks_begun_shows_what_the_other_has_sent(windows, stack):
    first, second = windows
    technique(second).fill("9")
    expect(technique(first)).to_have_value("9")
    expect_place(first, "On this phone Not sent yet")
    give(first, "7", "8")
    press_send(first)
    for window in windows:
        expect_place(window, "On the board at")
        assert given(window) == ("7", "8")
    technique(second).fill("6")
    press_send(second)
    expect(technique(first)).to_have_value("6")
    for window in windows:
        expect_place(window, "On the board at")
        assert given(window) == ("6", "8")
    assert held(stack) == {"red": [*one_score("7", "8"), *one_score("6", "8")]}


@pytest.mark.parametrize("let_go", [False, True])
def test_a_window_that_has_not_heard_asks_and_the_others_marks_win_when_i_choose_them(deaf, stack, let_go):
    first, second = deaf
    give(first, "7", "8")
    press_send(first)
    expect_place(first, "On the board at")
    technique(second).fill("9")
    expect_place(second, "Changed in another window")
    if let_go:  # the phone no longer keeps what the server says it has
        second.evaluate(ASK_ANEW)
    expect_versions(second, ("Technique", "7", "9"), ("Style", "8", "not given"))
    expect(second.locator("#conflict thead th")).to_have_text(["Criterion", "In the other window", "In this window"])
    second.get_by_role("button", name="Keep what is in the other window").click()
    expect_place(second, "On the board at")
    expect(second.locator("#conflict")).to_be_hidden()
    assert given(second) == ("7", "8")
    assert held(stack) == {"red": one_score("7", "8")}


def test_marks_on_their_way_are_overwritten_by_another_window_only_when_i_choose_so(deaf, stack):
    first, second = deaf
    technique(second).fill("9")
    expect_place(second, "Not sent yet")
    give(first, "7", "8")
    expect_versions(first, ("Technique", "9", "7"), ("Style", "not given", "8"))
    first.context.set_offline(True)
    first.get_by_role("button", name="Send mine all the same").click()
    expect_place(first, "It goes out by itself")
    second.get_by_label("Style", exact=True).fill("5")
    expect_versions(second, ("Technique", "7", "9"), ("Style", "8", "5"))
    first.context.set_offline(False)
    expect_place(first, "On the board at")
    assert held(stack) == {"red": one_score("7", "8")}
    second.get_by_role("button", name="Send mine all the same").click()
    expect_place(second, "On the board at")
    assert held(stack) == {"red": [*one_score("7", "8"), *one_score("9", "5")]}


def test_a_window_that_is_opened_anew_shows_what_the_phone_has(deaf, stack):
    first, second = deaf
    technique(second).fill("9")
    expect_place(second, "Not sent yet")
    give(first, "7", "8")
    expect_versions(first, ("Technique", "9", "7"), ("Style", "not given", "8"))
    first.reload()
    ready(first)
    assert given(first) == ("9", "")
    expect_place(first, "On this phone Not sent yet")
    assert held(stack) == {}
