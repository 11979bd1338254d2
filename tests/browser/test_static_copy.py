"""The static copy in a browser: opened from the disk it looks like Podium, leads everywhere, and asks nobody."""

import pytest
from playwright.sync_api import expect

from tests.browser.test_flow import submit
from tests.stack import running

pytestmark = pytest.mark.browser


@pytest.fixture
def copy(tmp_path):
    with running("sqlite-daphne", tmp_path) as stack:
        submit(stack.first, stack, "red", "9", "9")
        stack.manage("export_event", "gala", "--to", str(tmp_path / "copy"))
    return (tmp_path / "copy" / "index.html").as_uri()


@pytest.mark.parametrize("width", [360, 1366])
def test_it_opens_from_the_disk_without_a_server(copy, chromium, width):
    page = chromium.new_page(viewport={"width": width, "height": 740})
    asked, failed, complaints = [], [], []
    page.on("request", lambda request: asked.append(request.url))
    page.on("requestfailed", lambda request: failed.append(request.url))
    page.on("console", lambda message: complaints.append(message.text))
    page.goto(copy)
    expect(page.get_by_role("heading", name="The Gala")).to_be_visible()
    assert page.evaluate("getComputedStyle(document.querySelector('.standings tbody tr')).display") == "flex"
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    page.get_by_role("link", name="Red").click()
    expect(page.get_by_role("heading", name="Red", level=1)).to_be_visible()
    page.get_by_role("link", name="Back to the board").click()
    expect(page.locator("#team-red")).to_be_visible()
    assert [url for url in asked if not url.startswith("file://")] == []
    assert (failed, complaints) == ([], [])
    page.close()
