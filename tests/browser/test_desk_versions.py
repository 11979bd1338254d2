"""Two devices of one judge, a locked round, a replaced link, a sheet that comes back: nothing is lost or overwritten."""

import json
import re

import pytest
from playwright.sync_api import expect

from tests.browser.phones import (
    PHONE,
    expect_place,
    expect_row,
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

RESET = """
from events.models import *; from judging.models import *
for model in (Score, ScoreVersion, SheetReturn, Extension): model.objects.all().delete()
for r in Round.objects.all(): r.status = 'open'; r.save()
"""

RETURN = """
from judging.models import *; s = Score.objects.get()
SheetReturn.objects.create(judge=s.judge, team=s.team, round=s.round, version=s.version, note='Style is too high.')
"""


@pytest.fixture(autouse=True)
def nothing_scored(stack):
    stack.manage("shell", "-c", RESET)


@pytest.fixture
def devices(stack, open_page):
    """Two phones on which Ann is signed in, both on her sheet for red."""
    pages = [open_page(stack.first, "/judge/", PHONE) for _ in range(2)]
    for page in pages:
        sign_in(page, stack)
        open_sheet(page)
    return pages


@pytest.fixture
def sheet(devices):
    return devices[0]


def set_round(stack, status):
    stack.manage("shell", "-c", f"from events.models import *; r = Round.objects.get(); r.status = '{status}'; r.save()")


def conflict_of(page):
    """Both versions as the page shows them: (criterion, on the server, on this phone)."""
    expect(page.locator("#conflict")).to_be_visible()
    return [tuple(row.locator("th, td").all_inner_texts()) for row in page.locator("#conflict tbody tr").all()]


BOTH = [{"technique": "9", "style": "8"}, {"technique": "2", "style": "8"}]


@pytest.fixture
def conflict(devices, stack):
    """The first phone has sent 9 and 8; the second, which has not seen it, sends 2 and 8."""
    first, second = devices
    second.context.set_offline(True)
    give(second, "2", "8")
    press_send(second)
    give(first, "9", "8")
    press_send(first)
    expect_place(first, "On the board")
    second.context.set_offline(False)
    expect_place(second, "Changed on another device")
    assert held(stack) == {"red": BOTH[:1]}
    return second


def test_both_versions_are_shown_and_mine_wins_when_i_choose_it(conflict, stack):
    assert conflict_of(conflict) == [("Technique", "9", "2"), ("Style", "8", "8")]
    conflict.get_by_role("button", name="Send mine all the same").click()
    expect_place(conflict, "On the board")
    expect(conflict.locator("#conflict")).to_be_hidden()
    assert held(stack) == {"red": BOTH}


def test_the_servers_version_wins_when_i_choose_that(conflict, stack):
    conflict.get_by_role("button", name="Keep what is on the server").click()
    expect_place(conflict, "On the board")
    assert given(conflict) == ("9", "8")
    expect(conflict.locator("#unsent")).to_be_hidden()
    assert held(stack) == {"red": BOTH[:1]}


def test_a_conflict_waits_through_a_reload_and_is_named_on_the_desk(conflict, stack):
    conflict.goto("/judge/gala/ann/")
    ready(conflict)
    expect_row(conflict, "red", "Two versions: choose")
    open_sheet(conflict)
    assert conflict_of(conflict) == [("Technique", "9", "2"), ("Style", "8", "8")]
    conflict.get_by_role("button", name="Send mine all the same").click()
    expect_place(conflict, "On the board")
    assert held(stack) == {"red": BOTH}


def test_the_same_marks_from_two_devices_are_no_conflict(devices, stack):
    first, second = devices
    second.context.set_offline(True)
    for page in devices:
        give(page, "9", "8")
        press_send(page)
    expect_place(first, "On the board")
    second.context.set_offline(False)
    expect_place(second, "On the board")
    assert held(stack) == {"red": one_score("9", "8")}


def test_another_device_of_mine_follows_what_i_have_sent(devices):
    first, second = devices
    give(first, "9", "8")
    press_send(first)
    expect_place(second, "On the board")
    assert given(second) == ("9", "8")


def test_marks_for_a_locked_round_stay_and_go_out_when_it_is_opened(sheet, stack):
    sheet.context.set_offline(True)
    give(sheet, "9", "8")
    press_send(sheet)
    set_round(stack, "locked")
    sheet.context.set_offline(False)
    expect_place(sheet, "On this phone .*Final is locked.* It goes out by itself when the organiser opens")
    assert held(stack) == {}
    set_round(stack, "open")
    expect_place(sheet, "On the board")
    assert held(stack) == {"red": one_score("9", "8")}


def test_marks_for_a_locked_round_go_out_when_the_organiser_lets_this_judge_in(sheet, stack):
    sheet.context.set_offline(True)
    give(sheet, "9", "8")
    press_send(sheet)
    set_round(stack, "locked")
    sheet.context.set_offline(False)
    expect_place(sheet, "On this phone .*locked")
    stack.manage(
        "shell", "-c",
        "from judging.models import *; from events.models import *; "
        "Extension.objects.create(judge=Judge.objects.get(code='ann'), round=Round.objects.get())",
    )  # fmt: skip
    expect_place(sheet, "On the board")
    assert held(stack) == {"red": one_score("9", "8")}


def test_the_desk_hears_that_a_round_was_locked_and_opened(sheet, stack):
    sheet.goto("/judge/gala/ann/")
    ready(sheet)
    for status, word in (("locked", "Locked"), ("open", "Open")):
        set_round(stack, status)
        expect(sheet.locator(".desk-round .chip")).to_have_text(word, timeout=20_000)


def test_a_returned_sheet_shows_the_note_and_is_open_until_it_is_sent_again(sheet, stack):
    give(sheet, "9", "8")
    press_send(sheet)
    expect_place(sheet, "On the board")
    stack.manage("shell", "-c", RETURN)
    expect(sheet.locator("#returned")).to_contain_text("Style is too high.", timeout=20_000)
    give(sheet, "9", "6")
    press_send(sheet)
    expect_place(sheet, "On the board")
    expect(sheet.locator("#returned")).to_be_hidden(timeout=20_000)
    assert held(stack) == {"red": [{"technique": "9", "style": "8"}, {"technique": "9", "style": "6"}]}


class HeldFeed:
    """The desk feed of a page, whose frames arrive only when they are let through."""

    def __init__(self, page):
        self.waiting, self.to_page = [], None
        page.route_web_socket(re.compile("/desk/"), self.connect)

    def connect(self, to_page):
        self.to_page = to_page
        to_page.connect_to_server().on_message(lambda frame: self.waiting.append(frame))

    def wait_for(self, page, wanted):
        """The first held frame whose state satisfies this; what was held before it is left out, as the hub may do."""
        for _ in range(100):
            states = [json.loads(frame).get("state") for frame in self.waiting]
            found = [number for number, state in enumerate(states) if state and wanted(state)]
            if found:
                frame = self.waiting[found[0]]
                del self.waiting[: found[0] + 1]
                return frame
            page.wait_for_timeout(100)
        raise AssertionError(self.waiting)


def test_a_step_that_the_feed_leaves_out_is_not_missed_where_the_page_had_seen_it(stack, open_page):
    page = open_page(stack.first, "/judge/", PHONE)
    sign_in(page, stack)
    feed = HeldFeed(page)
    open_sheet(page)
    give(page, "9", "8")
    press_send(page)
    expect_place(page, "On the board")
    sent = feed.wait_for(page, lambda state: state["progress"]["received"] == 1)
    stack.manage("shell", "-c", RETURN)
    # The page reads itself anew for the count, and sees the note before the feed tells of it.
    feed.to_page.send(sent)
    expect(page.locator("#returned")).to_contain_text("Style is too high.", timeout=20_000)
    feed.wait_for(page, lambda state: state["returned"])
    give(page, "9", "6")
    press_send(page)
    feed.to_page.send(feed.wait_for(page, lambda state: not state["returned"]))
    expect(page.locator("#returned")).to_be_hidden(timeout=20_000)


def test_a_replaced_link_keeps_the_marks_until_the_new_one_is_opened_here(sheet, stack):
    sheet.context.set_offline(True)
    give(sheet, "9", "8")
    press_send(sheet)
    stack.manage(
        "shell", "-c", "from judging.models import *; from judging.links import *; replace_link(Judge.objects.get(code='ann'))"
    )
    sheet.context.set_offline(False)
    expect_place(sheet, "On this phone This phone is signed out")
    assert held(stack) == {}
    sign_in(sheet, stack)
    expect_row(sheet, "red", "On the board")
    assert held(stack) == {"red": one_score("9", "8")}


def test_the_panels_counts_follow_without_a_mark(sheet, stack):
    sheet.goto("/judge/gala/ann/")
    ready(sheet)
    expect(sheet.locator('[data-judge="bob"] .panel-count')).to_have_text("0 of 3")
    stack.first.submit(
        stack.tokens["bob"], eventId="gala", roundId="final", teamId="red", judgeId="bob", scores={"technique": "1", "style": "1"}
    )
    expect(sheet.locator('[data-judge="bob"] .panel-count')).to_have_text("1 of 3", timeout=20_000)
