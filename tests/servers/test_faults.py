"""Faults in real servers, PostgreSQL and Redis: afterwards every viewer ends on the newest board, and nothing is lost."""

import contextlib
import json
import signal
import threading
import time

import pytest

from tests.servers.listeners import Socket, Stream, listening
from tests.services import Postgres, Redis
from tests.stack import running, sheet

pytestmark = [pytest.mark.servers, pytest.mark.services]
A_MINUTE = 60  # seconds
SOON = 2.0  # seconds after the end of a fault within which every viewer shows the newest board


@pytest.fixture
def redis(tmp_path):
    server = Redis(tmp_path).start()
    yield server
    server.stop()


@pytest.fixture(params=["daphne", "uvicorn"])
def server(request):
    return request.param


@pytest.fixture
def stack(server, tmp_path, redis):
    """Two processes on PostgreSQL and a Redis that may be stopped."""
    with running(f"services-2-{server}", tmp_path, redis_url=redis.url) as stack:
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


def test_postgresql_restarted_loses_nothing_and_the_board_is_shown_on_meanwhile(tmp_path, redis, server):
    postgres = Postgres().start()
    try:
        with running(f"services-2-{server}", tmp_path, redis_url=redis.url, postgres_url=postgres.url) as stack:
            with listening(Socket, stack.last) as viewer:
                viewer.frame()
                viewer.until_at_least(submit(stack, "2"))
                postgres.stop()
                # The board is shown on from memory; a score is refused in words, and is not half there afterwards.
                assert stack.last.get("/events/gala/board/").status == 200
                assert stack.first.submit(stack.tokens["ann"], **sheet("red", "9", "9")).status == 500
                time.sleep(2)
                postgres.start()
                assert_shown(viewer, submit_until_taken(stack, "9"))
            assert versions_in_history(stack) == 2
    finally:
        postgres.close()


def submit_until_taken(stack, points):
    """As a judge's outbox does: again and again, until the database is back."""
    deadline = time.monotonic() + 10
    while True:
        answer = stack.first.submit(stack.tokens["ann"], **sheet("red", points, points))
        if answer.status == 200:
            return answer.json()["cursor"]
        assert time.monotonic() < deadline, answer.body
        time.sleep(0.2)


def versions_in_history(stack):
    counted = "from judging.models import ScoreVersion; print(ScoreVersion.objects.count())"
    return int(stack.manage("shell", "-v", "0", "-c", counted))


def version_of(cursor):
    return int(cursor.split(".")[1])


@contextlib.contextmanager
def watching(kind, server):
    """The versions that a viewer is shown, as they come: a list that grows while the block runs."""
    seen = []

    def watch(viewer):
        with contextlib.suppress(Exception):  # the end of the block closes the connection under it
            while True:
                seen.append(version_of(viewer.frame()["cursor"]))

    with listening(kind, server) as viewer:
        thread = threading.Thread(target=watch, args=(viewer,))
        thread.start()
        yield seen
    thread.join(15)


def test_two_processes_submitting_at_once_lose_nothing_and_keep_one_order(stack):
    accepted = {"ann": [], "bob": []}

    def judge_for_a_while(judge, server):
        deadline = time.monotonic() + A_MINUTE
        number = 0
        while time.monotonic() < deadline:
            number += 1
            accepted[judge].append(submit(stack, str(number % 11), server, judge, ("red", "green", "blue")[number % 3]))

    with watching(Socket, stack.first) as one, watching(Stream, stack.last) as other:
        threads = [threading.Thread(target=judge_for_a_while, args=pair) for pair in (("ann", stack.first), ("bob", stack.last))]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(2 * A_MINUTE)
        versions = {judge: [version_of(cursor) for cursor in cursors] for judge, cursors in accepted.items()}
        given = [version for mine in versions.values() for version in mine]
        assert len(set(given)) == len(given) > 400
        assert [mine == sorted(mine) for mine in versions.values()] == [True, True]
        deadline = time.monotonic() + SOON
        while min(one[-1], other[-1]) < max(given) and time.monotonic() < deadline:
            time.sleep(0.05)
        assert (one[-1], other[-1]) == (max(given), max(given))
        assert (one == sorted(one), other == sorted(other)) == (True, True)
    assert versions_in_history(stack) == len(given)
    standings = stack.manage("standings", "gala", "--json")
    board = stack.last.get("/api/scoreboard/gala").json()["standings"]
    assert [(row["rank"], row["team"], row["total"]) for row in board] == [
        (row["rank"], row["team"], row["total"]) for row in json.loads(standings)
    ]
