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


def database_file(path):
    """A new SQLite database with all tables."""
    with contextlib.closing(sqlite3.connect(_tables_file())) as tables, contextlib.closing(sqlite3.connect(path)) as database:
        tables.backup(database)


@functools.cache
def _tables_file():
    folder = Path(tempfile.mkdtemp(prefix="podium-tables-"))
    atexit.register(shutil.rmtree, folder)
    manage(environment_on(f"sqlite:///{folder / 'tables.sqlite3'}"), "migrate", "--verbosity", "0")
    return folder / "tables.sqlite3"


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
    manage(environment_on(_on(server_url, name)), "migrate", "--verbosity", "0")
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
