"""The board for hands: find a team, follow some, look at one division, share; and what stays of it through changes."""

import re
from itertools import pairwise

import pytest
from playwright.sync_api import expect

from tests.browser.boards import event_file, load
from tests.browser.test_flow import GLIDED, PATIENCE, PHONE, expect_state
from tests.stack import stack_on_sqlite

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def stack(folder):
    with stack_on_sqlite(folder, PUBLIC_URL="https://scores.example.org") as stack:
        yield stack


def hands(open_page, stack, slug, query="", **options):
    page = open_page(stack.first, f"/events/{slug}/{query}", PHONE, **options)
    expect_state(page, "live")
    page.wait_for_selector(".has-hands")
    return page


def seen(page):
    return page.locator("#board-rows > tr:visible").evaluate_all("rows => rows.map((row) => row.dataset.team)")


def followed(page):
    return page.locator("#followed-rows > tr").evaluate_all("rows => rows.map((row) => row.dataset.team)")


def test_a_search_finds_parts_of_names_and_places_without_their_accents(stack, open_page, folder):
    mark = load(stack, folder, event_file("search", 12))
    page = hands(open_page, stack, "search")
    box = page.get_by_role("searchbox", name="Search for a team")
    box.fill("am 1")
    assert seen(page) == ["t1", "t10", "t11", "t12"]
    expect(page.locator("#finder-found")).to_have_text("Teams found: 4")
    box.fill("elan")
    assert seen(page) == ["t2"]
    # What comes in meanwhile keeps to the search.
    mark("t12", "500")
    expect(page.locator("#team-t12 .total")).to_have_text("510.00", timeout=PATIENCE)
    assert seen(page) == ["t2"]
    box.fill("nobody")
    expect(page.locator("#finder-found")).to_have_text("No team has this in its name.")
    box.fill("")
    assert seen(page)[:2] == ["t12", "t1"]


def test_followed_teams_stand_on_top_as_well_and_are_kept_in_the_browser(stack, open_page, folder):
    mark = load(stack, folder, event_file("follow", 12))
    page = hands(open_page, stack, "follow")
    expect(page.locator("#followed")).to_be_hidden()
    page.get_by_role("button", name="Follow Team 9").click()
    page.get_by_role("button", name="Follow Team 4").click()
    assert followed(page) == ["t4", "t9"]
    expect(page.locator("#team-t9 .follow button")).to_have_attribute("aria-pressed", "true")
    mark("t9", "500")
    expect(page.locator("#followed-rows [data-team=t9] .total")).to_have_text("540.00", timeout=PATIENCE)
    assert followed(page) == ["t9", "t4"]
    assert seen(page)[0] == "t9"
    page.reload()
    assert followed(page) == ["t9", "t4"]
    assert page.locator("[id=team-t9]").count() == 1
    page.locator("#followed-rows [data-team=t9] .follow button").click()
    assert followed(page) == ["t4"]
    expect(page.locator("#team-t9 .follow button")).to_be_focused()


def test_a_followed_team_says_what_has_changed_since_the_last_look(stack, open_page, folder):
    mark = load(stack, folder, event_file("look", 6))
    page = hands(open_page, stack, "look")
    page.get_by_role("button", name="Follow Team 6").click()
    page.goto("/")
    mark("t6", "500")
    page.goto("/events/look/")
    expect(page.locator(".followed-change")).to_have_text("Since you last looked: rank 6, now 1", timeout=PATIENCE)


def test_a_division_shows_its_own_ranks_and_has_an_address(stack, open_page, folder):
    load(stack, folder, event_file("divided", 9, divisions=("junior", "senior", "open")))
    page = hands(open_page, stack, "divided")
    page.get_by_role("button", name="Junior").click()
    assert seen(page) == ["t3", "t6", "t9"]
    assert page.locator("#board-rows > tr:visible .rank").all_inner_texts() == ["1", "2", "3"]
    expect(page.get_by_role("button", name="Junior")).to_have_attribute("aria-pressed", "true")
    expect(page).to_have_url(re.compile(r"\?division=junior$"))
    again = hands(open_page, stack, "divided", "?division=junior")
    assert seen(again) == ["t3", "t6", "t9"]
    again.get_by_role("button", name="All").click()
    assert len(seen(again)) == 9
    assert again.locator("#board-rows > tr:visible .rank").first.inner_text() == "1"


