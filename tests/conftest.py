"""What every test may rely on: a database file of its own, a fresh cache, nobody serving."""

import pytest
from django.conf import settings
from django.core.cache import cache
from django.utils import translation

from events import derivations
from events.live import pace
from judging import known_contest, known_marks, known_setup


@pytest.fixture(scope="session")
def django_db_modify_db_settings(tmp_path_factory):
    """SQLite in a file, as in production: threads share it through connections of their own."""
    database = settings.DATABASES["default"]
    if database["ENGINE"].endswith("sqlite3"):
        database.setdefault("TEST", {})["NAME"] = str(tmp_path_factory.mktemp("db") / "test.sqlite3")


@pytest.fixture(autouse=True)
def fresh_process(monkeypatch):
    """Each test begins as a new process would: nothing cached, nobody serving, no language asked for."""
    cache.clear()
    known_setup.memory.forget()
    known_contest.memory.forget()
    known_marks.forget()
    derivations.stored_here.forget()
    translation.deactivate()
    monkeypatch.setattr(pace, "_serving", None)
