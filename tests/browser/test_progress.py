"""A bar of long work moves as the work does: an import of thousands of rows, then the static copy of the event."""

import io
import re

import openpyxl
import pytest
from playwright.sync_api import expect

from tests.stack import stack_on_services, stack_on_sqlite

pytestmark = pytest.mark.browser
ROWS = 3000
# The page goes away with its bar: what it showed is kept beside it.
WATCH = """
setInterval(() => {
  const bar = document.querySelector("p.busy progress[value]");
  const seen = JSON.parse(sessionStorage.seen ?? "[]");
  if (bar) sessionStorage.seen = JSON.stringify([...seen, [bar.value, bar.parentElement.innerText.trim()]]);
}, 50);
"""


@pytest.fixture(params=["sqlite", "services"])
def site(request, tmp_path):
    """An event of an organiser, on the embedded default and on two processes that share PostgreSQL and Redis."""
    with {"sqlite": stack_on_sqlite, "services": stack_on_services}[request.param](tmp_path) as stack:
        make = (
            "from django.contrib.auth.models import User; from events.models import Event;"
            "olga = User.objects.create_user('olga', password='x', is_staff=True);"
            "event = Event.objects.create(slug='fair', name='The Fair', status='live', pk=1); event.organisers.add(olga);"
        )
        stack.manage("shell", "-c", make)
        yield stack


def workbook(rows):
    book = openpyxl.Workbook()
    book.active.append(["Project Title", "Team Name", "Table Number", "Submitter First Name", "Submitter Last Name"])
    for number in range(rows):
        book.active.append([f"Project {number}", f"Team {number}", number, "Ada", f"Lovelace {number}"])
    kept = io.BytesIO()
    book.save(kept)
    return {"name": "projects.xlsx", "mimeType": "application/octet-stream", "buffer": kept.getvalue()}


def seen(page):
    """What the bar said until now, without repetitions; and it begins anew."""
    values = page.evaluate("JSON.parse(sessionStorage.seen ?? '[]')")
    page.evaluate("sessionStorage.removeItem('seen')")
    return [value for number, value in enumerate(values) if value not in values[:number]]


def assert_moved(steps):
    shares = [share for share, _words in steps]
    assert len(set(shares)) >= 3
    assert shares == sorted(shares)
    assert shares.count(1) <= 1  # the end may be seen before the page changes, and then it is the last


def test_a_bar_moves_with_the_work(site, open_page):
    page = open_page(site.first, "/admin/")
    page.context.add_init_script(WATCH)
    page.set_default_timeout(60_000)
    page.fill("#id_username", "olga")
    page.fill("#id_password", "x")
    page.click("[type=submit]")
    page.goto("/admin/events/event/1/import/")
    page.set_input_files("#id_file", [workbook(ROWS)])
    page.get_by_role("button", name="Show what it will do").click()
    expect(page.get_by_role("button", name=f"Write {ROWS} rows")).to_be_visible(timeout=60_000)
    expect(page).not_to_have_url(re.compile("work="))
    steps = seen(page)
    assert_moved(steps)
    assert any(words.startswith("Showing what it will do") for _share, words in steps)
    page.get_by_role("button", name=f"Write {ROWS} rows").click()
    expect(page.locator(".success")).to_contain_text(f"{ROWS} rows were written", timeout=60_000)
    assert_moved(seen(page))


def test_a_bar_ends_when_its_download_begins(site, open_page):
    page = open_page(site.last, "/admin/")
    page.context.add_init_script(WATCH)
    page.fill("#id_username", "olga")
    page.fill("#id_password", "x")
    page.click("[type=submit]")
    page.goto("/admin/events/event/1/import/")
    page.set_input_files("#id_file", [workbook(ROWS)])
    page.get_by_role("button", name="Show what it will do").click()
    page.get_by_role("button", name=f"Write {ROWS} rows").click()
    expect(page.locator(".success")).to_contain_text(f"{ROWS} rows were written", timeout=60_000)
    page.goto("/admin/events/event/1/results/")
    seen(page)
    with page.expect_download(timeout=60_000) as download:
        page.get_by_role("link", name="Static copy of the whole event").click()
    assert download.value.suggested_filename == "fair-archive.zip"
    expect(page.locator("p.busy")).to_contain_text("The download has begun.")
    steps = [step for step in seen(page) if step[0] < 1]
    assert len(steps) >= 3
    assert any("of 3,000" in words for _share, words in steps)
