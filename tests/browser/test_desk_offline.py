"""A sheet on a bad network, cut at every step of its way: it is kept, sent by itself, and stored exactly once."""

import contextlib
import os
import signal
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.browser.phones import (
    API,
    PHONE,
    expect_place,
    expect_row,
    forget_scores,
    give,
    given,
    held,
    kept,
    one_score,
    open_sheet,
    press_send,
    ready,
    sign_in,
)  # fmt: skip

pytestmark = pytest.mark.browser


@pytest.fixture(autouse=True)
def nothing_scored(stack):
    forget_scores(stack)


@pytest.fixture
def phone(stack, open_page):
    page = open_page(stack.first, "/judge/", PHONE)
    sign_in(page, stack)
    return page


@pytest.fixture
def sheet(phone):
    open_sheet(phone)
    return phone


def test_without_network_a_sheet_stays_on_the_phone_and_goes_out_by_itself(sheet, stack):
    give(sheet, "9.5", "9")
    expect_place(sheet, "On this phone Not sent yet")
    sheet.context.set_offline(True)
    press_send(sheet)
    expect_place(sheet, "On this phone It goes out by itself")
    expect(sheet.locator("#unsent")).to_have_text("1 sheet is on this phone only")
    expect(sheet.locator("#hint-offline")).to_be_visible()
    assert held(stack) == {}
    sheet.context.set_offline(False)
    expect_place(sheet, "On the board at")
    expect(sheet.locator("#unsent")).to_be_hidden()
    assert held(stack) == {"red": one_score("9.5", "9")}


def test_sent_without_an_answer_it_is_sent_again_and_stored_once(sheet, stack):
    """The request arrives, its answer is lost on the way back."""
    lost = []

    def lose_the_answer(route):
        if lost:
            route.continue_()
        else:
            lost.append(route.fetch().status)
            route.abort()

    sheet.route(API, lose_the_answer)
    give(sheet, "9.5", "9")
    press_send(sheet)
    expect_place(sheet, "On the board at")
    assert lost == [200]
    assert held(stack) == {"red": one_score("9.5", "9")}


def test_a_request_that_never_arrives_is_sent_again(sheet, stack):
    refused = []
    sheet.route(API, lambda route: route.continue_() if len(refused) > 1 else refused.append(route.abort()))
    give(sheet, "9.5", "9")
    press_send(sheet)
    expect_place(sheet, "On the board at")
    assert (len(refused), held(stack)) == (2, {"red": one_score("9.5", "9")})


@pytest.mark.parametrize("status", [500, 502, 503, 429])
def test_a_server_in_trouble_is_asked_again(sheet, stack, status):
    troubles = [status]

    def answer(route):
        if troubles:
            route.fulfill(status=troubles.pop(), body="<h1>No</h1>")
        else:
            route.continue_()

    sheet.route(API, answer)
    give(sheet, "9.5", "9")
    press_send(sheet)
    expect_place(sheet, "On the board at")
    assert held(stack) == {"red": one_score("9.5", "9")}


def test_marks_that_were_never_sent_survive_a_reload(sheet, stack):
    give(sheet, "9.5", "9")
    expect_place(sheet, "Not sent yet")
    sheet.reload()
    ready(sheet)
    assert given(sheet) == ("9.5", "9")
    expect_place(sheet, "On this phone Not sent yet")
    sheet.goto("/judge/gala/ann/")
    ready(sheet)
    expect_row(sheet, "red", "On this phone, not sent")
    expect(sheet.locator("#unsent")).to_have_text("1 sheet is on this phone only")
    assert held(stack) == {}


def test_a_sheet_on_its_way_survives_a_closed_tab_and_goes_out_from_any_page_of_the_desk(sheet, stack):
    sheet.route(API, lambda route: route.abort())
    give(sheet, "9.5", "9")
    press_send(sheet)
    expect_place(sheet, "On this phone It goes out by itself")
    context = sheet.context
    sheet.close()
    desk = context.new_page()
    desk.goto("/judge/gala/ann/")
    ready(desk)
    expect_row(desk, "red", "On the board")
    assert held(stack) == {"red": one_score("9.5", "9")}


