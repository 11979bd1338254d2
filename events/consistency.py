"""Reading many tables as they were at one moment: marks and version of a board belong together."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection, transaction


@contextmanager
def consistent_read() -> Iterator[bool]:
    """One short read-only transaction in which every query sees the same committed state; whether it is one of its own.

    Inside another transaction (a command that loads and refreshes, most tests) that one's view is used, with what it has
    not committed. On SQLite a plain BEGIN reads without the write lock that Django's IMMEDIATE transactions take.
    """
    if connection.in_atomic_block:
        yield False
    elif connection.vendor == "postgresql":
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
            yield True
    else:
        with connection.cursor() as cursor:
            cursor.execute("BEGIN DEFERRED")
            try:
                yield True
            finally:
                cursor.execute("ROLLBACK")
