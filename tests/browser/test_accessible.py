"""Everybody can use it: axe-core finds nothing, and a keyboard alone scores a team."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from tests.browser.phones import PHONE, expect_place, held, link_path, open_sheet, ready, sign_in
from tests.stack import running
from tests.stack import sheet as gala_sheet

pytestmark = pytest.mark.browser

LEVELS = """
from events.models import *
for c in Criterion.objects.all(): c.levels = [{'points': '0', 'text': 'Nothing'}, {'points': '10', 'text': 'Flawless'}]; c.save()
Criterion.objects.create(round=Round.objects.get(), code='whole', name='Whole', minimum=1, maximum=5, step=1, weight=0)
"""


@pytest.fixture(scope="module")
def stack(tmp_path_factory):
    with running("sqlite-daphne", tmp_path_factory.mktemp("stack")) as stack:
        stack.first.submit(stack.tokens["bob"], **gala_sheet("green", "5", "5", judge="bob"))
        stack.manage("shell", "-c", LEVELS)
        yield stack


@pytest.fixture(autouse=True)
def ann_has_sent_nothing(stack):
    code = "from judging.models import *; [m.objects.filter(judge__code='ann').delete() for m in (Score, ScoreVersion)]"
    stack.manage("shell", "-c", code)


def complaints_of(page):
    """What axe-core finds, as (rule, the element)."""
    found = Axe().run(page, options={"resultTypes": ["violations"]}).response["violations"]
    return [(rule["id"], node["html"][:200]) for rule in found for node in rule["nodes"]]


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_on_public_pages(stack, open_page, scheme):
    paths = ("/", "/events/gala/", "/events/gala/screen/", "/events/gala/teams/green/", "/judge/", link_path(stack, "ann"))
    # Without motion: what fades in or out has no colour of its own to be judged by.
    looks = {"color_scheme": scheme, "reduced_motion": "reduce"}
    found = {path: complaints_of(open_page(stack.first, path, **looks)) for path in paths}
    assert found == {path: [] for path in paths}


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_on_the_desk_and_the_sheet_in_any_state(stack, open_page, scheme):
    page = open_page(stack.first, "/judge/", PHONE, color_scheme=scheme)
    sign_in(page, stack)
    found = {"desk": complaints_of(page)}
    open_sheet(page, "blue")
    found["sheet"] = complaints_of(page)
    page.get_by_label("Technique", exact=True).fill("11")
    page.get_by_label("Abstain: Style", exact=True).check()
    page.locator(".notes summary").click()
    page.locator("#send").click()
    expect(page.locator(".criterion-error").first).to_contain_text("This cannot be given")
    found["problems"] = complaints_of(page)
    page.context.set_offline(True)
    page.get_by_label("Technique", exact=True).fill("10")
    page.get_by_label("4", exact=True).check()
    page.locator("#send").click()
    expect_place(page, "On this phone It goes out by itself")
    found["waiting"] = complaints_of(page)
    page.context.set_offline(False)
    expect_place(page, "On the board")
    found["received"] = complaints_of(page)
    assert found == {state: [] for state in found}


def test_a_keyboard_alone_scores_a_team(stack, open_page):
    """From the desk to the next team with Tab, arrows, digits, Space and Enter; the focus can be seen at every step."""
    page = open_page(stack.first, "/judge/", PHONE)
    sign_in(page, stack)

    def tab_to(locator):
        for _ in range(40):
            if locator.evaluate("element => element === document.activeElement"):
                return
            page.keyboard.press("Tab")
        raise AssertionError(f"Tab does not reach {locator}")

    tab_to(page.locator("#next"))
    page.keyboard.press("Enter")
    page.wait_for_url("**/final/red/")
    ready(page)
    tab_to(page.get_by_label("Technique", exact=True))
    page.keyboard.type("9.5")
    tab_to(page.get_by_label("Abstain: Style", exact=True))
    page.keyboard.press("Space")
    tab_to(page.get_by_label("Why (if you like): Style", exact=True))
    page.keyboard.type("I trained them.")
    tab_to(page.locator("[data-criterion=whole] input[type=radio]").first)
    page.keyboard.press("Space")
    page.keyboard.press("ArrowRight")
    tab_to(page.locator("#send"))
    assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") == "solid"
    page.keyboard.press("Enter")
    expect_place(page, "On the board")
    tab_to(page.locator("#next"))
    page.keyboard.press("Enter")
    page.wait_for_url("**/final/green/")
    assert held(stack) == {"red": [{"technique": "9.5", "style": None, "whole": "2"}]}


def test_tapping_a_level_gives_its_points_and_not_given_looks_like_nothing_else(stack, open_page):
    page = open_page(stack.first, "/judge/", PHONE)
    sign_in(page, stack)
    open_sheet(page, "green")
    mark = page.locator("[data-criterion=style] .criterion-mark")
    assert (mark.inner_text(), page.locator("[data-criterion=style]").get_attribute("data-state")) == ("not given", "none")
    page.locator("[data-criterion=style] .level", has_text="Nothing").click()
    expect(page.locator("[data-criterion=style]")).to_have_attribute("data-state", "given")
    expect(page.get_by_label("Style", exact=True)).to_have_value("0")
    page.locator("[data-criterion=style] .level", has_text="Flawless").click()
    expect(page.get_by_label("Style", exact=True)).to_have_value("10")
    expect(page.locator("#running-total")).to_have_text("10")


def test_targets_are_as_large_as_a_thumb(stack, open_page):
    page = open_page(stack.first, "/judge/", PHONE, has_touch=True)
    sign_in(page, stack)
    small = """() => [...document.querySelectorAll("main :is(a, button, input:not([type=radio]), .choice, summary)")]
      .map((each) => each.closest("label") ?? each).filter((each) => each.checkVisibility())
      .filter((each) => each.getBoundingClientRect().height < 47.5).map((each) => each.outerHTML.slice(0, 90))"""
    assert page.evaluate(small) == []
    open_sheet(page, "blue")
    assert page.evaluate(small) == []
