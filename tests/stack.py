"""Real server processes for tests: one on SQLite, or two on PostgreSQL and Redis. They end with the test.

A missing service skips locally (named in the summary) and fails in CI.
"""

import contextlib
import http.client
import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.parse
from pathlib import Path

import pytest

from tests.commands import Commands
from tests.databases import ROOT, database_file, environment_on, manage, migrate, postgres_database

POSTGRES_URL = os.environ.get("TEST_POSTGRES_URL", "postgresql://postgres@127.0.0.1:5432/postgres")
REDIS_URL = os.environ.get("TEST_REDIS_URL", "redis://127.0.0.1:6379/9")
START_PATIENCE = 30  # seconds
# As README says that uvicorn is to be started.
DAPHNE = ("--ping-interval", "60")  # as in the Procfile
UVICORN = ("--lifespan", "off", "--ws-per-message-deflate", "false", "--timeout-keep-alive", "75")


class Answer:
    """One HTTP answer."""

    def __init__(self, response):
        self.status = response.status
        self.headers = {name.lower(): value for name, value in response.getheaders()}
        self.body = response.read()

    def json(self):
        return json.loads(self.body)


class Server:
    """One server process on a port of its own."""

    folder = ROOT  # where its code is

    def __init__(self, environment, server, log):
        self.environment, self.server, self.log = environment, server, log
        self.port = free_port()
        self.process = None

    def launch(self):
        command = {
            "daphne": ["daphne", "-v", "0", "-e", f"tcp:port={self.port}:interface=127.0.0.1:backlog=4096", *DAPHNE],
            "uvicorn": ["uvicorn", "--host", "127.0.0.1", "--port", str(self.port), "--log-level", "warning", *UVICORN],
        }[self.server]
        program = Path(sys.executable).with_name(command[0])
        arguments = [sys.executable, program, *command[1:], "scoreboard_site.asgi:application"]
        self.process = subprocess.Popen(arguments, cwd=self.folder, env=self.environment, stdout=self.log, stderr=self.log)

    def start(self):
        self.launch()
        return self.wait()

    def wait(self):
        """Until it answers."""
        deadline = time.monotonic() + START_PATIENCE
        while time.monotonic() < deadline:
            assert self.process.poll() is None, f"{self.server} ended at its start, see {self.log.name}"
            with contextlib.suppress(OSError):
                if self.get("/healthz").status == 200:
                    return self
            time.sleep(0.1)
        raise AssertionError(f"{self.server} did not start in {START_PATIENCE} s, see {self.log.name}")

    def stop(self, how=signal.SIGTERM):
        if self.process and self.process.poll() is None:
            self.process.send_signal(how)
            try:
                self.process.wait(10)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait(10)

    @property
    def url(self):
        return f"http://127.0.0.1:{self.port}"

    @property
    def ws_url(self):
        return f"ws://127.0.0.1:{self.port}"

    def request(self, method, path, body=None, headers=None):
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=10)
        try:
            connection.request(method, path, body, headers or {})
            return Answer(connection.getresponse())
        finally:
            connection.close()

    def get(self, path, headers=None):
        return self.request("GET", path, headers=headers)

    def submit(self, token, **sheet):
        """POST /api/judge/score."""
        headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}
        return self.request("POST", "/api/judge/score", json.dumps(sheet), headers)


class Stack:
    """A database with all tables, its settings, and the server processes on it."""

    def __init__(self, folder, database_url, redis_url, servers, settings):
        self.environment = environment_on(database_url) | {"BACKUP_DIR": str(folder / "copies")}
        self.environment |= settings
        if redis_url:
            self.environment["REDIS_URL"] = redis_url
        self.log = (folder / "servers.log").open("w")
        self.commands = None
        self.servers = [Server(self.environment, server, self.log) for server in servers]

    def manage(self, *arguments, check=True):
        """Run a management command; returns what it printed."""
        self.commands = self.commands or Commands(self.environment)
        return self.commands.run(*arguments, check=check)

    def start(self):
        for server in self.servers:
            server.launch()
        for server in self.servers:
            server.wait()
        return self

    def close(self):
        for server in self.servers:
            server.stop()
        if self.commands:
            self.commands.close()
        self.log.close()

    @property
    def first(self):
        return self.servers[0]

    @property
    def last(self):
        return self.servers[-1]


