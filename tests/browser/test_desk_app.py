"""The desk as an app: it opens without network, is never stale with one, forgets who signs out, and takes in a new release."""

import json
import re
import shutil

import pytest
from playwright.sync_api import expect

from tests.browser.phones import (
    PHONE,
    expect_place,
    give,
    given,
    held,
    kept,
    one_score,
    open_sheet,
    press_send,
    ready,
    sign_in,
)
from tests.browser.test_flow import until
from tests.stack import ROOT, running

pytestmark = pytest.mark.browser


@pytest.fixture
def stack(tmp_path):
    with running("sqlite-daphne", tmp_path) as stack:
        yield stack


@pytest.fixture
def phone(stack, open_page):
    page = open_page(stack.first, "/judge/", PHONE)
    sign_in(page, stack)
    kept(page)
    return page


KEPT = """async () => {
  const names = (await caches.keys()).filter((name) => name.startsWith("podium-pages"));
  const kept = await Promise.all(names.map(async (name) => (await caches.open(name)).keys()));
  return kept.flat().map((request) => new URL(request.url).pathname).sort();
}"""
NAMES = "caches.keys().then((names) => names.sort().join())"


def expect_kept(page, *paths):
    """Wait until the worker keeps these pages: it keeps and forgets beside its answers."""
    until(page, f"async (paths) => (await ({KEPT})()).join() === paths", ",".join(paths), seconds=20)


def test_without_a_server_the_desk_opens_scores_and_sends_later(phone, stack):
    stack.first.stop()
    phone.goto("/judge/")
    ready(phone)
    expect(phone.locator("#hint-stored")).to_contain_text(re.compile(r"No connection: this is your desk of \d\d:\d\d:\d\d"))
    phone.locator("#next").click()
    ready(phone)
    expect(phone.get_by_role("heading", level=1)).to_have_text("Red")
    give(phone, "9.5", "9")
    press_send(phone)
    expect_place(phone, "On this phone It goes out by itself")
    phone.reload()
    ready(phone)
    assert given(phone) == ("9.5", "9")
    expect_place(phone, "On this phone It goes out by itself")
    stack.first.start()
    expect_place(phone, "On the board")
    expect(phone.locator("#hint-stored")).to_be_hidden(timeout=40_000)
    assert held(stack) == {"red": one_score("9.5", "9")}


def test_with_a_server_the_desk_is_never_an_old_one(phone, stack):
    stack.manage("shell", "-c", "from events.models import *; t = Team.objects.get(code='red'); t.name = 'Crimson'; t.save()")
    phone.goto("/judge/gala/ann/")
    assert "Crimson" in phone.content()
    assert phone.locator("html").get_attribute("data-stored") is None


def test_who_signs_out_leaves_nothing_to_be_seen(phone, stack):
    assert phone.evaluate(KEPT) == ["/judge/gala/ann/", "/judge/gala/ann/-/final/"]
    phone.get_by_role("button", name="Sign out").click()
    expect(phone.get_by_role("heading", level=1)).to_have_text("You are not signed in")
    assert phone.evaluate(KEPT) == []
    stack.first.stop()
    phone.goto("/judge/gala/ann/")
    expect(phone.get_by_role("heading", level=1)).to_have_text("No connection")


def test_signing_out_with_marks_that_are_not_sent_asks_first(phone, stack):
    open_sheet(phone)
    phone.context.set_offline(True)
    give(phone, "9.5", "9")
    press_send(phone)
    expect_place(phone, "On this phone It goes out by itself")
    phone.get_by_role("button", name="Sign out").click()
    expect(phone.locator("#leaving")).to_contain_text("1 sheet has not been sent")
    phone.get_by_role("button", name="Stay").click()
    expect(phone.locator("#leaving")).to_be_hidden()
    phone.context.set_offline(False)
    expect_place(phone, "On the board")
    assert held(stack) == {"red": one_score("9.5", "9")}


def test_a_judge_who_is_not_let_in_any_more_loses_the_pages_and_no_mark(phone, stack):
    stack.manage(
        "shell", "-c", "from judging.models import *; from judging.links import *; replace_link(Judge.objects.get(code='ann'))"
    )
    phone.goto("/judge/gala/ann/")
    expect(phone.get_by_role("heading", level=1)).to_be_visible()
    expect_kept(phone)


def release_of(server):
    script = server.get("/judge/worker.js").body.decode()
    return json.loads(script.split("\n", 1)[0].removeprefix("const FACTS = ").removesuffix(";"))["release"]


def test_a_new_release_is_taken_in_with_its_pages(phone, stack, tmp_path):
    """The worker is another script after any change of a file; what is kept then comes from the new one."""
    names, old = phone.evaluate(NAMES), release_of(stack.first)
    stack.first.stop()
    stack.first.folder = tmp_path / "release"
    shutil.copytree(ROOT, stack.first.folder, ignore=shutil.ignore_patterns(".*"))
    with (stack.first.folder / "static/css/desk.css").open("a") as style:
        style.write("/* newer */")
    stack.first.start()
    phone.evaluate("navigator.serviceWorker.getRegistration('/judge/').then((found) => found.update())")
    wanted = names.replace(old, release_of(stack.first))
    assert wanted != names
    until(phone, f"async (names) => (await {NAMES}) === names", wanted, seconds=20)
    assert phone.evaluate(KEPT) == ["/judge/gala/ann/", "/judge/gala/ann/-/final/"]


def test_a_phone_can_install_it(stack):
    manifest = stack.first.get("/judge/app.webmanifest")
    assert manifest.headers["content-type"] == "application/manifest+json"
    body = manifest.json()
    assert (body["start_url"], body["scope"], body["display"]) == ("/judge/", "/judge/", "standalone")
    for icon in body["icons"]:
        assert stack.first.get(icon["src"]).status == 200
    worker = stack.first.get("/judge/worker.js")
    assert (worker.headers["cache-control"], worker.headers["content-type"]) == ("no-cache", "text/javascript; charset=utf-8")
