"""What a change of the board costs a browser's frame: what is in sight, bit by bit, and nothing that cannot be seen."""

import pytest
from playwright.sync_api import expect

from bench.frames import main_thread, trace
from tests.browser.boards import event_file, load
from tests.browser.test_flow import GLIDED, PATIENCE, PHONE, PROJECTOR, expect_state, until
from tests.stack import ROOT, stack_on_sqlite

pytestmark = pytest.mark.browser

TEAMS = 160
# Frames are counted, and for each change of the board the frame is noted before which it was made.
NOTE_FRAMES = """() => { window.noted = { placed: [], filled: [] }; let frame = 0;
  const count = () => { frame += 1; requestAnimationFrame(count); };
  count();
  new MutationObserver((changes) => { for (const { target } of changes) {
    if (target.matches("tbody")) window.noted.placed.push(frame);
    else if (target.closest("#team-t5") && !target.closest(".total")) window.noted.filled.push(frame);
  } }).observe(document.getElementById("board"), { subtree: true, childList: true }); }"""
# Where each row stood before a change, and how far from its new place it begins to glide.
NOTE_STARTS = """() => { const rows = [...document.querySelectorAll("#board-rows > tr")]; window.starts = {};
  window.before = Object.fromEntries(rows.map((row) => [row.dataset.team, row.getBoundingClientRect().top]));
  const animate = Element.prototype.animate;
  Element.prototype.animate = function (frames, ...rest) {
    window.starts[this.dataset.team] = parseFloat(/translateY\\((.*)px\\)/.exec(frames[0].transform)[1]);
    return animate.call(this, frames, ...rest);
  }; }"""
TWO_AT_ONCE = """async () => {
  const { showPatch, shownCursor } = await import("/static/js/page.js");
  const row = (team, total) => {
    const copy = document.getElementById(`team-${team}`).cloneNode(true);
    copy.querySelector(".total").textContent = total;
    return copy.outerHTML;
  };
  const from = shownCursor();
  showPatch({ cursor: `${from}1`, removed: [], html: row("t1", "111.00") + row("t2", "112.00") });
  showPatch({ cursor: `${from}2`, removed: [], html: row("t1", "211.00") });
}"""

LONG_AND_SHORT = """async () => {
  const { showPatch, shownCursor } = await import("/static/js/page.js");
  const said = (row, total) => {
    const copy = row.cloneNode(true);
    copy.querySelector(".total").textContent = total;
    return copy.outerHTML;
  };
  const rows = [...document.querySelectorAll("#board tbody > tr")];
  const from = shownCursor();
  showPatch({ cursor: `${from}1`, removed: [], html: rows.map((row) => said(row, "7.00")).join("") });
  showPatch({ cursor: `${from}2`, removed: [], html: said(rows.at(-1), "8.00") });
  return rows.filter((row) => row.querySelector(".total").textContent !== "7.00").length;
}"""

A_LONG_ONE = """async ({ next }) => {
  const { showPatch, shownCursor } = await import("/static/js/page.js");
  const rows = [...document.querySelectorAll("#board tbody > tr")];
  const teams = rows.map((row) => row.dataset.team);
  const now = () => [...document.querySelectorAll("#board tbody > tr")].map((row) => row.dataset.team);
  const html = rows.map((row) => row.outerHTML).join("");
  showPatch({ cursor: `${shownCursor()}1`, removed: [], html, order: [...teams].reverse() });
  const before = now();
  if (next) showPatch({ cursor: `${shownCursor()}2`, removed: ["t1"], html: "" });
  return [teams, before, now()];
}"""

IN_ORDER = "wanted => [...document.querySelectorAll('#board tbody > tr')].map((row) => row.dataset.team).join() === wanted"


@pytest.fixture(scope="module")
def stack(folder):
    with stack_on_sqlite(folder) as stack:
        yield stack


@pytest.fixture(scope="module")
def mark(stack, folder):
    return load(stack, folder, event_file("frames", TEAMS))


def shown(open_page, stack, path, size, **options):
    page = open_page(stack.first, path, size, **options)
    expect_state(page, "live")
    return page


def wall(open_page, stack):
    return shown(open_page, stack, "/events/frames/screen/", PROJECTOR)


def test_a_row_is_filled_in_after_the_frame_that_moves_it(stack, open_page, folder):
    mark = load(stack, folder, event_file("bits", 8))
    page = shown(open_page, stack, "/events/bits/", PHONE)
    page.evaluate(NOTE_FRAMES)
    mark("t5", "25")
    expect(page.locator("#team-t5 .rank")).to_have_text("3", timeout=PATIENCE)
    noted = page.evaluate("window.noted")
    assert max(noted["placed"]) < min(noted["filled"])


def test_two_boards_in_one_moment_are_both_filled_in_and_in_their_order(stack, open_page, folder):
    load(stack, folder, event_file("both", 3))
    page = shown(open_page, stack, "/events/both/", PHONE)
    page.evaluate(TWO_AT_ONCE)
    expect(page.locator("#team-t1 .total")).to_have_text("211.00")
    expect(page.locator("#team-t2 .total")).to_have_text("112.00")


