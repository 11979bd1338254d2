"""An event from an empty database and a spreadsheet to revealed results, through the interface alone.

Each chapter leaves the office's page where the next one begins.
"""

import csv
import io
import re

import openpyxl
import pytest
from playwright.sync_api import expect

from tests.browser.phones import ready
from tests.stack import stack_on_sqlite

pytestmark = pytest.mark.browser
LAPTOP, PROJECTOR, PHONE = (1366, 768), (1920, 1080), (360, 740)
JUDGES = ("Ada", "Bea", "Cyd", "Dov", "Eli", "Fay")
PATIENCE = 60_000  # ms


@pytest.fixture
def site(tmp_path):
    """A running site with an empty database but for the organiser's account."""
    with stack_on_sqlite(tmp_path) as stack:
        make = "from django.contrib.auth.models import User; User.objects.create_user('olga', password='x', is_staff=True)"
        stack.manage("shell", "-c", make)
        yield stack


def spreadsheet():
    """A platform's export of 60 projects with three faults: no title, the same title twice, a title that is too long."""
    book = openpyxl.Workbook()
    book.active.append(["Project Title", "Team Name", "Table Number", "Submitter First Name", "Submitter Last Name"])
    for number in range(1, 61):
        title = {17: None, 23: "Project 5", 42: "x" * 201}.get(number, f"Project {number}")
        book.active.append([title, f"Team {number}", number, "Ada", f"Lovelace {number}"])
    kept = io.BytesIO()
    book.save(kept)
    return {"name": "projects.xlsx", "mimeType": "application/octet-stream", "buffer": kept.getvalue()}


def press(page, name):
    page.get_by_role("button", name=name, exact=True).click()


def go(page, name):
    page.get_by_role("link", name=name, exact=True).first.click()


def sign_in(page):
    page.fill("#id_username", "olga")
    page.fill("#id_password", "x")
    press(page, "Log in")


def start_the_event(page):
    page.locator("#content .model-event th a").click()
    go(page, "Start from a template")
    page.fill("#id_name", "Harbour Day")
    page.get_by_label("Hackathon with a rubric").check()
    press(page, "Start")
    expect(page.locator(".success")).to_contain_text("Next: Add the teams.")


def import_everybody(page):
    go(page, "Import")
    page.set_input_files("#id_file", [spreadsheet()])
    press(page, "Show what it will do")
    refused = page.locator("tr.refuse")
    expect(refused).to_have_text(
        [re.compile("18.*The name is missing"), re.compile("24.*line 6 already"), re.compile("43.*at most 200 fit")]
    )
    press(page, "Write 57 rows, without the refused ones")
    expect(page.locator(".success")).to_contain_text("57 rows were written")
    expect(page.get_by_role("heading", name="3 rows were refused")).to_be_visible()
    go(page, "Bring another table")
    page.locator("input[value=judges]").check()
    page.fill("#id_text", "Judge\n" + "\n".join(JUDGES))
    press(page, "Show what it will do")
    press(page, "Write 6 rows")
    page.locator("input[value=conflicts]").check()
    page.fill("#id_text", "Judge\tTeam\tReason\nAda\tProject 1\tSister")
    press(page, "Show what it will do")
    press(page, "Write 1 row")


def plan_the_judges(page):
    go(page, "plan who judges what")
    page.fill("#id_times", "2")
    press(page, "Make a plan")
    expect(page.locator(".proposal")).to_contain_text("Everything asked for is met")
    press(page, "Write this plan")
    expect(page.locator(".success")).to_contain_text("114 pairs added")
    # Ada's conflict is refused, and a click without a reload turns a cell.
    press(page, "Ada - Project 1")
    expect(page.locator("#planner-message")).to_contain_text("has a conflict of interest")
    cell = page.locator('button[name="cell"][aria-pressed="false"]:not(.conflict)').first
    name = cell.get_attribute("title")
    cell.click()
    expect(page.locator("#planner-message")).to_have_text(f"{name}: assigned")
    press(page, name)
    expect(page.locator("#planner-message")).to_have_text(f"{name}: not assigned")


def go_live(page):
    go(page, "Harbour Day")
    page.select_option("#id_status", "live")
    page.get_by_role("button", name="Save and continue editing").first.click()
    expect(page.locator(".field-next_step")).to_contain_text("All is set up")


def rehearse(page, screen):
    go(page, "Rehearsal")
    page.fill("#id_rate", "600")
    page.fill("#id_seconds", "600")
    press(page, "Begin the rehearsal")
    expect(screen.locator("#board-status")).to_contain_text("Rehearsal", timeout=PATIENCE)
    expect(screen.locator("#board-rows tr").first.locator(".total")).not_to_have_text("–", timeout=PATIENCE)
    press(page, "Wipe the rehearsal")
    expect(page.locator(".success")).to_contain_text("the event is as it was", timeout=PATIENCE)
    expect(screen.locator("#board-status")).not_to_contain_text("Rehearsal", timeout=PATIENCE)
    go(page, "Harbour Day")


def in_the_list(page, path, action, row):
    page.goto(path)
    page.get_by_role("row", name=re.compile(row)).locator("input.action-select").check()
    page.select_option("select[name=action]", label=action)
    page.get_by_role("button", name=re.compile("^(Go|Run)$")).first.click()
    expect(page.locator(".messagelist")).to_be_visible()


