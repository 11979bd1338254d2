"""A Redis and a PostgreSQL server of a test's own, to be stopped and started."""

import contextlib
import os
import pwd
import shutil
import socket
import subprocess
import tempfile
import time
from pathlib import Path

from tests.stack import free_port, missing


class Redis:
    """A Redis server of this test's own, to be stopped and started."""

    def __init__(self, folder):
        if not shutil.which("redis-server"):
            missing("redis-server is not installed")
        self.folder, self.port, self.process = folder, free_port(), None

    @property
    def url(self):
        return f"redis://127.0.0.1:{self.port}/0"

    def start(self):
        command = ["redis-server", "--port", str(self.port), "--bind", "127.0.0.1", "--save", "", "--dir", str(self.folder)]
        self.process = subprocess.Popen(command, stdout=subprocess.DEVNULL)
        self.wait_until(b"+PONG")
        return self

    def wait_until(self, answer):
        for _ in range(100):
            with contextlib.suppress(OSError):
                if self.ask("PING") == answer:
                    return
            time.sleep(0.05)
        raise AssertionError("redis-server did not start")

    def ask(self, command):
        with socket.create_connection(("127.0.0.1", self.port), timeout=2) as connection:
            connection.sendall(command.encode() + b"\r\n")
            return connection.recv(200).split(b"\r\n")[0]

    def stop(self):
        if self.process:
            self.process.kill()
            self.process.wait(5)


class Postgres:
    """A cluster in a folder of its own. PostgreSQL refuses to run as root: then it runs as the user postgres."""

    def __init__(self):
        self.programs = _postgres_programs()
        self.port = free_port()
        self.folder = Path(tempfile.mkdtemp(prefix="podium-postgres-"))
        self.as_user = []
        if os.geteuid() == 0:
            account = pwd.getpwnam("postgres")
            os.chown(self.folder, account.pw_uid, account.pw_gid)
            self.as_user = ["runuser", "-u", "postgres", "--"]
        self.data = self.folder / "data"
        self.run("initdb", "-D", self.data, "-A", "trust", "-U", "postgres", "--no-sync")

    @property
    def url(self):
        return f"postgresql://postgres@127.0.0.1:{self.port}/postgres"

    def run(self, program, *arguments):
        command = [*self.as_user, self.programs / program, *arguments]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, timeout=60, cwd="/")

    def start(self):
        options = f"-p {self.port} -k {self.folder} -c listen_addresses=127.0.0.1"
        self.run("pg_ctl", "start", "-w", "-D", self.data, "-o", options, "-l", self.folder / "log")
        return self

    def stop(self):
        """As a power cut stops it: whoever is connected is cut off, and the next start recovers from the log."""
        self.run("pg_ctl", "stop", "-w", "-m", "immediate", "-D", self.data)

    def close(self):
        with contextlib.suppress(subprocess.CalledProcessError):
            self.stop()
        shutil.rmtree(self.folder)


def _postgres_programs():
    """Where initdb and pg_ctl are: on the path, or where Debian keeps them."""
    found = shutil.which("initdb")
    places = [Path(found).resolve().parent] if found else sorted(Path("/usr/lib/postgresql").glob("*/bin"))
    if not places or not (places[-1] / "initdb").exists():
        missing("PostgreSQL's initdb is not installed")
    return places[-1]
