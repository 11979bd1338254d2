"""A judge's phone in a test: sign in, open a sheet, tap, send, and look at what it says and at what the server holds."""

import json
import re

from playwright.sync_api import expect

PHONE = (360, 740)
API = "**/api/judge/score"


def link_path(stack, judge):
    return "/judge" + stack.manage("judge_link", "gala", judge).split("/judge", 1)[1]


def sign_in(page, stack, judge="ann"):
    """From the personal link to the desk."""
    page.goto(link_path(stack, judge))
    page.get_by_role("button", name="Open my desk").click()
    ready(page)


def ready(page):
    """Wait until the page's scripts run."""
    page.wait_for_selector("html[data-ready]")


def kept(page):
    """Wait until the phone has kept what it needs without network."""
    expect(page.locator("#hint-kept")).to_be_visible()


def open_sheet(page, team="red", judge="ann"):
    page.goto(f"/judge/gala/{judge}/final/{team}/")
    ready(page)


def give(page, technique, style):
    page.get_by_label("Technique", exact=True).fill(technique)
    page.get_by_label("Style", exact=True).fill(style)


def given(page):
    return tuple(page.get_by_label(name, exact=True).input_value() for name in ("Technique", "Style"))


def press_send(page):
    page.locator("#send").click()


def expect_place(page, words):
    """The sheet's own line says where it is."""
    expect(page.locator("#sheet-state")).to_contain_text(re.compile(words))


def expect_row(page, team, words):
    expect(page.locator(f'.duty[data-team="{team}"] .duty-state')).to_have_text(words)


def held(stack, judge="ann"):
    """Every version that the server has of this judge's sheets: {team: [marks, ...]}."""
    code = (
        "import json; from judging.models import *; print(json.dumps([[v.team.code, v.marks] for v in "
        f"ScoreVersion.objects.filter(judge__code='{judge}').order_by('number')]))"
    )
    found = {}
    for team, marks in json.loads(stack.manage("shell", "-v", "0", "-c", code)):
        found.setdefault(team, []).append(marks)
    return found


def one_score(technique, style):
    return [{"technique": technique, "style": style}]


def forget_scores(stack):
    """No sheet was ever given."""
    stack.manage("shell", "-c", "from judging.models import *; Score.objects.all().delete(); ScoreVersion.objects.all().delete()")
