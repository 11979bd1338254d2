"""The projected screen: what it counts, celebrates and says; its pages, its keys, its themes, its other direction of writing."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import expect

from tests.browser.boards import event_file, load
from tests.browser.test_flow import PATIENCE, PROJECTOR, expect_state, rows, until
from tests.stack import stack_on_sqlite

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def stack(folder):
    with stack_on_sqlite(folder, PUBLIC_URL="https://scores.example.org") as stack:
        yield stack


NOTE_TOTALS = """() => { window.texts = []; const body = document.getElementById("board-rows");
  new MutationObserver(() => window.texts.push(body.querySelector("#team-t3 .total").textContent))
    .observe(body, { subtree: true, childList: true, characterData: true }); }"""
NOTE_FANFARES = """() => { window.fanfares = []; document.addEventListener("animationstart", (event) => {
  if (event.animationName === "sweep") window.fanfares.push(event.target.dataset.team); }); }"""
NOTE_NEWS = """() => { window.told = []; const news = document.getElementById("board-news");
  new MutationObserver(() => news.textContent && window.told.push(news.textContent)).observe(news, { childList: true }); }"""
FREEZE = "from events import board, models; board.freeze(models.Event.objects.get(slug='frozen').pk)"


def wall(open_page, stack, slug, size=PROJECTOR, query="", **options):
    page = open_page(stack.first, f"/events/{slug}/screen/{query}", size, **options)
    expect_state(page, "live")
    return page


def seen(page):
    return page.locator("#board-rows > tr:visible").evaluate_all("rows => rows.map((row) => row.dataset.team)")


def sizes(page):
    return page.evaluate("""() => ["--row", "--text"].map((name) => parseFloat(document.body.style.getPropertyValue(name)))""")


def test_pages_hold_the_first_places_and_the_keys_turn_and_hold_them(stack, open_page, folder):
    load(stack, folder, event_file("pages", 60))
    page = wall(open_page, stack, "pages")
    label = page.locator("#screen-page")
    first = seen(page)
    pages = int(label.inner_text().split("/")[1])
    page.keyboard.press(" ")
    expect(label).to_have_attribute("data-held", "")
    shown = [first]
    for number in range(2, pages + 1):
        page.keyboard.press("ArrowRight")
        expect(label).to_have_text(f"{number} / {pages}")
        shown.append(seen(page))
    assert all(each[:3] == ["t1", "t2", "t3"] and len(each) == len(first) for each in shown)
    assert sorted({team for each in shown for team in each}) == sorted(f"t{n}" for n in range(1, 61))
    page.keyboard.press("ArrowLeft")
    expect(label).to_have_text(f"{pages - 1} / {pages}")


def test_a_page_turns_by_itself_and_the_first_one_stays_longest(stack, open_page, folder):
    load(stack, folder, event_file("turns", 60))
    page = open_page(stack.first, "/healthz", PROJECTOR)
    page.clock.install(time=0)
    page.clock.pause_at(1)  # else the time that this test takes turns the page as well
    page.goto("/events/turns/screen/")
    label = page.locator("#screen-page")
    teams = len(seen(page)) - 3
    reading = 2500 + 480 * teams
    page.clock.run_for(reading + 1000)
    expect(label).to_have_text(re.compile("^1 /"))
    page.clock.run_for(reading // 2)
    expect(label).to_have_text(re.compile("^2 /"))
    page.clock.run_for(reading + 1000)
    expect(label).to_have_text(re.compile("^3 /"))


def test_a_team_that_rises_comes_onto_the_held_places_from_any_page(stack, open_page, folder):
    mark = load(stack, folder, event_file("rises", 60))
    page = wall(open_page, stack, "rises")
    mark("t60", "10000")
    expect(rows(page).first).to_have_attribute("data-team", "t60", timeout=PATIENCE)
    assert seen(page)[:4] == ["t60", "t1", "t2", "t3"]
    expect(page.locator("#team-t60 .rank")).to_have_text("1")
    expect(page.locator("#team-t55 .rank")).to_have_text("56")  # out of sight, and filled in all the same


def test_a_shared_rank_is_shown_as_one(stack, open_page, folder):
    mark = load(stack, folder, event_file("ties", 4))
    page = wall(open_page, stack, "ties")
    mark("t3", "10")
    ranks = page.locator("#board-rows .rank")
    expect(ranks).to_have_text(["1", "=2 shared", "=2 shared", "4"], timeout=PATIENCE)


def test_a_total_counts_up_and_ends_on_the_exact_text(stack, open_page, folder):
    mark = load(stack, folder, event_file("counts", 3))
    page = wall(open_page, stack, "counts")
    page.evaluate(NOTE_TOTALS)
    mark("t3", "5.126")
    expect(page.locator("#team-t3 .total")).to_have_text("15.13", timeout=PATIENCE)
    page.wait_for_timeout(1000)
    texts = page.evaluate("window.texts")
    assert texts[-1] == "15.13"
    assert len(set(texts)) > 5
    assert all(10 <= float(text) <= 15.13 for text in texts)


def test_who_wants_calm_gets_the_total_at_once(stack, open_page, folder):
    mark = load(stack, folder, event_file("calm", 3))
    page = wall(open_page, stack, "calm", reduced_motion="reduce")
    page.evaluate(NOTE_TOTALS)
    mark("t3", "500")
    expect(page.locator("#team-t3 .total")).to_have_text("510.00", timeout=PATIENCE)
    assert set(page.evaluate("window.texts")) == {"510.00"}
    assert page.evaluate("document.getAnimations().filter((each) => each.playState === 'running').length") == 0


def test_a_new_leader_is_celebrated_once_and_named(stack, open_page, folder):
    mark = load(stack, folder, event_file("leads", 3))
    page = wall(open_page, stack, "leads")
    page.evaluate(NOTE_FANFARES)
    mark("t2", "50")
    expect(page.locator("#board-news")).to_have_text("Team 2 takes the lead with 70.00", timeout=PATIENCE)
    mark("t2", "60")  # leads still
    expect(page.locator("#team-t2 .total")).to_have_text("80.00", timeout=PATIENCE)
    mark("t1", "50")  # shares the lead: nobody takes it
    expect(page.locator("#team-t1 .rank")).to_have_text("=1 shared", timeout=PATIENCE)
    mark("t1", "49")
    expect(page.locator("#team-t1 .rank")).to_have_text("2", timeout=PATIENCE)
    assert page.evaluate("window.fanfares") == ["t2"]


def test_changes_are_told_politely_and_not_in_floods(stack, open_page, folder):
    mark = load(stack, folder, event_file("news", 8))
    page = wall(open_page, stack, "news")
    news = page.locator("#board-news")
    assert news.get_attribute("role") == "status"
    page.evaluate(NOTE_NEWS)
    for number in range(4, 9):
        mark(f"t{number}", "0.5")
    expect(page.locator("#team-t8 .total")).to_have_text("10.50", timeout=PATIENCE)
    expect(news).to_contain_text("New totals: ", timeout=PATIENCE)
    page.wait_for_timeout(2000)
    told = page.evaluate("window.told")
    assert len(told) == 1
    assert "Team 4 50.50" in told[0]


def test_the_way_to_the_board_on_a_phone_is_on_the_wall_without_scripts_too(stack, open_page, folder):
    load(stack, folder, event_file("code", 3))
    page = open_page(stack.first, "/events/code/screen/", PROJECTOR, java_script_enabled=False)
    expect(page.locator(".screen-address")).to_contain_text("scores.example.org/events/code")
    box = page.locator(".screen-code svg").bounding_box()
    assert min(box["width"], box["height"]) >= 0.1 * PROJECTOR[1]


def test_the_wall_counts_down_to_the_rounds_end_and_says_when_it_is_over(stack, open_page, folder):
    ends = datetime.now(UTC) + timedelta(minutes=10)
    load(stack, folder, event_file("clock", 3, ends_at=ends.isoformat(timespec="seconds"), timezone="Asia/Tokyo"))
    page = wall(open_page, stack, "clock")
    expect(page.locator("#screen-clock")).to_have_text(re.compile(r"^(9:\d\d|10:00)$"))
    expect(page.locator("#screen-ends")).to_contain_text("left in Heat")
    page.clock.install(time=ends - timedelta(seconds=30))
    page.reload()
    expect(page.locator("#screen-clock")).to_have_text(re.compile(r"^0:[123]\d$"))
    expect(page.locator("#screen-clock")).to_have_attribute("data-urgent", "")
    page.clock.run_for(40_000)
    expect(page.locator("#screen-clock")).to_have_text("Time is up")
    expect(page.locator("#screen-ends")).to_have_text(re.compile("^in Heat · "))


def test_the_theme_key_goes_round_and_is_remembered(stack, open_page, folder):
    load(stack, folder, event_file("themes", 3))
    page = wall(open_page, stack, "themes")
    themes = [page.locator("html").get_attribute("data-theme")]
    for _ in range(3):
        page.keyboard.press("t")
        themes.append(page.locator("html").get_attribute("data-theme"))
    assert themes == ["dark", "contrast", "light", "dark"]
    page.keyboard.press("t")
    page.reload()
    expect(page.locator("html")).to_have_attribute("data-theme", "contrast")
    page.goto("/events/themes/screen/?theme=light")
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(251, 250, 247)"


def test_keys_make_the_page_full_and_the_code_large_and_the_hint_goes_away(stack, open_page, folder):
    load(stack, folder, event_file("keys", 3))
    page = wall(open_page, stack, "keys")
    page.keyboard.press("f")
    until(page, "document.fullscreenElement !== null", seconds=PATIENCE / 1000)
    page.keyboard.press("q")
    assert page.locator(".screen-code").bounding_box()["height"] >= 0.5 * PROJECTOR[1]
    page.keyboard.press("q")
    expect(page.locator("#screen-keys")).to_have_attribute("data-idle", "", timeout=10_000)
    page.mouse.move(200, 300)
    page.mouse.move(220, 320)
    expect(page.locator("#screen-keys")).not_to_have_attribute("data-idle", "")
    page.get_by_role("button", name="Theme").click()
    expect(page.locator("html")).to_have_attribute("data-theme", "contrast")
    assert page.evaluate("document.body.dataset.awake") in ("yes", "no")


def test_a_language_from_the_right_turns_the_wall_round(stack, open_page, folder):
    load(stack, folder, event_file("right", 3, language="ar"))
    page = wall(open_page, stack, "right")
    rank, total, code = (
        page.locator(f"{each} >> nth=0").bounding_box()["x"]
        for each in ("#board-rows .rank", "#board-rows .total", ".screen-code")
    )
    assert code <= total < rank
    assert page.evaluate("document.documentElement.scrollWidth") <= PROJECTOR[0]
    assert sizes(page)[0] > 0


@pytest.mark.parametrize(
    ("slug", "event", "teams", "says"),
    [
        ("state-none", {}, 0, "No teams yet"),
        ("state-soon", {"status": "upcoming"}, 3, "Judging has not begun."),
        ("state-final", {"status": "final"}, 3, "These are the results."),
    ],
)
def test_every_state_has_its_sentence(stack, open_page, folder, slug, event, teams, says):
    load(stack, folder, event_file(slug, teams, **event))
    page = wall(open_page, stack, slug)
    expect(page.locator(".board-state")).to_contain_text(says)


def test_a_frozen_board_says_so_and_stands_still(stack, open_page, folder):
    mark = load(stack, folder, event_file("frozen", 3))
    page = wall(open_page, stack, "frozen")
    stack.manage("shell", "-c", FREEZE)
    expect(page.locator(".board-state")).to_contain_text(
        "The board stands still until the results are revealed.", timeout=PATIENCE
    )
    mark("t3", "500")
    page.wait_for_timeout(1500)
    assert seen(page) == ["t1", "t2", "t3"]
