"""A crowd that asks for the same file costs it once."""

import io
import json
import threading
import time
import zipfile
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection

from events.models import Event
from events.results.reading import read_results
from events.results.views import ARCHIVE, File, content_of
from tests.cast import Gala

pytestmark = pytest.mark.django_db(transaction=True)

made = []


def make_slowly(results):
    """A maker that counts how often it is asked."""
    made.append(threading.get_ident())
    time.sleep(0.2)
    return str(results.cursor).encode()


def test_a_file_that_many_ask_for_at_once_is_made_once():
    Gala()
    file = File("slow.txt", "text/plain", f"{__name__}.make_slowly")

    def ask(_):
        try:
            return content_of(read_results(Event.objects.get()), file)[1]
        finally:
            connection.close()

    with ThreadPoolExecutor(6) as crowd:
        answers = set(crowd.map(ask, range(6)))
    assert (len(made), len(answers)) == (1, 1)


def board_in(archive):
    with zipfile.ZipFile(io.BytesIO(archive)) as files:
        return json.loads(files.read("board.json"))


def test_a_copy_that_is_made_while_a_board_is_published_is_kept_under_the_board_that_it_holds():
    gala = Gala()
    gala.score(gala.ann, gala.red, "5", "5")
    found = read_results(gala.event)
    gala.score(gala.ann, gala.red, "9", "9")  # published after the board was looked up, before the copy is made
    newer = read_results(gala.event)
    (of, copy), (again, same) = content_of(found, ARCHIVE), content_of(newer, ARCHIVE)
    assert (of.cursor, again.cursor) == (newer.cursor, newer.cursor)
    assert board_in(copy)["cursor"] == str(newer.cursor)
    assert board_in(copy)["standings"][0]["total"] == "18"
    assert same == copy
    assert content_of(found, ARCHIVE)[0].cursor == newer.cursor  # nothing is kept under the older one
