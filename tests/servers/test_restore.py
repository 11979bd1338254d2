"""The database file is deleted in the middle of judging: what the last copy holds is back, and only what came after is lost."""

import json
import time
import zipfile

import pytest

from tests.servers.listeners import Socket, listening
from tests.stack import running, sheet

pytestmark = pytest.mark.servers
PATIENCE = 30  # seconds


@pytest.fixture
def stack(tmp_path):
    with running("sqlite-daphne", tmp_path, BACKUP_EVERY="1") as stack:
        yield stack


def held_by(path):
    """The event file inside a copy."""
    with zipfile.ZipFile(path) as archive:
        return json.loads(archive.read("events/gala/event.json"))


def event_now(stack):
    return json.loads(stack.manage("dump_event", "gala"))


def the_copy_of(folder, truth):
    """The newest copy, as soon as it holds this."""
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        for path in sorted((folder / "copies").glob("gala.*.podium.zip"))[::-1]:
            if held_by(path) == truth:
                return path
        time.sleep(0.2)
    raise AssertionError("No copy holds what was given.")


def submit(stack, team, technique, style):
    answer = stack.first.submit(stack.tokens["ann"], **sheet(team, technique, style))
    assert answer.status == 200, answer.body
    return answer.json()["cursor"]


def delete_database(folder):
    for path in folder.glob("podium.sqlite3*"):
        path.unlink()


def standings(body):
    return {row["team"]: row["total"] for row in body["standings"]}


def test_a_database_deleted_under_a_running_server_comes_back_and_the_screens_converge_on_it(stack, tmp_path):
    submit(stack, "red", "5", "5")
    submit(stack, "green", "6", "6")
    truth, link = event_now(stack), stack.manage("judge_link", "gala", "ann")
    path = the_copy_of(tmp_path, truth)
    with listening(Socket, stack.first) as screen:
        screen.frame()
        lost = submit(stack, "blue", "9", "9")
        screen.until_at_least(lost)
        delete_database(tmp_path)
        stack.manage("restore", str(path))
        frames = [screen.frame()]
        while frames[-1]["type"] != "full":
            frames.append(screen.frame())
    # What came after the copy is lost, and nothing else: the rest is equal to the last mark.
    assert standings(frames[-1]["board"]) == {"green": "12", "red": "10", "blue": None}
    assert frames[-1]["cursor"] > lost
    assert event_now(stack) == truth
    assert stack.manage("judge_link", "gala", "ann") == link
    # The judge's own token goes on working: the lost sheet is sent again.
    submit(stack, "blue", "9", "9")
    assert standings(stack.first.get("/api/scoreboard/gala").json())["blue"] == "18"


def test_a_copy_brings_the_event_up_on_another_machine_in_one_command(stack, tmp_path):
    submit(stack, "red", "5", "5")
    path = tmp_path / "by-hand.zip"
    stack.manage("backup", "gala", "--to", str(path))
    other = tmp_path / "other"
    other.mkdir()
    with running("sqlite-daphne", other, BACKUP_DIR="") as second:
        second.first.stop()
        delete_database(other)
        assert "Restored The Gala" in second.manage("restore", str(path))
        second.first.start()
        assert event_now(second) == event_now(stack)
        assert standings(second.first.get("/api/scoreboard/gala").json())["red"] == "10"
        assert second.first.submit(stack.tokens["ann"], **sheet("blue", "9", "9")).status == 200
