"""The short way onto a viewer's socket, on a real daphne: the same bytes, and only where the viewer can read them."""

import contextlib
import json
import select
import socket
import time
import zlib

import pytest
from websockets.exceptions import ConnectionClosed

from tests.servers.listeners import PATIENCE, Socket, Stream, listening
from tests.stack import running, sheet

pytestmark = pytest.mark.servers

PING = b"\x89"  # the first byte of its frame


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


def opened(stack, *offers):
    """A viewer's socket, by hand, with these words on compression; the head of the answer, and what comes after it."""
    viewer = socket.create_connection(("127.0.0.1", stack.first.port), timeout=PATIENCE)
    lines = ["GET /ws/scoreboard/gala/?as=html HTTP/1.1", "Host: localhost", "Upgrade: websocket", "Connection: Upgrade"]
    lines += ["Sec-WebSocket-Version: 13", "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ=="]
    lines += [f"Sec-WebSocket-Extensions: {offer}" for offer in offers]
    viewer.sendall("\r\n".join([*lines, "", ""]).encode())
    incoming = viewer.makefile("rb")
    return viewer, b"".join(iter(incoming.readline, b"\r\n")).decode(), incoming


def next_message(incoming):
    """The first byte of the next frame, and its payload as it lies on the wire."""
    first, size = incoming.read(2)
    assert size <= 126
    return first, incoming.read(int.from_bytes(incoming.read(2)) if size == 126 else size)


@pytest.mark.parametrize(("offer", "points"), [("permessage-deflate; client_max_window_bits", "3"), ("permessage-deflate", "4")])
def test_a_frame_is_compressed_for_a_viewer_that_can_read_it(stack, offer, points):
    viewer, head, incoming = opened(stack, offer)
    with viewer, incoming:
        assert "Sec-WebSocket-Extensions: permessage-deflate" in head
        first, payload = next_message(incoming)
        inflater = zlib.decompressobj(wbits=-zlib.MAX_WBITS)
        frame = json.loads(inflater.decompress(payload + b"\0\0\xff\xff"))
        assert (first, frame["type"]) == (0xC1, "full")
        assert len(payload) * 3 < len(json.dumps(frame))  # of a board of three teams; a long one gains more
        before = put_directly(stack)
        cursor = stack.first.submit(stack.tokens["ann"], **sheet("red", points, "5")).json()["cursor"]
        first, payload = next_message(incoming)
        assert (first, put_directly(stack) - before) == (0xC1, 1)
        assert json.loads(inflater.decompress(payload + b"\0\0\xff\xff"))["cursor"] == cursor


@pytest.mark.parametrize("offers", [(), ("permessage-deflate; server_max_window_bits=9",), ("x-webkit-deflate-frame",)])
def test_a_frame_is_left_as_it_is_for_a_viewer_that_cannot(stack, offers):
    viewer, head, incoming = opened(stack, *offers)
    with viewer, incoming:
        assert "Sec-WebSocket-Extensions" not in head
        first, payload = next_message(incoming)
        assert (first, json.loads(payload)["type"]) == (0x81, "full")


def test_a_viewer_that_sends_much_in_few_bytes_is_closed(stack):
    with listening(Socket, stack.first) as viewer:
        viewer.frame()
        viewer.ws.send("0" * 10_000_000)
        with pytest.raises(ConnectionClosed):
            viewer.frame()
    with listening(Socket, stack.first) as viewer:
        assert viewer.frame()["type"] == "full"


def test_viewers_that_come_together_are_not_pinged_together(tmp_path, monkeypatch):
    """daphne looks every two seconds who is due; pings that are not spread all go out at one of these moments, or at two."""
    monkeypatch.setattr("tests.stack.DAPHNE", ("--ping-interval", "8"))
    with running("sqlite-daphne", tmp_path) as stack, contextlib.ExitStack() as viewers:
        waiting = []
        for _ in range(24):
            waiting.append(viewers.enter_context(opened(stack)[0]))
        pinged = []
        deadline = time.monotonic() + 30
        while waiting and time.monotonic() < deadline:
            for viewer in select.select(waiting, [], [], 1)[0]:
                if PING in viewer.recv(4096)[:1]:
                    pinged.append(time.monotonic())
                    waiting.remove(viewer)
    assert len(pinged) == 24
    assert max(pinged) - min(pinged) > 3