def test_a_board_that_follows_a_long_one_does_not_fill_all_of_that_in_at_once(stack, open_page, folder):
    load(stack, folder, event_file("long", TEAMS))
    page = shown(open_page, stack, "/events/long/", PHONE)
    assert page.evaluate(LONG_AND_SHORT) == TEAMS
    totals = page.locator("#board tbody > tr .total")
    expect(totals).to_have_text(["7.00"] * (TEAMS - 1) + ["8.00"], timeout=PATIENCE)


@pytest.mark.parametrize("next_one", [False, True])
def test_a_long_board_is_put_in_order_in_the_frame_after_the_one_that_took_it_in(stack, open_page, mark, next_one):
    page = shown(open_page, stack, "/events/frames/", PHONE)
    teams, before, after = page.evaluate(A_LONG_ONE, {"next": next_one})
    assert before == teams
    ordered = [team for team in reversed(teams) if team != "t1"] if next_one else teams[::-1]
    assert after == (ordered if next_one else teams)  # whatever comes next finds it in order
    until(page, IN_ORDER, ",".join(ordered), seconds=30)


def test_rows_glide_from_where_they_stood(stack, open_page, folder):
    mark = load(stack, folder, event_file("starts", 8))
    for path, size in (("/events/starts/", PHONE), ("/events/starts/screen/", PROJECTOR)):
        page = shown(open_page, stack, path, size)
        page.evaluate(NOTE_STARTS)
        mark("t6", "35" if size == PHONE else "0")
        first, last = ("t3", "t6") if size == PHONE else ("t5", "t6")
        expect(page.locator("#team-t6 .rank")).to_have_text("3" if size == PHONE else "6", timeout=PATIENCE)
        page.evaluate(GLIDED)
        tops = page.locator("#board-rows > tr").evaluate_all(
            "rows => Object.fromEntries(rows.map((row) => [row.dataset.team, row.getBoundingClientRect().top]))"
        )
        before, starts = page.evaluate("[window.before, window.starts]")
        assert {first, last} <= set(starts)
        # An arrow that comes in may make a phone's row a little higher: seen at the start only.
        assert all(abs(before[team] - tops[team] - by) <= 4 for team, by in starts.items()), (before, tops, starts)


def test_a_wall_asks_nothing_of_parts_that_have_no_row_on_its_page(stack, open_page, mark):
    page = wall(open_page, stack)
    page.keyboard.press(" ")
    parts = page.locator("#board .board-part")
    displays = "parts => parts.map((part) => [part.querySelector('.on-page') !== null, getComputedStyle(part).display])"
    for _ in range(3):
        found = parts.evaluate_all(displays)
        assert len(found) > 4
        # The first one is what the rows' height is measured on.
        assert {display for on_page, display in found[1:] if not on_page} == {"none"}
        assert {display for on_page, display in found if on_page} == {"block"}
        page.keyboard.press("ArrowRight")


def test_what_is_not_in_sight_is_not_styled_when_a_row_moves_or_the_pointer_rests(stack, open_page, mark):
    page = wall(open_page, stack)
    page.keyboard.press(" ")
    page.mouse.move(200, 300)
    page.mouse.move(220, 320)
    page.wait_for_timeout(500)
    mark("t4", "15")
    events = main_thread(trace(page.context.browser, 6.5))
    assert page.locator("body").get_attribute("class").count("is-idle") == 1
    styled = [event["args"]["elementCount"] for event in events if event["name"] == "UpdateLayoutTree"]
    assert styled
    assert max(styled) < TEAMS  # the rows in sight and what is in them


def test_a_row_of_the_wall_is_no_scope_of_counters_and_quotes(stack, open_page, mark):
    """With 1,000 rows that are, one that moved cost 2.2 ms of styles instead of 0.3: the browser went through all of them."""
    page = wall(open_page, stack)
    assert page.locator("#team-t5").evaluate("row => getComputedStyle(row).contain") == "size layout paint"


def test_no_style_of_the_board_makes_the_browser_look_through_all_rows_when_one_moves():
    sheets = (ROOT / "static" / "css").glob("*.css")
    for sheet in (each for each in sheets if each.stem in ("base", "board", "screen", "stage", "hands", "embed")):
        for selector in ("body:has(", ".screen:has(", ":root:has(", ".standings:has(", ".rank:has(", "#board:has("):
            assert selector not in sheet.read_text(), sheet.name


def test_a_total_that_only_gets_more_decimals_is_not_told_as_a_new_one(open_page, stack, folder):
    file = event_file("near", 3)
    file["rules"] = {"method": "points", "shown": 0}
    mark = load(stack, folder, file)
    page = shown(open_page, stack, "/events/near/", PHONE)
    expect(page.locator("#team-t2 .total")).to_have_text("20")
    mark("t3", "10.4")
    expect(page.locator("#team-t3 .total")).to_have_text("20.4", timeout=PATIENCE)
    expect(page.locator("#team-t2 .total")).to_have_text("20.0")
    expect(page.locator("#team-t3.is-changed")).to_have_count(1)
    expect(page.locator("#team-t2.is-changed")).to_have_count(0)
