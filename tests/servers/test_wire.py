"""The short way onto a stream's socket, on a real daphne: the same bytes, and only where the answer is chunked."""

import socket

import pytest

from tests.servers.listeners import Stream, listening
from tests.stack import running, sheet

pytestmark = pytest.mark.servers

PATIENCE = 10  # seconds


@pytest.fixture(scope="module")
def stack(tmp_path_factory):
    with running("sqlite-daphne", tmp_path_factory.mktemp("stack"), METRICS_TOKEN="let-me-see") as stack:
        yield stack


def put_directly(stack):
    """How many frames have gone past the server's own way so far."""
    answer = stack.first.get("/metrics", {"Authorization": "Bearer let-me-see"})
    lines = [line for line in answer.body.decode().splitlines() if line.startswith("podium_frames_direct_total ")]
    return float(lines[0].split()[1])


def test_a_chunked_stream_gets_its_frames_directly_and_whole(stack):
    before = put_directly(stack)
    with listening(Stream, stack.first) as stream:
        last, _ = stream.event()
        for points in range(1, 6):
            cursor = stack.first.submit(stack.tokens["ann"], **sheet("red", str(points), "5")).json()["cursor"]
            seen, frame = stream.event()
            assert (frame["type"], frame["from"], frame["cursor"], seen) == ("patch", last, cursor, cursor)
            last = seen
    assert put_directly(stack) - before == 5


def test_a_stream_of_http_1_0_is_not_chunked_and_goes_the_long_way(stack):
    before = put_directly(stack)
    with socket.create_connection(("127.0.0.1", stack.first.port), timeout=PATIENCE) as viewer, viewer.makefile("rb") as lines:
        viewer.sendall(b"GET /api/scoreboard/gala/stream?as=json HTTP/1.0\r\nHost: localhost\r\n\r\n")
        head = list(iter(lines.readline, b"\r\n"))
        assert not any(b"chunked" in line for line in head), head
        assert lines.readline().startswith(b"retry: ")
        assert [lines.readline()[:4] for _ in range(3)] == [b"\n", b"id: ", b"data"]
        cursor = stack.first.submit(stack.tokens["ann"], **sheet("blue", "7", "7")).json()["cursor"]
        assert [lines.readline() for _ in range(2)] == [b"\n", f"id: {cursor}\n".encode()]
        assert lines.readline().startswith(b'data: {"type":"patch"')
    assert put_directly(stack) == before