def judge(page, open_page, site, screen):
    """The first judge scores the first team from the printed link; the screen follows."""
    in_the_list(page, "/admin/events/round/", "Open: judges can give marks, and an upcoming event goes live", "Judging")
    page.goto("/admin/events/event/")
    go(page, "Harbour Day")
    go(page, "Judges' links")
    link = page.locator(".links-address a").first.get_attribute("href")
    phone = open_page(site.first, "/judge" + link.split("/judge", 1)[1], PHONE)
    press(phone, "Open my desk")
    phone.get_by_role("link", name=re.compile("Project")).first.click()
    ready(phone)  # else the sheet may have no criteria yet, or a tap is not heard
    for criterion in phone.get_by_role("radiogroup").all():
        criterion.get_by_role("radio", name="8", exact=True).check()
    phone.get_by_role("button", name="Send", exact=True).click()
    expect(phone.locator(".sheet-state")).to_contain_text(re.compile("Received|On the board"))
    expect(screen.locator("#board-rows tr").first.locator(".total")).to_have_text("40.00", timeout=PATIENCE)


def run_from_the_control_room(page, screen):
    """An absent team, a lock that is taken back and made again, a judge let in late, an announcement, the freeze."""
    page.goto("/admin/events/event/")
    go(page, "Control room")
    press(page, "Mark absent Project 60")
    press(page, "Yes, do it")
    expect(page.locator(".success")).to_have_text("Project 60 is absent now.")
    press(page, "Lock Judging")
    press(page, "Yes, do it")
    expect(page.locator(".success")).to_have_text("Judging is locked now.")  # until then Undo is that of the absence
    press(page, "Undo")
    expect(page.locator("#round-judging .state")).to_have_text("Open")
    press(page, "Lock Judging")
    press(page, "Yes, do it")
    press(page, "Let late marks in Ada")
    expect(page.locator(".success")).to_have_text("Ada may still send into Judging, until it is closed.")
    page.get_by_label("Words for every screen").fill("The results in ten minutes")
    press(page, "Announce")
    expect(screen.locator("body")).to_contain_text("The results in ten minutes", timeout=PATIENCE)
    press(page, "Take the announcement off")
    press(page, "Freeze the public board")
    press(page, "Yes, do it")
    expect(screen.locator("#board-status")).to_contain_text("Frozen", timeout=PATIENCE)


def reveal_the_results(page, open_page, site, screen):
    """The presenter's phone brings every place out; at the end the board is final and the freeze gone."""
    page.goto("/admin/events/event/")
    go(page, "Harbour Day")
    go(page, "Reveal")
    press(page, "Begin the reveal")
    link = page.locator(".presenter-link").get_attribute("href")
    phone = open_page(site.first, "/events" + link.split("/events", 1)[1], PHONE)
    press(phone, "Open the presenter's page")
    next_step, end = phone.locator("#presenter-next"), phone.get_by_role("button", name="End the reveal")
    expect(next_step).to_be_visible()
    done = phone.locator(".presenter-now .presenter-label span")
    while not end.is_visible():
        before = done.inner_text()
        next_step.click()
        expect(done).not_to_have_text(before)
        phone.wait_for_timeout(1000)  # two presses in less are taken for one
    # Most sheets were never given: nothing is called final by itself.
    expect(phone.locator("#presenter")).to_contain_text("Before you call the results final")
    phone.get_by_label("The results are final").check()
    end.click()
    expect(screen.locator("#board-status")).to_contain_text("Final", timeout=PATIENCE)
    expect(screen.locator("#board-rows tr").first.locator(".total")).to_have_text("40.00", timeout=PATIENCE)


def hand_out(page):
    """A copy of everything, and the record of the day."""
    page.goto("/admin/events/event/")
    go(page, "Harbour Day")
    go(page, "Copies")
    expect(page.locator("tbody tr").first).to_contain_text("Restore", timeout=PATIENCE)
    with page.expect_download() as copy:
        page.get_by_role("link", name="Download").first.click()
    assert copy.value.suggested_filename.startswith("harbour-day.")
    go(page, "Harbour Day")
    go(page, "Who did what")
    with page.expect_download() as record:
        press(page, "Export as CSV")
    rows = list(csv.DictReader(record.value.path().read_text(encoding="utf-8-sig").splitlines()))
    told = {(row["who"], row["what"]) for row in rows}
    assert told >= {
        ("olga", "projects.xlsx was imported: Teams or projects."),
        ("olga", "A plan for Judging was written."),
        ("olga", "The rehearsal was wiped."),
        ("olga", "The public board was frozen."),
        ("olga", "Round changed: Judging"),
    }


def test_an_event_from_a_spreadsheet_to_revealed_results_through_the_interface_alone(site, open_page):
    office = open_page(site.first, "/admin/", LAPTOP)
    sign_in(office)
    start_the_event(office)
    import_everybody(office)
    plan_the_judges(office)
    go_live(office)
    screen = open_page(site.first, "/events/harbour-day/screen/", PROJECTOR)
    rehearse(office, screen)
    judge(office, open_page, site, screen)
    run_from_the_control_room(office, screen)
    reveal_the_results(office, open_page, site, screen)
    hand_out(office)
