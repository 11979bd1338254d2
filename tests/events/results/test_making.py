"""A crowd that asks for the same file costs it once."""

import threading
import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection

from events.models import Event
from events.results.reading import read_results
from events.results.views import File, content_of
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
            return content_of(read_results(Event.objects.get()), file)
        finally:
            connection.close()

    with ThreadPoolExecutor(6) as crowd:
        answers = set(crowd.map(ask, range(6)))
    assert (len(made), len(answers)) == (1, 1)
