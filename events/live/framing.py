"""What stands around a frame on the wire, as bytes that a server would have made of it: one framing for each transport."""

from collections.abc import Callable

from events.cursor import Cursor

Framing = Callable[[Cursor, str], bytes]


def text_frame(_: Cursor, text: str) -> bytes:
    """A text message as one unmasked WebSocket frame (RFC 6455, 5.2)."""
    payload = text.encode()
    size = len(payload)
    if size < 126:
        return bytes((0x81, size)) + payload
    return (b"\x81\x7e" + size.to_bytes(2) if size < 65_536 else b"\x81\x7f" + size.to_bytes(8)) + payload


def event(cursor: Cursor, text: str) -> bytes:
    """A frame as one Server-Sent Event, with the cursor as its id."""
    return f"id: {cursor}\ndata: {text}\n\n".encode()


def event_chunk(cursor: Cursor, text: str) -> bytes:
    """The same as one chunk of a chunked answer (RFC 9112, 7.1)."""
    data = event(cursor, text)
    return b"%x\r\n%b\r\n" % (len(data), data)