@contextlib.contextmanager
def stack_on_sqlite(folder, servers=("daphne",), make=migrate, **settings):
    """The embedded default: one process, one file; `made` is what the making of the file told."""
    made = database_file(folder / "podium.sqlite3", make)
    stack = Stack(folder, f"sqlite:///{folder / 'podium.sqlite3'}", "", servers, settings)
    stack.made = made
    try:
        yield stack.start()
    finally:
        stack.close()


@contextlib.contextmanager
def stack_on_services(folder, servers=("daphne", "daphne"), redis_url=REDIS_URL, postgres_url=POSTGRES_URL, **settings):
    """Several processes that share PostgreSQL and Redis, in a database of their own."""
    need("PostgreSQL", postgres_url)
    need("Redis", redis_url)
    with postgres_database(postgres_url) as database_url:
        stack = Stack(folder, database_url, redis_url, servers, settings)
        try:
            yield stack.start()
        finally:
            stack.close()


def need(name, url):
    """Skip without this service, but never in CI."""
    address = urllib.parse.urlsplit(url)
    try:
        socket.create_connection((address.hostname, address.port), timeout=2).close()
    except OSError:
        missing(f"{name} does not answer at {address.hostname}:{address.port}")


def missing(what):
    """Something the test needs is not there: a failure in CI, a named skip elsewhere."""
    if os.environ.get("CI"):
        pytest.fail(what)
    pytest.skip(what)


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


# --- the gala as an event file ---------------------------------------------------------------------------

GALA = {
    "format": "scoreboard-event/1",
    "event": {"slug": "gala", "name": "The Gala"},
    "rules": {"method": "points"},
    "teams": [{"code": code, "name": code.title(), "order": order} for order, code in enumerate(("red", "green", "blue"), 1)],
    "judges": [{"code": "ann", "name": "Ann"}, {"code": "bob", "name": "Bob"}],
    "rounds": [
        {
            "code": "final",
            "name": "Final",
            "criteria": [
                {"code": "technique", "name": "Technique", "max": "10", "step": "0.25"},
                {"code": "style", "name": "Style", "max": "10", "step": "0.5"},
            ],
        }
    ],
    "scores": [],
    "assignments": [{"judge": "ann", "round": "final"}, {"judge": "bob", "round": "final"}],
}


LOAD = f"""
from judging.exchange import load_event
from judging.links import api_token
judges = load_event({json.dumps(GALA)!r}).judges.order_by("code")
print(*map(api_token, judges))
"""
LOADING = ("shell", "-v", "0", "-c", LOAD)  # prints the tokens of the judges, ann and bob


def load_gala(environment):
    return manage(environment, *LOADING)


def sheet(team, technique, style, judge="ann", **more):
    """The body of a submission to the gala."""
    marks = {"technique": technique, "style": style}
    return {"eventId": "gala", "roundId": "final", "teamId": team, "judgeId": judge, "scores": marks} | more


@contextlib.contextmanager
def running(kind, folder, **settings):
    """A stack by its test id, with the gala loaded and `tokens` of its judges."""
    kinds = {
        "sqlite-daphne": lambda: stack_on_sqlite(folder, make=load_gala, **settings),
        "sqlite-uvicorn": lambda: stack_on_sqlite(folder, ("uvicorn",), make=load_gala, **settings),
        "services-2-daphne": lambda: stack_on_services(folder, **settings),
        "services-2-uvicorn": lambda: stack_on_services(folder, ("uvicorn", "uvicorn"), **settings),
    }
    with kinds[kind]() as stack:
        # Not copied on services: they share one Redis, and what it remembers of an epoch must be of one database.
        tokens = stack.made if kind.startswith("sqlite") else stack.manage(*LOADING)
        stack.tokens = dict(zip(("ann", "bob"), tokens.split(), strict=True))
        yield stack
