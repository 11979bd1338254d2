"""Other ways to send a board to a hall, measured in the same run, on the same machine, with messages of the same size."""

import contextlib
import http.client
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from tests.stack import ROOT, free_port

NCHAN = Path("/usr/lib/nginx/modules/ngx_nchan_module.so")
NCHAN_CONFIG = """
load_module {module};
daemon off; master_process off; pid {folder}/nginx.pid; error_log {folder}/error.log;
worker_rlimit_nofile 20000;
events {{ worker_connections 19000; }}
http {{
  access_log off; client_body_temp_path {folder}/body; proxy_temp_path {folder}/proxy; fastcgi_temp_path {folder}/fastcgi;
  uwsgi_temp_path {folder}/uwsgi; scgi_temp_path {folder}/scgi; keepalive_timeout 3600s;
  server {{
    listen 127.0.0.1:{port} backlog=4096;
    location ~ ^/publish/ {{ nchan_publisher; nchan_channel_id board; nchan_message_buffer_length 1; client_max_body_size 1m; }}
    location /ws {{ nchan_subscriber websocket; nchan_channel_id board; nchan_subscriber_first_message newest; }}
  }}
}}
"""


class Peer(NamedTuple):
    """What it is, the server's command, the viewers' path, and what a viewer has to say first."""

    name: str
    command: str
    path: str = "/ws"
    hello: str = ""


PEERS = {
    "textbook-daphne": Peer(
        "Textbook Channels on daphne: one group member per viewer, in-memory layer",
        "daphne -v 0 -e tcp:port={port}:interface=127.0.0.1:backlog=4096 bench.peers.textbook:application",
    ),
    "textbook-uvicorn": Peer(
        "Textbook Channels on uvicorn: the same application",
        "uvicorn --log-level critical --port {port} --ws-per-message-deflate false bench.peers.textbook:application",
    ),
    "socketio": Peer(
        "python-socketio on uvicorn: one room",
        "uvicorn --log-level critical --lifespan off --port {port} bench.peers.socketio_plain:application",
        "/socket.io/?EIO=4&transport=websocket",
        "40",
    ),
    "nchan": Peer("nginx with nchan, in C: one channel", "nchan"),
}


def available() -> dict[str, Peer]:
    """The peers that this machine has."""
    has_nchan = NCHAN.exists() and shutil.which("nginx") is not None
    return {key: peer for key, peer in PEERS.items() if key != "nchan" or has_nchan}


class Running(NamedTuple):
    """A started peer: its process, and where it listens."""

    process: "subprocess.Popen[bytes]"
    port: int
    board: str

    def publish(self, number: int) -> int:
        """Send the board with this number to every viewer."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        connection.request("POST", f"/publish/{number}", f'{{"number": {number}, "board": "{self.board}"}}')
        connection.getresponse().read()
        connection.close()
        return number


@contextlib.contextmanager
def running(peer: Peer, board_bytes: int) -> Iterator[Running]:
    """Start this peer with boards of this size, and end it."""
    port = free_port()
    with tempfile.TemporaryDirectory() as folder:
        environment = os.environ | {"BOARD_BYTES": str(board_bytes)}
        process = subprocess.Popen(_command(peer, port, Path(folder)), cwd=ROOT, env=environment, stderr=subprocess.DEVNULL)
        try:
            here = Running(process, port, "x" * board_bytes)
            _until_it_answers(here)
            yield here
        finally:
            process.terminate()
            process.wait(10)


def _command(peer: Peer, port: int, folder: Path) -> list[str]:
    if peer.command != "nchan":
        return [sys.executable, "-m", *peer.command.format(port=port).split()]
    config = folder / "nginx.conf"
    config.write_text(NCHAN_CONFIG.format(module=NCHAN, folder=folder, port=port))
    return ["nginx", "-c", str(config), "-p", str(folder)]


def _until_it_answers(peer: Running) -> None:
    for _ in range(100):
        with contextlib.suppress(OSError):
            peer.publish(0)
            return
        time.sleep(0.1)
    raise TimeoutError("A peer did not start.")


def number_in(message: bytes) -> int | None:
    """The number of the board in a peer's message."""
    found = re.search(rb'"number":\s?(\d+)', message[:200])
    return int(found[1]) if found else None