def test_an_answer_that_was_lost_before_the_tab_was_closed_counts_once(sheet, stack):
    def lose_the_answer(route):
        route.fetch()
        route.abort()

    sheet.route(API, lose_the_answer)
    give(sheet, "9.5", "9")
    press_send(sheet)
    expect_place(sheet, "On this phone It goes out by itself")
    context = sheet.context
    sheet.close()
    again = context.new_page()
    open_sheet(again)
    expect_place(again, "On the board at")
    assert held(stack) == {"red": one_score("9.5", "9")}


def test_marks_changed_after_a_lost_answer_are_a_correction_and_no_conflict(sheet, stack):
    """What the server holds is what this phone has sent itself: nothing of anybody else is overwritten."""
    lost = []

    def lose_the_first_answer(route):
        if lost:
            route.abort() if lost[-1] == "cut" else route.continue_()
        else:
            lost.append("cut")
            route.fetch()
            route.abort()

    sheet.route(API, lose_the_first_answer)
    give(sheet, "9.5", "9")
    press_send(sheet)
    expect_place(sheet, "On this phone It goes out by itself")
    give(sheet, "9.75", "9")
    lost.append("mended")
    press_send(sheet)
    expect_place(sheet, "On the board at")
    expect(sheet.locator("#conflict")).to_be_hidden()
    assert held(stack) == {"red": [{"technique": "9.5", "style": "9"}, {"technique": "9.75", "style": "9"}]}


def test_two_tabs_send_one_sheet_once(sheet, stack):
    posts = []
    sheet.context.on("request", lambda request: posts.append(1) if request.method == "POST" else None)
    other = sheet.context.new_page()
    other.goto("/judge/gala/ann/")
    ready(other)
    sheet.context.set_offline(True)
    give(sheet, "9.5", "9")
    press_send(sheet)
    expect_row(other, "red", "On this phone")
    sheet.context.set_offline(False)
    expect_place(sheet, "On the board at")
    expect_row(other, "red", "On the board")
    assert held(stack) == {"red": one_score("9.5", "9")}


def test_a_dead_battery_loses_nothing(stack, chromium, chromium_program, tmp_path):
    """The whole browser is killed in the moment after Send; another one finds what it has left on the disk."""
    options = {
        "executable_path": chromium_program, "args": ["--no-sandbox"], "base_url": stack.first.url,
        "viewport": {"width": 360, "height": 740}, "user_data_dir": str(tmp_path / "phone"),
    }  # fmt: skip
    context = chromium.browser_type.launch_persistent_context(**options)
    page = context.new_page()
    sign_in(page, stack)
    open_sheet(page)
    context.set_offline(True)
    give(page, "9.5", "9")
    press_send(page)
    expect_place(page, "On this phone It goes out by itself")
    kill_all_of(str(tmp_path / "phone"))
    assert held(stack) == {}
    context = chromium.browser_type.launch_persistent_context(**options)
    page = context.new_page()
    sign_in(page, stack)  # Chromium writes cookies later than marks: it has forgotten who this is
    expect_row(page, "red", "On the board")
    context.close()
    assert held(stack) == {"red": one_score("9.5", "9")}


def kill_all_of(folder):
    """Kill the processes of the browser that keeps its things in this folder, as an empty battery would."""
    for process in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError):
            if folder.encode() in (process / "cmdline").read_bytes():
                os.kill(int(process.name), signal.SIGKILL)


def test_the_next_team_is_one_tap_away_also_without_network(sheet, stack):
    kept(sheet)
    sheet.context.set_offline(True)
    give(sheet, "9.5", "9")
    press_send(sheet)
    expect(sheet.locator("#next")).to_have_text("Next: Green")
    sheet.locator("#next").click()
    ready(sheet)
    expect(sheet.get_by_role("heading", level=1)).to_have_text("Green")
    give(sheet, "5", "5")
    press_send(sheet)
    expect(sheet.locator("#next")).to_have_text("Next: Blue")
    expect(sheet.locator("#unsent")).to_have_text("2 sheets are on this phone only")
    sheet.context.set_offline(False)
    expect_place(sheet, "On the board at")
    expect(sheet.locator("#unsent")).to_be_hidden()
    assert held(stack) == {"red": one_score("9.5", "9"), "green": one_score("5", "5")}
