"""A hundred judges press Send in the same second: all stored, none twice, and the board is right (times: bench.judges)."""

import time
from fractions import Fraction

import pytest

from tests.panel import right_totals, send_all, stored, tokens_of
from tests.stack import stack_on_services, stack_on_sqlite

pytestmark = pytest.mark.servers

JUDGES = 100


@pytest.mark.parametrize("kind", [stack_on_sqlite, stack_on_services], ids=["sqlite", "postgresql"])
def test_a_hundred_judges_at_once_are_all_stored_once_and_the_board_is_right(kind, tmp_path):
    with kind(tmp_path) as stack:
        tokens = tokens_of(stack, tmp_path, JUDGES)
        phones = send_all(stack, tokens)
        assert {status for phone in phones for status, _ in phone.answers} == {200}
        told = [[without_state(body) for _, body in phone.answers] for phone in phones]
        assert [first for first, _ in told] == [again for _, again in told]
        assert stored(stack) == [JUDGES, JUDGES]
        newest = max((phone.answers[0][1]["cursor"] for phone in phones), key=lambda cursor: int(cursor.split(".")[1]))
        for server in stack.servers:
            board = until(server, newest)
            assert board["progress"] == {"received": JUDGES, "expected": JUDGES * 10}
            rows = {row["team"]: Fraction(row["total"]) for row in board["standings"]}
            exact = right_totals(JUDGES)
            assert {team: round(total, 6) for team, total in exact.items()} == rows
            order = [row["team"] for row in board["standings"]]
            assert order == sorted(order, key=lambda team: (-exact[team], team))


def without_state(body):
    """An answer without how far the sheet has got meanwhile: that is told anew each time."""
    return {key: value for key, value in body.items() if key != "state"}


def until(server, cursor):
    """The board of this cursor or a later one; it is published within a second or two."""
    deadline = time.monotonic() + 10
    while time.monotonic() < deadline:
        board = server.get("/api/scoreboard/hall").json()
        if int(board["cursor"].split(".")[1]) >= int(cursor.split(".")[1]):
            return board
        time.sleep(0.1)
    raise AssertionError(f"{cursor} was not published in ten seconds: {board['cursor']}")
