"""Chromium against real servers. Without Chromium these tests are skipped and named; in CI they fail."""

import os
import shutil

import pytest

from tests.stack import missing, running

# Browsers trust 127.0.0.1 as if it had HTTPS; this name stands for a site in the hall's network that has none.
PLAIN_HOST = "--host-resolver-rules=MAP plain.test 127.0.0.1"
PATIENCE = 20_000  # ms that a page may take to show what is expected of it, where a test names no time of its own
PROGRAMS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


@pytest.fixture(scope="package")
def chromium_program():
    """The browser's executable."""
    program = os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, PROGRAMS)), None)
    if program is None:
        missing("No Chromium: install it (Debian: apt install chromium) or name it in CHROMIUM")
    return program


@pytest.fixture(scope="package")
def chromium(chromium_program):
    """One Chromium for all tests of this folder. It ends with them: its driver keeps an event loop running."""
    from playwright.sync_api import expect, sync_playwright

    expect.set_options(timeout=PATIENCE)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium_program, args=["--no-sandbox", PLAIN_HOST])
        yield browser
        browser.close()


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """A module's own, for its site and the events that it loads."""
    return tmp_path_factory.mktemp("site")


@pytest.fixture(scope="module")
def stack(folder):
    """A running site with the gala loaded, for all tests of a module; a module that needs it otherwise has its own."""
    with running("sqlite-daphne", folder) as stack:
        yield stack


@pytest.fixture
def open_page(chromium):
    """Open pages in browsers of their own; what they complain about fails the test."""
    contexts, complaints = [], []

    def open_page(server, path, size=(1366, 768), **options):
        context = chromium.new_context(base_url=server.url, viewport={"width": size[0], "height": size[1]}, **options)
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("console", lambda message: complaints.append(message.text) if "Content Security" in message.text else None)
        page.goto(path)
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert complaints == []
