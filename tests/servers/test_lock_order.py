"""Of the locks of one event the board's comes first, whoever writes: else two who write at once wait for each other for ever."""

import json
import subprocess
import sys

import pytest

from tests.databases import ROOT, environment_on, postgres_database
from tests.stack import POSTGRES_URL, need

pytestmark = pytest.mark.services

# What has an order of its own and may be written without the board; then the board is not taken afterwards.
WITHOUT_BOARD = (
    {"events_feedstate", "events_announcement"},  # what is told to feeds
    {"judging_judge"},  # a judge's link and device, which move no board: a hundred sign in at once
    {"judging_upload"},  # a table that waits for its confirmation
)


@pytest.fixture(scope="module")
def transactions(tmp_path_factory):
    """Of each writer, for each of its transactions, the tables of the rows that it takes, in order."""
    need("PostgreSQL", POSTGRES_URL)
    command = [sys.executable, "-m", "tests.servers.writers", str(tmp_path_factory.mktemp("writers"))]
    with postgres_database(POSTGRES_URL) as database_url:
        environment = environment_on(database_url) | {"DJANGO_SETTINGS_MODULE": "tests.settings"}
        done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=240)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def ours(tables):
    return [table for table in tables if table.startswith(("events_", "judging_"))]


def is_in_order(tables):
    return tables[0] == "events_board" or any(set(tables) <= alone for alone in WITHOUT_BOARD)


def test_whoever_writes_takes_the_boards_row_first(transactions):
    wrong = {
        writer: [ours(tables) for tables in all_of_it if ours(tables) and not is_in_order(ours(tables))]
        for writer, all_of_it in transactions.items()
    }
    assert {writer: found for writer, found in wrong.items() if found} == {}


def test_each_writer_of_these_tests_writes(transactions):
    assert [writer for writer, all_of_it in transactions.items() if not any(map(ours, all_of_it))] == []
    assert len(transactions) > 40