def test_rows_of_a_long_board_move_from_one_part_of_the_table_into_another(stack, open_page, folder):
    mark = load(stack, folder, event_file("long", 160))
    page = hands(open_page, stack, "long")
    order = [f"t{n}" for n in range(1, 161)]

    def shown(page):
        return page.locator("#board .board-part > tr").evaluate_all("rows => rows.map((row) => row.dataset.team)")

    assert shown(page) == order
    # From the end to the top, one after the other.
    for number, points in ((160, "5000"), (150, "6000"), (140, "7000")):
        mark(f"t{number}", points)
        order.remove(f"t{number}")
        order.insert(0, f"t{number}")
        expect(page.locator("#board-rows > tr").first).to_have_attribute("data-team", order[0], timeout=PATIENCE)
    assert shown(page) == order
    page.evaluate("() => { window.rows = [...document.querySelectorAll('#board .board-part > tr')]; }")
    mark("t140", "0")
    order.remove("t140")
    order.insert(order.index("t139") + 1, "t140")
    expect(page.locator("#board-rows > tr").first).to_have_attribute("data-team", order[0], timeout=PATIENCE)
    assert shown(page) == order
    # Rows keep their element, and none that is found is left out because its part was out of sight.
    assert page.evaluate("() => window.rows.every((row) => row.isConnected)")
    page.get_by_role("searchbox", name="Search for a team").fill("15")
    found = page.locator("#board .board-part > tr:visible").evaluate_all("rows => rows.map((row) => row.dataset.team)")
    assert found == [team for team in order if "15" in team]
    page.evaluate(GLIDED)
    edges = "rows => rows.map((row) => row.getBoundingClientRect()).map(({ top, bottom }) => [top, bottom])"
    boxes = page.locator("#board .board-part > tr:visible").evaluate_all(edges)
    assert all(abs(bottom - top) < 2 for (_, bottom), (top, _) in pairwise(boxes))


def test_a_part_of_a_long_board_that_grows_is_cut_in_two(stack, open_page, folder):
    load(stack, folder, event_file("grows", 130))
    page = hands(open_page, stack, "grows")
    teams = [f"t{n}" for n in range(1, 131)]
    # All into the first part, before its last row: as if everybody had risen.
    new = teams[:24] + teams[25:] + [teams[24]]
    page.evaluate(
        """async (teams) => {
            const { boardTable, order } = await import("/static/js/rows.js");
            order(boardTable(), teams);
        }""",
        new,
    )
    parts = page.locator("#board tbody").evaluate_all(
        "parts => parts.map((part) => [part.id, [...part.children].map((row) => row.dataset.team)])"
    )
    assert [team for _, part in parts for team in part] == new
    assert all(0 < len(part) <= 50 for _, part in parts)
    assert [name for name, _ in parts if name] == ["board-rows"]


def test_sharing_takes_the_phones_sheet_or_copies_or_shows_the_address(stack, open_page, folder):
    load(stack, folder, event_file("share", 3))
    address = "https://scores.example.org/events/share/"
    page = hands(open_page, stack, "share")
    share = page.get_by_role("button", name="Share")
    page.evaluate("() => { navigator.share = async (what) => { window.shared = what.url; }; }")
    share.click()
    assert page.evaluate("window.shared") == address
    page.evaluate("() => { navigator.share = undefined; Object.defineProperty(navigator, 'clipboard', { value: undefined }); }")
    share.click()
    expect(page.locator(".finder-address")).to_have_value(address)
    expect(page.locator(".finder-address")).to_be_focused()


def test_a_star_that_has_the_focus_keeps_it_when_its_row_moves(stack, open_page, folder):
    mark = load(stack, folder, event_file("focus", 5))
    page = hands(open_page, stack, "focus")
    star = page.get_by_role("button", name="Follow Team 3")
    star.focus()
    mark("t5", "500")
    expect(page.locator("#board-rows > tr").first).to_have_attribute("data-team", "t5", timeout=PATIENCE)
    expect(star).to_be_focused()


def test_a_team_leads_to_why_it_has_its_rank(stack, open_page, folder):
    load(stack, folder, event_file("why", 3))
    page = hands(open_page, stack, "why")
    page.get_by_role("link", name="Team 2").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Team 2")


def test_without_scripts_there_is_the_table_and_nothing_that_would_not_work(stack, open_page, folder):
    load(stack, folder, event_file("bare", 3))
    page = open_page(stack.first, "/events/bare/", PHONE, java_script_enabled=False)
    assert seen(page) == ["t1", "t2", "t3"]
    assert page.locator("button:visible, input:visible").count() == 0
    assert page.locator("noscript meta[http-equiv=refresh]").count() == 1 or 'http-equiv="refresh"' in page.content()


@pytest.fixture(scope="module")
def many_things(stack, folder):
    load(stack, folder, event_file("axe", 8, divisions=("junior", "senior")))


@pytest.mark.usefixtures("many_things")
@pytest.mark.parametrize("theme", ["light", "dark", "contrast"])
@pytest.mark.parametrize("path", ["/events/axe/", "/events/axe/screen/", "/events/axe/teams/t2/", "/"])
def test_axe_finds_nothing_wrong(stack, open_page, path, theme):
    from axe_playwright_python.sync_playwright import Axe

    # axe is put into the page by the test: the site's own policy would not let it in.
    page = open_page(stack.first, f"{path}?theme={theme}", (1366, 768), bypass_csp=True, reduced_motion="reduce")
    assert "Axe" in page.content()
    page.wait_for_timeout(300)
    found = Axe().run(page).response["violations"]
    assert [(each["id"], [node["html"][:120] for node in each["nodes"]][:3]) for each in found] == []
