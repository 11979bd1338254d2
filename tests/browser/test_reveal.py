"""A complete reveal in browsers: a hall, two presenters' phones, a server that is restarted in the middle of it."""

import itertools
import re
import time

import pytest
from playwright.sync_api import expect

from tests.browser.test_flow import PATIENCE, PHONE, PROJECTOR, expect_state, until
from tests.events.reveal.cast import ORDER
from tests.stack import running

pytestmark = pytest.mark.browser

PREPARE = """
from events.models import *
from events.reveal import show
from events.reveal.presenter import presenter_url
from tests.events.reveal.cast import Show
gala = Show(slug="{slug}")
reveal = Reveal.objects.create(event=gala.event, suspense="card")
Award.objects.create(reveal=reveal, title="Winner", place=1)
show.begin(gala.event)
print(presenter_url(gala.event, reveal))
"""
ENOUGH = 0.8  # seconds between two presses, as a calm thumb makes them


@pytest.fixture(scope="module")
def running_stack(tmp_path_factory):
    with running("sqlite-daphne", tmp_path_factory.mktemp("stack")) as stack:
        yield stack


NUMBERS = itertools.count(1)


@pytest.fixture
def stack(running_stack):
    """The same servers for all of these tests; each has an event of its own, frozen, its reveal begun."""
    running_stack.event = f"/events/show-{next(NUMBERS)}/"
    link = running_stack.manage("shell", "-v0", "-c", PREPARE.replace("{slug}", running_stack.event.split("/")[2]))
    running_stack.link = "/events" + link.rsplit("/events", 1)[1]
    return running_stack


def open_hall(stack, open_page):
    screen = open_page(stack.last, f"{stack.event}screen/", PROJECTOR)
    expect(screen.locator("body")).to_have_attribute("data-stage", "live", timeout=PATIENCE)
    expect_state(screen, "live")
    return screen


@pytest.fixture
def hall(stack, open_page):
    return open_hall(stack, open_page)


@pytest.fixture
def phone(stack, open_page):
    return open_phone(stack, open_page)


def open_phone(stack, open_page):
    phone = open_page(stack.first, stack.link, PHONE)
    phone.get_by_role("button", name="Open the presenter's page").click()
    expect(phone.locator("#presenter-next")).to_be_visible()
    return phone


def at(phone):
    """How many beats are done, as this phone shows it."""
    return int(phone.locator(".presenter-now .presenter-label span").inner_text().split(" / ")[0])


def expect_at(phone, position):
    expect(phone.locator(".presenter-now .presenter-label span")).to_have_text(re.compile(f"^{position} / "), timeout=PATIENCE)


def press(phone):
    before = at(phone)
    time.sleep(ENOUGH)
    phone.locator("#presenter-next").click()
    expect_at(phone, before + 1)


def places(hall):
    """What the hall's board says of places, from the last row up."""
    found = hall.locator("#board-rows > tr[data-rank]").evaluate_all("rows => rows.map(row => row.dataset.team)")
    return list(reversed(found))


def expect_places(hall, teams):
    """Exactly these teams have places; those that share one in whatever order."""
    expect(hall.locator("#board-rows > tr[data-rank]")).to_have_count(len(teams), timeout=PATIENCE)
    assert sorted(places(hall)) == sorted(teams)


def test_a_complete_reveal_with_a_restart_two_phones_and_double_presses(stack, hall, phone, open_page):
    second = open_phone(stack, open_page)
    out = []
    for number, group in enumerate(ORDER):
        presenter = (phone, second)[number % 2]  # whoever is nearer
        expect_at(presenter, at(phone if presenter is second else second))
        for team in sorted(group):
            press(presenter)
            expect(hall.locator("#reveal")).to_contain_text(f"Team {team.upper()}", timeout=PATIENCE)
            expect_places(hall, out)
        if number == 4:
            # In the middle of a card: the server goes, and comes back with everything where it was.
            stack.first.stop()
            stack.first.start()
            expect(hall.locator("#reveal")).to_contain_text(f"Team {group[0].upper()}")
            for each in (phone, second):
                expect(each.locator("#presenter-lost")).to_be_hidden(timeout=PATIENCE)
        before = at(presenter)
        time.sleep(ENOUGH)
        presenter.locator("#presenter-next").dblclick()
        expect_at(presenter, before + 1)
        out += group
        expect_places(hall, out)
        expect(hall.locator("#reveal")).to_contain_text(f"Place {13 - len(out)}")
    expect(hall.locator("#reveal")).to_be_hidden(timeout=PATIENCE)
    expect(hall.locator("#board-rows > tr").first).to_contain_text("Team B")
    expect(second.get_by_role("button", name="End the reveal")).to_be_visible(timeout=PATIENCE)
    # The round is still open, so nothing is final by itself.
    expect(phone.locator("#presenter")).to_contain_text("These rounds are not closed, so their marks can still change: Final.")
    final = phone.get_by_label("The results are final")
    expect(final).not_to_be_checked()
    final.check()
    phone.get_by_role("button", name="End the reveal").click()
    expect(hall.locator("#board-status")).to_contain_text("Final", timeout=PATIENCE)
    expect(second.locator("#presenter")).to_contain_text("No reveal is running", timeout=PATIENCE)
    board = stack.last.get(stack.event.replace("/events/", "/api/scoreboard/").rstrip("/")).json()
    assert (board["event"]["frozen"], board["event"]["status"]) == (False, "final")
    assert [row["rank"] for row in board["standings"]] == [1, 2, 3, 4, 4, 6, 7, 8, 9, 9, 11, 12]


