"""A short way onto a viewer's socket, for servers whose transport is known: one system call instead of a task's turn.

An ASGI send costs a turn of the viewer's task, the server's bookkeeping and a wait for the socket, 20 to 60 us; a
hall of thousands waits for the sum. A frame that is whole and goes to a socket with nothing unsent needs none of it.
This looks behind the server's ASGI face; where anything is not as expected the viewer is served the long way.
"""

from random import random
from typing import Any

from events.live.feed import Write
from events.live.framing import Framing, deflated_frame, event_chunk, text_frame

MAX_INFLATED = 256 * 1024  # bytes of one message from a viewer, beyond which it is not even read to the end


def writer_of(send: Any) -> Write | None:
    """What puts a whole frame on the socket behind this ASGI send; None for a server that is not known.

    An HTTP answer must have begun: only then is it known how its body is framed.
    """
    protocol = _protocol_of(send)
    module = type(protocol).__module__
    if _is_plain_socket_of_daphne(protocol):
        return DaphneWriter(protocol)
    if module == "daphne.http_protocol" and protocol.chunked and _is_plain_twisted(protocol.channel.transport):
        return DaphneStreamWriter(protocol)
    if module == "uvicorn.protocols.websockets.websockets_sansio_impl":
        return UvicornWriter(protocol)
    return None


def agree_on_deflate(send: Any) -> None:
    """Let the socket behind this ASGI send compress its frames if its viewer can read that; before it is accepted.

    Each frame is compressed once for all (`framing.deflated_frame`); a viewer costs no compressor and no window. Only
    where all frames take the way of `DaphneWriter`: the server itself would compress each of them for each viewer.
    """
    protocol = _protocol_of(send)
    if _is_plain_socket_of_daphne(protocol):
        protocol.perMessageCompressionAccept = _accepted


def _accepted(offers: list[Any]) -> Any:
    """The first offer of permessage-deflate that asks for no smaller window, as autobahn wants it; None to decline."""
    from autobahn.websocket.compress import PerMessageDeflateOffer, PerMessageDeflateOfferAccept

    for offer in offers:
        if isinstance(offer, PerMessageDeflateOffer) and not offer.request_max_window_bits:
            return PerMessageDeflateOfferAccept(offer, request_no_context_takeover=True, max_message_size=MAX_INFLATED)
    return None


def _protocol_of(send: Any) -> Any:
    """daphne hands out partial(handle_reply, protocol), uvicorn the bound method of its protocol."""
    arguments = getattr(send, "args", ())
    return arguments[0] if arguments else getattr(send, "__self__", None)


def _is_plain_socket_of_daphne(protocol: Any) -> bool:
    return type(protocol).__module__ == "daphne.ws_protocol" and _is_plain_twisted(protocol.transport)


def _is_plain_twisted(transport: Any) -> bool:
    expected = ("socket", "dataBuffer", "_tempDataBuffer", "disconnecting", "write")
    return all(hasattr(transport, name) for name in expected) and not getattr(transport, "TLS", False)


class DaphneWriter:
    """Writes past autobahn and Twisted's buffer, which would put the frame off to the next turn of the loop."""

    __slots__ = ("framing", "protocol", "socket", "transport")

    def __init__(self, protocol: Any) -> None:
        self.protocol, self.transport, self.socket = protocol, protocol.transport, protocol.transport.socket
        self.framing: Framing = text_frame if protocol._perMessageCompress is None else deflated_frame
        # daphne pings viewers that have come together in one go: with 10,000 after a power cut, nothing else for half a second.
        protocol.last_ping -= random() * protocol.server.ping_interval

    def __call__(self, frame: bytes) -> bool:
        return self.protocol.state == self.protocol.STATE_OPEN and _written(self.transport, self.socket, frame)

    def queue(self, frame: bytes) -> None:
        """As autobahn sends: into Twisted's buffer, however full it is."""
        if self.protocol.state == self.protocol.STATE_OPEN:
            self.transport.write(frame)


class DaphneStreamWriter:
    """Writes past daphne's bookkeeping and Twisted's buffer, a chunk of an answer that has begun."""

    __slots__ = ("protocol", "socket", "transport")
    framing: Framing = staticmethod(event_chunk)
    queue = None

    def __init__(self, protocol: Any) -> None:
        self.protocol, self.transport = protocol, protocol.channel.transport
        self.socket = self.transport.socket

    def __call__(self, frame: bytes) -> bool:
        return not self.protocol.finished and _written(self.transport, self.socket, frame)


def _written(transport: Any, socket: Any, frame: bytes) -> bool:
    """Whether Twisted's transport has nothing unsent and its socket took the frame, or the head of it."""
    if transport.dataBuffer or transport._tempDataBuffer or transport.disconnecting or not transport.connected:
        return False
    try:
        sent = socket.send(frame)
    except OSError:  # full, or closed by the other side: the server's own way finds out which
        return False
    if sent < len(frame):
        transport.write(frame[sent:])
    return True


class UvicornWriter:
    """Writes past the websockets library's state machine, which has nothing to add to a whole frame of an open socket."""

    __slots__ = ("protocol", "transport")
    framing: Framing = staticmethod(text_frame)
    queue = None

    def __init__(self, protocol: Any) -> None:
        self.protocol, self.transport = protocol, protocol.transport

    def __call__(self, frame: bytes) -> bool:
        protocol, transport = self.protocol, self.transport
        if protocol.close_sent or protocol.disconnected or transport.is_closing() or transport.get_write_buffer_size():
            return False
        transport.write(frame)
        return True
