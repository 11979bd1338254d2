"""The short way onto a socket: whole frames as RFC 6455 wants them, only where the server is known and the socket free."""

import pytest
from websockets.client import ClientProtocol
from websockets.frames import Opcode
from websockets.protocol import State
from websockets.uri import parse_uri

from events.live.frames import text_frame
from events.live.wire import writer_of


@pytest.mark.parametrize("size", [0, 1, 125, 126, 65_535, 65_536, 200_000])
def test_a_text_becomes_one_frame_that_a_client_reads_back(size):
    text = ("Zürich " * 40_000)[:size]
    client = ClientProtocol(parse_uri("ws://localhost/"), state=State.OPEN, max_size=None)
    client.receive_data(text_frame(text))
    frames = client.events_received()
    assert [(frame.opcode, frame.fin, frame.data.decode()) for frame in frames] == [(Opcode.TEXT, True, text)]


def test_a_server_that_is_not_known_is_served_the_long_way():
    async def send(message):
        """As an ASGI server's send."""

    assert writer_of(send) is None
