"""Faults in real servers, PostgreSQL and Redis: afterwards every viewer ends on the newest board, and nothing is lost."""

import contextlib
import json
import shutil
import signal
import socket
import subprocess
import threading
import time
import urllib.parse

import pytest

from tests.servers.listeners import Socket, Stream, listening
from tests.stack import free_port, missing, run_sql, running, sheet

pytestmark = [pytest.mark.servers, pytest.mark.services]
SOON = 2.0  # seconds after the end of a fault within which every viewer shows the newest board


class Redis:
    """A Redis server of this test's own, to be stopped and started."""

    def __init__(self, folder):
        if not shutil.which("redis-server"):
            missing("redis-server is not installed")
        self.folder, self.port, self.process = folder, free_port(), None

    @property
    def url(self):
        return f"redis://127.0.0.1:{self.port}/0"

    def start(self):
        command = ["redis-server", "--port", str(self.port), "--bind", "127.0.0.1", "--save", "", "--dir", str(self.folder)]
        self.process = subprocess.Popen(command, stdout=subprocess.DEVNULL)
        self.wait_until(b"+PONG")
        return self

    def wait_until(self, answer):
        for _ in range(100):
            with contextlib.suppress(OSError):
                if self.ask("PING") == answer:
                    return
            time.sleep(0.05)
        raise AssertionError("redis-server did not start")

    def ask(self, command):
        with socket.create_connection(("127.0.0.1", self.port), timeout=2) as connection:
            connection.sendall(command.encode() + b"\r\n")
            return connection.recv(200).split(b"\r\n")[0]

    def stop(self):
        if self.process:
            self.process.kill()
            self.process.wait(5)


@pytest.fixture
def redis(tmp_path):
    server = Redis(tmp_path).start()
    yield server
    server.stop()


@pytest.fixture(params=["services-2-daphne", "services-2-uvicorn"])
def stack(request, tmp_path, redis):
    """Two processes on PostgreSQL and a Redis that may be stopped."""
    with running(request.param, tmp_path, redis_url=redis.url) as stack:
        yield stack


def submit(stack, points, server=None, judge="ann", team="red"):
    answer = (server or stack.first).submit(stack.tokens[judge], **sheet(team, points, points, judge=judge))
    assert answer.status == 200, answer.body
    return answer.json()["cursor"]


def assert_shown(viewer, cursor, within=SOON):
    started = time.monotonic()
    viewer.until_at_least(cursor)
    assert time.monotonic() - started < within


def test_a_process_killed_during_a_fan_out_leaves_nobody_behind(stack):
    with listening(Socket, stack.last) as viewer, listening(Socket, stack.first) as cut_off:
        viewer.frame()
        cut_off.frame()
        submit(stack, "3")
        # The last submit is answered by nobody: its process dies between commit and push, or before.
        thread = threading.Thread(target=_try_submit, args=(stack,))
        thread.start()
        time.sleep(0.01)
        stack.first.process.send_signal(signal.SIGKILL)
        thread.join(10)
        cursor = submit(stack, "6", server=stack.last, judge="bob")
        assert_shown(viewer, cursor)
    # Who was cut off goes to another process and has everything there.
    with listening(Socket, stack.last, f"as=json&since={cursor}") as viewer:
        assert viewer.frame() == {"type": "heartbeat", "cursor": stack.last.get("/api/scoreboard/gala").json()["cursor"]}


def _try_submit(stack):
    with contextlib.suppress(Exception):
        submit(stack, "5")


