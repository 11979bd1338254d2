"""The short way onto a socket: whole frames as RFC 6455 wants them, only where the server is known and the socket free."""

import h11
import pytest
from websockets.client import ClientProtocol
from websockets.extensions.permessage_deflate import PerMessageDeflate
from websockets.frames import Opcode
from websockets.protocol import State
from websockets.uri import parse_uri

from events.cursor import Cursor
from events.live.framing import deflated_frame, event, event_chunk, text_frame
from events.live.wire import writer_of

NOW = Cursor("k3", 7)


@pytest.mark.parametrize("size", [0, 1, 125, 126, 65_535, 65_536, 200_000])
def test_a_text_becomes_one_frame_that_a_client_reads_back(size):
    text = ("Zürich " * 40_000)[:size]
    client = ClientProtocol(parse_uri("ws://localhost/"), state=State.OPEN, max_size=None)
    client.receive_data(text_frame(NOW, text))
    frames = client.events_received()
    assert [(frame.opcode, frame.fin, frame.data.decode()) for frame in frames] == [(Opcode.TEXT, True, text)]


@pytest.mark.parametrize("size", [0, 511, 512, 65_536, 200_000])
def test_a_deflated_text_is_read_back_by_a_client_whatever_it_was_sent_before(size):
    text = ("Zürich " * 40_000)[:size]
    client = ClientProtocol(parse_uri("ws://localhost/"), state=State.OPEN, max_size=None)
    client.extensions = [PerMessageDeflate(False, False, 15, 15)]
    client.receive_data(deflated_frame(NOW, "Geneva " * 1000) + deflated_frame(NOW, text) + deflated_frame(NOW, text))
    frames = client.events_received()[1:]
    assert [(frame.opcode, frame.fin, frame.data.decode()) for frame in frames] == [(Opcode.TEXT, True, text)] * 2
    assert len(deflated_frame(NOW, text)) < max(600, size / 10)


@pytest.mark.parametrize("size", [0, 1, 3, 200_000])
def test_a_text_becomes_one_event_in_one_chunk_that_a_client_reads_back(size):
    text = ("Zürich " * 40_000)[:size]
    client = h11.Connection(h11.CLIENT)
    client.send(h11.Request(method="GET", target="/", headers=[("host", "localhost")]))
    client.send(h11.EndOfMessage())
    client.receive_data(b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n" + event_chunk(NOW, text) + b"0\r\n\r\n")
    assert isinstance(client.next_event(), h11.Response)
    assert _body(client) == event(NOW, text) == f"id: k3.7\ndata: {text}\n\n".encode()


def _body(client):
    body = b""
    while isinstance(part := client.next_event(), h11.Data):
        body += part.data
    assert isinstance(part, h11.EndOfMessage)
    return body


def test_a_server_that_is_not_known_is_served_the_long_way():
    async def send(message):
        """As an ASGI server's send."""

    assert writer_of(send) is None
