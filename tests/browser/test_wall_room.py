"""The projected screen: what fits on it, at every size and whatever else takes room."""

import pytest
from playwright.sync_api import expect

from tests.browser.boards import event_file, load
from tests.browser.test_flow import PATIENCE, PROJECTOR, until
from tests.browser.test_wall import seen, sizes, wall
from tests.stack import stack_on_sqlite

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def stack(folder):
    with stack_on_sqlite(folder) as stack:
        yield stack


@pytest.mark.parametrize("size", [(1024, 768), (1366, 768), (1920, 1080), (3840, 2160)])
def test_three_or_sixty_teams_fill_the_wall_and_nothing_is_cut_off(stack, open_page, folder, size):
    for slug, teams in ((f"few-{size[0]}", 3), (f"lots-{size[0]}", 60)):
        load(stack, folder, event_file(slug, teams))
        page = wall(open_page, stack, slug, size)
        shown = page.locator("#board-rows > tr:visible")
        boxes = [shown.nth(n).bounding_box() for n in range(shown.count())]
        assert all(box["height"] >= 0.042 * size[1] for box in boxes)
        assert boxes[-1]["y"] + boxes[-1]["height"] <= size[1]
        assert page.evaluate("document.documentElement.scrollHeight") <= size[1]
        cut = "rows => rows.filter((row) => [...row.children].some((cell) => cell.scrollWidth > cell.clientWidth + 1)).length"
        assert shown.evaluate_all(cut) == 0


def test_what_belongs_to_a_team_is_written_smaller_before_it_is_cut_off(stack, open_page, folder):
    file = event_file("beside", 8, divisions=("beginners", "masters"))
    for team in file["teams"]:
        team["organisation"] = "The Fishermen's Cooperative"
    load(stack, folder, file)
    page = wall(open_page, stack, "beside", (1024, 768))
    lines = page.locator("#board-rows .team-more")
    assert lines.evaluate_all("lines => lines.filter((line) => line.scrollWidth > line.clientWidth).length") == 0
    assert lines.first.evaluate("line => parseFloat(getComputedStyle(line).fontSize)") >= 0.014 * 768


NOTICES = {
    "freeze": "from events import board, models; board.freeze(models.Event.objects.get(slug={slug!r}).pk)",
    "announcement": "from events import models, screens; e = models.Event.objects.get(slug={slug!r});"
    " screens.announce(e, 'Lunch is in the foyer. ' * 9, urgent=False, ends_at=None)",
}


# Whether the last row stays above the foot of the page, by less than a row.
FITS = """(row) => { const rows = [...document.querySelectorAll("#board tbody > tr")].filter((row) => row.offsetHeight);
  const foot = document.querySelector(".screen-foot").getBoundingClientRect().top;
  const room = Math.round(foot - rows.at(-1).getBoundingClientRect().bottom);
  return 0 <= room && room < row; }"""


@pytest.mark.parametrize("notice", NOTICES)
def test_a_banner_that_comes_pushes_no_row_under_the_foot(stack, open_page, folder, notice):
    slug = f"banner-{notice}"
    load(stack, folder, event_file(slug, 12))
    page = wall(open_page, stack, slug, (1024, 768))
    row = sizes(page)[0]
    assert page.evaluate(FITS, row)
    stack.manage("shell", "-c", NOTICES[notice].format(slug=slug))
    words = {"freeze": "stands still", "announcement": "Lunch"}[notice]
    expect(page.get_by_text(words).first).to_be_visible(timeout=PATIENCE)
    until(page, FITS, row, seconds=PATIENCE / 1000)
    assert len(seen(page)) == 12


def test_round_columns_are_shown_where_they_fit(stack, open_page, folder):
    load(stack, folder, event_file("columns", 8))
    wide, narrow = (wall(open_page, stack, "columns", size) for size in (PROJECTOR, (700, 1000)))
    assert wide.locator("#board-columns .round:visible").all_inner_texts() == ["Heat", "Final"]
    assert narrow.locator("#board-columns .round:visible").count() == 0