def test_two_phones_that_press_at_the_same_moment_move_one_step(stack, hall, phone, open_page):
    second = open_phone(stack, open_page)
    # Neither hears of the other in between: both show the first step when they are pressed.
    for each in (phone, second):
        each.route("**/reveal/now/**", lambda route: route.abort())
    phone.locator("#presenter-next").click()
    expect_at(phone, 1)
    second.locator("#presenter-next").click()
    expect(second.locator(".presenter-problem:visible").last).to_contain_text("Something was pressed meanwhile")
    expect_at(second, 1)
    expect(hall.locator("#reveal")).to_contain_text("Team L")
    expect_places(hall, [])


def test_undo_takes_the_place_from_the_wall(stack, hall, phone):
    press(phone)
    press(phone)
    expect_places(hall, ["l"])
    phone.get_by_role("button", name="Undo").click()
    expect_places(hall, [])
    expect(hall.locator("#reveal")).to_contain_text("Team L")
    phone.get_by_role("button", name="Undo").click()
    expect(hall.locator("#reveal")).to_be_hidden(timeout=PATIENCE)


def test_it_goes_on_by_itself_without_a_phone_until_a_second_one_stops_it(stack, hall, phone, open_page):
    phone.get_by_role("button", name="3 s").click()
    expect(phone.locator("#presenter")).to_contain_text("Goes on by itself every 3 s")
    phone.close()
    expect_places(hall, ["l"])
    second = open_phone(stack, open_page)
    expect(second.locator("#presenter")).to_contain_text("Goes on by itself every 3 s")
    second.get_by_role("button", name="Stop").click()
    expect(second.get_by_role("button", name="3 s")).to_be_visible()
    stopped = at(second)
    time.sleep(3.5)
    assert at(second) == stopped


def test_jumping_ahead_asks_first(stack, hall, phone):
    phone.get_by_text("Jump", exact=True).click()
    phone.get_by_role("button", name="9. Team J, Team K").click()
    expect(phone.locator(".presenter-problem").last).to_contain_text("Say that you are sure")
    expect_places(hall, [])
    phone.get_by_text("Jump", exact=True).click()
    phone.get_by_label("I am sure").check()
    phone.get_by_role("button", name="9. Team J, Team K").click()
    expect_places(hall, ["l", "f", "j", "k"])


def test_a_screen_that_comes_late_and_one_on_another_view_are_right(stack, hall, phone, open_page):
    press(phone)
    late = open_hall(stack, open_page)
    expect(late.locator("#reveal")).to_contain_text("Team L", timeout=PATIENCE)
    press(phone)
    later = open_hall(stack, open_page)
    expect_places(later, ["l"])
    expect(later.locator("#reveal")).to_be_hidden()


# The first card gets forty marks more, and all of them are shown.
MANY_MARKS = """
import json
from datetime import timedelta
from events.models import *
from events.reveal import show
reveal = Reveal.objects.get(event__slug="{slug}")
card, *others = json.loads(reveal.beats)
part = dict(label="Usefulness of it", value="4.50", marks=["4.5"] * 5, round="The preliminary round")
marks = [dict(kind="part", team=card["team"], part=part) for number in range(40)]
Reveal.objects.filter(pk=reveal.pk).update(beats=json.dumps([card, *marks, *others]))
show.TOO_SOON = timedelta(0)
for number in range({shown}):
    show.press(reveal.event, Reveal.objects.get(pk=reveal.pk).turn)
"""


@pytest.mark.parametrize("shown", [8, 41])
def test_a_card_with_many_marks_fits_walls_of_all_sizes(stack, open_page, shown):
    slug = stack.event.split("/")[2]
    stack.manage("shell", "-v0", "-c", MANY_MARKS.replace("{slug}", slug).replace("{shown}", str(shown)))
    for size in ((1024, 768), (1920, 1080), (3840, 2160)):
        hall = open_page(stack.last, f"{stack.event}screen/", size)
        expect(hall.locator(".reveal-part")).to_have_count(shown - 1, timeout=PATIENCE)
        box = hall.locator("#reveal").evaluate("card => [card.scrollWidth, card.scrollHeight]")
        assert (*box, hall.locator(".reveal-name").bounding_box()["y"] > 0) == (*size, True)


OVER_THE_CARD = """mark => {
  const { x, y, width, height } = mark.getBoundingClientRect();
  const there = document.elementsFromPoint(x + width / 2, y + height / 2);
  return there.findIndex((each) => mark.contains(each)) < there.indexOf(document.getElementById("reveal"));
}"""


def test_a_card_leaves_a_lost_connection_in_sight(stack, hall, phone):
    press(phone)
    expect(hall.locator("#reveal")).to_be_visible(timeout=PATIENCE)
    stack.last.stop()
    expect_state(hall, "offline")
    assert hall.locator("#connection").evaluate(OVER_THE_CARD)
    stack.last.start()
    expect_state(hall, "live")
    assert not hall.locator("#connection").evaluate(OVER_THE_CARD)


def test_why_a_jump_was_refused_is_in_sight(stack, phone):
    phone.get_by_text("Jump", exact=True).click()
    phone.get_by_role("button", name="1. Team B").click()
    expect(phone.locator(".presenter-problem").last).to_be_in_viewport(ratio=1)


def test_the_presenters_page_fits_a_small_phone(stack, phone):
    phone.set_viewport_size({"width": 360, "height": 640})
    assert phone.evaluate("document.documentElement.scrollWidth") <= 360
    until(phone, "document.querySelector('#presenter-next').getBoundingClientRect().height >= 90", seconds=PATIENCE / 1000)
    box = phone.locator("#presenter-next").bounding_box()
    assert box["y"] + box["height"] <= 640
