"""Polling at scale: how many unchanged answers one process gives in a second, over kept connections."""

import contextlib
import socket
import tempfile
import threading
import time
from pathlib import Path

from bench import podium
from bench.report import Figures, Goal, Report
from tests.stack import Stack, stack_on_sqlite

CONNECTIONS = 4


def polling(seconds: float) -> Report:
    """`?since=` with the newest cursor (204), and If-None-Match with its ETag (304)."""
    rows = {}
    for server in ("daphne", "uvicorn"):
        with tempfile.TemporaryDirectory() as folder, stack_on_sqlite(Path(folder), (server,)) as stack:
            podium.prepare(stack, Path(folder))
            board = stack.first.get("/events/bench/board/")
            cursor, etag = board.headers["x-board-cursor"], board.headers["etag"]
            rows[f"{server}: 204"] = _rate(stack, f"/events/bench/board/?since={cursor}", "", b" 204 ", seconds)
            rows[f"{server}: 304"] = _rate(stack, "/events/bench/board/", f"If-None-Match: {etag}\r\n", b" 304 ", seconds)
    goals = [Goal(f"answers a second, {name}", figures["answers a second"], at_least=2000.0) for name, figures in rows.items()]
    return Report(f"The polled partial, unchanged, {CONNECTIONS} connections", rows, goals)


def _rate(stack: Stack, path: str, header: str, status: bytes, seconds: float) -> Figures:
    request = f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\n{header}\r\n".encode()
    until = time.perf_counter() + seconds
    counts = [[0, 0] for _ in range(CONNECTIONS)]
    threads = [threading.Thread(target=_ask, args=(stack.first.port, request, status, until, count)) for count in counts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(seconds + 5)
    return {
        "answers a second": sum(count[0] for count in counts) / seconds,
        "other answers": float(sum(count[1] for count in counts)),
    }


def _ask(port: int, request: bytes, status: bytes, until: float, count: list[int]) -> None:
    with contextlib.closing(socket.create_connection(("127.0.0.1", port))) as connection:
        while time.perf_counter() < until:
            connection.sendall(request)
            answer = connection.recv(65_536)
            count[0 if status in answer[:16] else 1] += 1
