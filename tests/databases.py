"""Databases for real processes. Their tables are made once and then copied: to migrate takes longer than most tests."""

import atexit
import contextlib
import functools
import os
import secrets
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import urllib.parse
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


def environment_on(database_url):
    """What a process of Podium needs to run on this database."""
    environment = {key: value for key, value in os.environ.items() if key not in ("DATABASE_URL", "REDIS_URL", "DEBUG")}
    return environment | {"SECRET_KEY": "only-for-tests", "DATABASE_URL": database_url, "PYTHONUNBUFFERED": "1"}


def manage(environment, *arguments, check=True):
    """Run a management command; returns what it printed."""
    command = [sys.executable, "manage.py", *arguments]
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=120)
    assert not check or done.returncode == 0, done.stderr
    return done.stdout.strip()


def migrate(environment):
    """Make all tables."""
    manage(environment, "migrate", "--verbosity", "0")


def database_file(path, make=migrate):
    """A new SQLite database with all tables and whatever else this puts into it; returns what its making told."""
    made, told = _made_file(make)
    with contextlib.closing(sqlite3.connect(made)) as source, contextlib.closing(sqlite3.connect(path)) as database:
        source.backup(database)
    return told


@functools.cache
def _made_file(make):
    """Made once: the database that the others are copied from, and what make(environment) returned."""
    folder = Path(tempfile.mkdtemp(prefix="podium-made-"))
    atexit.register(shutil.rmtree, folder)
    if make is not migrate:
        database_file(folder / "made.sqlite3")
    return folder / "made.sqlite3", make(environment_on(f"sqlite:///{folder / 'made.sqlite3'}"))


@contextlib.contextmanager
def postgres_database(server_url):
    """The address of a new database with all tables on this PostgreSQL; it is there until the end of the block."""
    name = f"podium_test_{secrets.token_hex(4)}"
    run_sql(server_url, f'CREATE DATABASE "{name}" TEMPLATE "{_tables_database(server_url)}"')
    try:
        yield _on(server_url, name)
    finally:
        run_sql(server_url, f'DROP DATABASE "{name}" WITH (FORCE)')


@functools.cache
def _tables_database(server_url):
    name = f"podium_tables_{secrets.token_hex(4)}"
    run_sql(server_url, f'CREATE DATABASE "{name}"')
    atexit.register(_forget, server_url, name)
    migrate(environment_on(_on(server_url, name)))
    return name


def _forget(server_url, name):
    import psycopg

    with contextlib.suppress(psycopg.OperationalError):  # a test's own server is gone, and its databases with it
        run_sql(server_url, f'DROP DATABASE "{name}" WITH (FORCE)')


def _on(server_url, name):
    return urllib.parse.urlsplit(server_url)._replace(path=f"/{name}").geturl()


def run_sql(server_url, statement):
    import psycopg

    with psycopg.connect(server_url, autocommit=True) as connection:
        connection.execute(statement)
