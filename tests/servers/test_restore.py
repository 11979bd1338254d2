"""The database file is deleted in the middle of judging: what the last copy holds is back, and only what came after is lost."""

import asyncio
import json
import time

import pytest

from tests.stack import running, sheet
from tests.viewers import Viewer

pytestmark = pytest.mark.servers
PATIENCE = 30  # seconds


def copies(folder):
    return sorted((folder / "copies").glob("gala.*.podium.zip"))


def wait_for(what, patience=PATIENCE):
    deadline = time.monotonic() + patience
    while time.monotonic() < deadline:
        found = what()
        if found:
            return found
        time.sleep(0.1)
    raise AssertionError(f"Waited {patience} s in vain.")


def board(server):
    return server.get("/api/scoreboard/gala").json()


def totals(body):
    return {row["team"]: row["total"] for row in body["standings"]}


def submit(stack, team, technique, style, judge="ann"):
    answer = stack.first.submit(stack.tokens[judge], **sheet(team, technique, style, judge=judge))
    assert answer.status == 200, answer.body


@pytest.fixture
def stack(tmp_path):
    with running("sqlite-daphne", tmp_path, BACKUP_EVERY="1") as stack:
        yield stack


def test_a_deleted_database_comes_back_from_the_last_copy_and_screens_converge_on_it(stack, tmp_path):
    submit(stack, "red", "5", "5")
    submit(stack, "green", "6", "6")
    truth = stack.manage("dump_event", "gala")
    kept = wait_for(lambda: [path for path in copies(tmp_path) if _event(path) == truth.strip()])
    link = stack.manage("judge_link", "gala", "ann")

    async def story():
        async with Viewer(stack.first.ws_url + "/ws/scoreboard/gala/?as=json") as viewer:
            await viewer.until(lambda body: totals(body)["green"] == "12")
            # What comes after the copy: the clock stands still for as long as this takes.
            await asyncio.to_thread(_after_the_copy, stack, tmp_path, kept[-1], link)
            await viewer.until(lambda body: totals(body) == {"red": "10", "green": "12", "blue": None}, PATIENCE)
            before, after = viewer.cursors[-2:]
            assert after > before

    asyncio.run(story())


def _event(path):
    import zipfile

    with zipfile.ZipFile(path) as archive:
        return archive.read("events/gala/event.json").decode().strip()


def _after_the_copy(stack, folder, path, link):
    held = _event(path)
    submit(stack, "blue", "9", "9")
    lost = folder / "podium.sqlite3"
    for each in (lost, lost.with_name("podium.sqlite3-wal"), lost.with_name("podium.sqlite3-shm")):
        each.unlink(missing_ok=True)
    stack.manage("restore", str(path))
    assert stack.manage("dump_event", "gala").strip() == held
    assert stack.manage("judge_link", "gala", "ann") == link
    # The difference to the truth is what came after the copy, no more: blue's sheet, which is simply sent again.
    assert [score["team"] for score in json.loads(held)["scores"]] == ["red", "green"]
    assert wait_for(lambda: stack.first.get("/api/scoreboard/gala").status == 200)


def test_judging_goes_on_after_a_restore_with_the_tokens_and_links_that_were_handed_out(stack, tmp_path):
    submit(stack, "red", "5", "5")
    stack.manage("backup", "gala", "--to", str(tmp_path / "by-hand.zip"))
    submit(stack, "blue", "9", "9")
    stack.first.stop()
    for each in tmp_path.glob("podium.sqlite3*"):
        each.unlink()
    stack.manage("restore", str(tmp_path / "by-hand.zip"))
    stack.first.start()
    assert totals(board(stack.first)) == {"red": "10", "green": None, "blue": None}
    submit(stack, "blue", "9", "9")
    assert totals(wait_for(lambda: (body := board(stack.first))["standings"][0]["team"] == "blue" and body))["blue"] == "18"