def test_without_redis_scores_are_taken_and_screens_follow_and_afterwards_push_is_back(stack, redis):
    with listening(Socket, stack.last) as viewer, listening(Stream, stack.last) as stream:
        viewer.frame()
        redis.stop()
        for points in ("1", "2", "3"):
            started = time.monotonic()
            cursor = submit(stack, points)
            assert time.monotonic() - started < 3
            assert_shown(viewer, cursor)
        time.sleep(2)
        redis.start()
        time.sleep(SOON)
        cursor = submit(stack, "4")
        assert_shown(viewer, cursor)
        assert stream.until(cursor)[-1]["cursor"] == cursor
        # Pushed again, not only found by the check: ten in a row all arrive faster than a check a second could.
        quick = 0
        for number in range(10):
            cursor = submit(stack, str(number), team="blue")
            started = time.monotonic()
            viewer.until_at_least(cursor)
            quick += time.monotonic() - started < 0.3
            time.sleep(0.3)
        assert quick >= 8


def test_killed_subscriptions_come_back_and_what_was_missed_is_repaired(stack, redis):
    with listening(Socket, stack.last) as viewer:
        viewer.frame()
        assert redis.ask("CLIENT KILL TYPE pubsub").startswith(b":")
        cursor = submit(stack, "7")
        assert_shown(viewer, cursor)
        time.sleep(1.5)
        assert_shown(viewer, submit(stack, "8"))


def test_postgresql_that_drops_everybody_and_takes_nobody_for_a_while_loses_nothing(stack):
    database = urllib.parse.urlsplit(stack.environment["DATABASE_URL"]).path.lstrip("/")
    with listening(Socket, stack.last) as viewer:
        viewer.frame()
        before = submit(stack, "2")
        viewer.until_at_least(before)
        run_sql(f'ALTER DATABASE "{database}" ALLOW_CONNECTIONS false')
        run_sql(f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{database}'")
        # The board is shown on from memory.
        assert stack.last.get("/events/gala/board/").status == 200
        assert stack.first.submit(stack.tokens["ann"], **sheet("red", "9", "9")).status == 500
        time.sleep(2)
        run_sql(f'ALTER DATABASE "{database}" ALLOW_CONNECTIONS true')
        deadline = time.monotonic() + 10
        while True:
            answer = stack.first.submit(stack.tokens["ann"], **sheet("red", "9", "9"))
            if answer.status == 200 or time.monotonic() > deadline:
                break
            time.sleep(0.2)
        assert answer.status == 200, answer.body
        assert_shown(viewer, answer.json()["cursor"])


def test_two_processes_submitting_at_once_lose_nothing_and_keep_one_order(stack):
    accepted = {"ann": [], "bob": []}

    def judge_for_a_while(judge, server):
        deadline = time.monotonic() + 6
        number = 0
        while time.monotonic() < deadline:
            number += 1
            accepted[judge].append(submit(stack, str(number % 11), server, judge, ("red", "green", "blue")[number % 3]))

    with listening(Socket, stack.first) as one, listening(Stream, stack.last) as other:
        threads = [threading.Thread(target=judge_for_a_while, args=pair) for pair in (("ann", stack.first), ("bob", stack.last))]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(60)
        versions = [int(cursor.split(".")[1]) for cursors in accepted.values() for cursor in cursors]
        newest = max(
            (cursor for cursors in accepted.values() for cursor in cursors), key=lambda cursor: int(cursor.split(".")[1])
        )
        assert len(set(versions)) == len(versions) > 40
        for cursors in accepted.values():
            mine = [int(cursor.split(".")[1]) for cursor in cursors]
            assert mine == sorted(mine)
        frames = one.until(newest)
        shown = [int(frame["cursor"].split(".")[1]) for frame in frames]
        assert shown == sorted(shown)
        assert other.until(newest)[-1]["cursor"] == newest
    counted = stack.manage(
        "shell", "-v", "0", "-c", "from judging.models import ScoreVersion; print(ScoreVersion.objects.count())"
    )
    assert int(counted) == len(versions)
    standings = stack.manage("standings", "gala", "--json")
    board = stack.last.get("/api/scoreboard/gala").json()["standings"]
    assert [(row["rank"], row["team"], row["total"]) for row in board] == [
        (row["rank"], row["team"], row["total"]) for row in json.loads(standings)
    ]
