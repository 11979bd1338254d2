"""What a judge meets on the desk besides the network: search, questions, drafts, a site without HTTPS, slower ways to hear."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.phones import (
    PHONE,
    expect_place,
    expect_row,
    give,
    held,
    link_path,
    one_score,
    open_sheet,
    press_send,
    ready,
    sign_in,
)  # fmt: skip
from tests.stack import running
from tests.stack import sheet as gala_sheet

pytestmark = pytest.mark.browser

MORE = """
from events.models import *
for n, name in enumerate(['Zoë Racing', 'Yellow', 'Xylophone', 'White', 'Violet'], 4):
    Team.objects.create(event=Event.objects.get(), name=name, order=n)
"""


@pytest.fixture(scope="module")
def stack(tmp_path_factory):
    with running("sqlite-daphne", tmp_path_factory.mktemp("stack"), ALLOWED_HOSTS="127.0.0.1,plain.test") as stack:
        stack.manage("shell", "-c", MORE)
        yield stack


@pytest.fixture(autouse=True)
def nothing_scored(stack):
    code = "from judging.models import *; [m.objects.all().delete() for m in (Score, ScoreVersion, Rules)]"
    stack.manage("shell", "-c", code)


@pytest.fixture
def phone(stack, open_page):
    page = open_page(stack.first, "/judge/", PHONE)
    sign_in(page, stack)
    return page


SIX = ("red", "green", "blue", "yellow", "xylophone", "violet")  # so many marks first


def found(page):
    return page.locator(".duties li:visible .duty-team").all_inner_texts()


@pytest.mark.parametrize(("wanted", "teams"), [("4", ["Zoë Racing"]), ("zoe", ["Zoë Racing"]), ("YELL", ["Yellow"]), ("q", [])])
def test_a_team_is_found_by_its_number_or_its_name(phone, wanted, teams):
    field = phone.get_by_label("Find a team by number or name")
    field.fill(wanted)
    assert found(phone) == teams
    if teams:
        field.press("Enter")
        expect(phone.get_by_role("heading", level=1)).to_have_text(teams[0])
    else:
        expect(phone.locator("#search-none")).to_have_text("No team of yours is called that.")
        field.fill("")
        assert len(found(phone)) == 8


def test_an_unusual_mark_is_asked_about_once_and_never_refused(phone, stack):
    for team in SIX:
        stack.first.submit(stack.tokens["ann"], **gala_sheet(team, "8", "8"))
    open_sheet(phone, "white")
    give(phone, "1", "8")
    press_send(phone)
    expect(phone.locator("#unusual li")).to_have_text(["Technique: 1. Your other teams have 8 to 8."])
    expect(phone.locator("#unusual-team")).to_have_text("White")
    phone.get_by_role("button", name="Look again").click()
    expect(phone.locator("#unusual")).to_be_hidden()
    assert "white" not in held(stack)
    press_send(phone)
    expect_place(phone, "On the board")
    assert held(stack)["white"] == one_score("1", "8")


def test_usual_marks_are_not_asked_about(phone, stack):
    for team in SIX:
        stack.first.submit(stack.tokens["ann"], **gala_sheet(team, "8", "8"))
    open_sheet(phone, "white")
    give(phone, "3", "9")
    press_send(phone)
    expect_place(phone, "On the board")


def test_a_sheet_that_is_not_complete_is_not_sent_unless_the_event_allows_drafts(phone, stack):
    open_sheet(phone)
    phone.get_by_label("Style", exact=True).fill("8")
    press_send(phone)
    expect(phone.locator("[data-criterion=technique] .criterion-error")).to_have_text("Not given yet. Enter a mark, or abstain.")
    expect(phone.get_by_label("Technique", exact=True)).to_be_focused()
    assert held(stack) == {}
    stack.manage(
        "shell",
        "-c",
        "from judging.models import *; from events.models import *; Rules.objects.create(event=Event.objects.get(), drafts=True)",
    )
    phone.reload()
    ready(phone)
    press_send(phone)
    expect_place(phone, "On the board")
    phone.goto("/judge/gala/ann/")
    ready(phone)
    expect_row(phone, "red", "1 of 2")


def test_reasons_and_notes_arrive_with_the_sheet(phone, stack):
    open_sheet(phone)
    phone.get_by_label("Technique", exact=True).fill("8")
    phone.get_by_label("Abstain: Style", exact=True).check()
    phone.get_by_label("Why (if you like): Style", exact=True).fill("I trained them.")
    phone.locator(".notes summary").click()
    phone.get_by_label("For the team", exact=True).fill("A clean start.")
    press_send(phone)
    expect_place(phone, "On the board")
    code = "from judging.models import *; s = Score.objects.get(); print(s.team_note, s.marks.get(points=None).reason, sep='|')"
    assert stack.manage("shell", "-v", "0", "-c", code) == "A clean start.|I trained them."
    phone.reload()
    ready(phone)
    expect(phone.get_by_label("For the team", exact=True)).to_have_value("A clean start.")
    expect(phone.get_by_label("Why (if you like): Style", exact=True)).to_have_value("I trained them.")
    # A correction of something else keeps them.
    phone.get_by_label("Technique", exact=True).fill("7")
    expect_place(phone, "Not sent yet")
    press_send(phone)
    expect_place(phone, "On the board")
    assert stack.manage("shell", "-v", "0", "-c", code) == "A clean start.|I trained them."


def test_without_https_the_outbox_works_and_the_desk_says_what_it_cannot_do(stack, open_page):
    page = open_page(stack.first, "/judge/", PHONE)
    page.goto(f"http://plain.test:{stack.first.port}{link_path(stack, 'ann')}")
    page.get_by_role("button", name="Open my desk").click()
    ready(page)
    assert page.evaluate("[isSecureContext, 'locks' in navigator]") == [False, False]
    expect(page.locator("#hint-insecure")).to_contain_text("leave this page open")
    page.goto(f"http://plain.test:{stack.first.port}/judge/gala/ann/final/red/")
    ready(page)
    other = page.context.new_page()
    other.goto(f"http://plain.test:{stack.first.port}/judge/gala/ann/")
    ready(other)
    page.context.set_offline(True)
    give(page, "9.5", "9")
    press_send(page)
    expect_place(page, "On this phone It goes out by itself")
    # The browser could only show its own page for what it cannot open.
    expect(page.locator("#next")).to_have_text("No connection: leave this page open")
    expect(page.locator("#hint-stranded")).to_be_visible()
    page.locator("#next").click()
    page.get_by_role("link", name="All my teams").first.click()
    assert page.url.endswith("/judge/gala/ann/final/red/")
    page.context.set_offline(False)
    expect_place(page, "On the board")
    expect(page.locator("#next")).to_have_text("Next: Green")
    expect(page.locator("#hint-stranded")).to_be_hidden()
    expect_row(other, "red", "On the board")
    assert held(stack) == {"red": one_score("9.5", "9")}


@pytest.mark.parametrize("way", ["sse", "polling"])
def test_the_desk_follows_where_websocket_is_blocked(stack, open_page, way):
    page = open_page(stack.first, "/judge/", PHONE)
    page.route_web_socket("**/ws/**", lambda socket: socket.close())
    if way == "polling":
        page.route("**/stream*", lambda route: route.abort())
    sign_in(page, stack)
    expect(page.locator('[data-judge="bob"] .panel-count')).to_have_text("0 of 8")
    stack.first.submit(stack.tokens["bob"], **gala_sheet("red", "1", "1", judge="bob"))
    expect(page.locator('[data-judge="bob"] .panel-count')).to_have_text("1 of 8")
    expect(page.locator("#hint-offline")).to_be_hidden()


def test_a_desk_in_german(stack, open_page):
    page = open_page(stack.first, "/judge/", PHONE, locale="de-DE")
    page.goto(link_path(stack, "ann"))
    page.get_by_role("button", name="Meinen Tisch öffnen").click()
    ready(page)
    open_sheet(page)
    give(page, "9.5", "9")
    expect(page.locator("#running-total")).to_have_text("18,5")
    press_send(page)
    expect_place(page, re.compile(r"Auf der Tafel um \d\d:\d\d:\d\d").pattern)
