"""The desk as an app: its worker, its manifest, and that no file of it is forgotten."""

import json
import re
import shutil

import pytest

from judging.installable import DESK, FILES, SHEET, release
from tests.stack import ROOT

STATIC = ROOT / "static"


def imports_of(name):
    """Every module that this one needs at once, by name inside static/js/judge/."""
    text = (STATIC / f"js/judge/{name}.js").read_text()
    return set(re.findall(r'^import [^"]*"\./(\w+)\.js";', text, re.M))


def needed_by(entry):
    found, new = set(), set(re.findall(r'^import [^"]*"\./judge/(\w+)\.js";', (STATIC / entry).read_text(), re.M))
    while new:
        found |= new
        new = set().union(*(imports_of(name) for name in new)) - found
    return found


@pytest.mark.parametrize(("entry", "named"), [("js/desk.js", DESK), ("js/sheet.js", SHEET)])
def test_a_page_names_ahead_exactly_the_modules_that_it_needs(entry, named):
    assert needed_by(entry) == set(named)
    assert len(set(named)) == len(named)


def test_every_file_of_the_desk_is_kept_for_when_there_is_no_network():
    own = {path.relative_to(STATIC).as_posix() for path in (STATIC / "js/judge").glob("*.js")} - {"js/judge/worker.js"}
    assert own <= set(FILES)
    assert [name for name in FILES if not (STATIC / name).exists()] == []


@pytest.mark.parametrize("language", ["en", "de"])
def test_the_worker_begins_with_what_it_keeps(client, language):
    answer = client.get("/judge/worker.js", headers={"Accept-Language": language})
    first, rest = answer.content.decode().split("\n", 1)
    facts = json.loads(first.removeprefix("const FACTS = ").removesuffix(";"))
    assert facts["files"] == [f"/static/{name}" for name in FILES]
    assert (f'<html lang="{language}">' in facts["offline"], facts["immutable"], len(facts["release"])) == (True, False, 12)
    assert rest == "\n".join((STATIC / name).read_text() for name in PARTS)
    assert answer.headers["Cache-Control"] == "no-cache"


PARTS = ["js/kept_answer.js", "js/judge/worker.js"]


@pytest.mark.parametrize("changed", ["css/desk.css", "js/sheet.js", *PARTS])
def test_a_change_of_any_file_is_another_release(changed, settings, tmp_path):
    settings.COLLECTED, settings.STATIC_ROOT = True, tmp_path
    for name in [*FILES, *PARTS]:
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(STATIC / name, tmp_path / name)
    before = release.__wrapped__()
    (tmp_path / changed).write_text((tmp_path / changed).read_text() + "\n")
    assert release.__wrapped__() != before


def test_pages_may_start_the_worker_and_read_the_manifest(client):
    policy = client.get("/judge/app.webmanifest").headers["Content-Security-Policy"]
    assert {"worker-src 'self'", "manifest-src 'self'"} <= {part.strip() for part in policy.split(";")}
