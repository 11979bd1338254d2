"""Submits to one event take turns in this process, and nobody who waits for the database is waited for."""

import threading
import time

import pytest
from django.db import connection, transaction

from judging.turns import PATIENCE, in_turn
from tests.cast import Gala

pytestmark = pytest.mark.django_db(transaction=True)


def in_a_thread(work):
    """Do it in a thread with a connection of its own."""

    def run():
        try:
            work()
        finally:
            connection.close()

    thread = threading.Thread(target=run)
    thread.start()
    return thread


def test_the_next_comes_in_as_soon_as_the_first_is_committed_and_before_its_hooks():
    order = []
    second_done = threading.Event()

    def second():
        with in_turn(1):
            order.append("second")
        second_done.set()

    with in_turn(1):
        transaction.on_commit(lambda: order.append(f"hook, second came in: {second_done.wait(5)}"))
        thread = in_a_thread(second)
        order.append("first")
    thread.join(5)
    assert order == ["first", "second", "hook, second came in: True"]


def test_what_is_rolled_back_ends_its_turn():
    with pytest.raises(ZeroDivisionError), in_turn(1):
        raise ZeroDivisionError
    with in_turn(1):
        pass


def test_inside_a_transaction_nobody_waits_for_a_turn():
    gala = Gala()
    began = time.monotonic()
    with in_turn(gala.event.pk):
        gala.score(gala.ann, gala.red, "5", "5")
    assert time.monotonic() - began < PATIENCE / 2
