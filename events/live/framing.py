"""What stands around a frame on the wire, as bytes that a server would have made of it: one framing for each transport."""

import zlib
from collections.abc import Callable

from events.cursor import Cursor

Framing = Callable[[Cursor, str], bytes]

TEXT, DEFLATED_TEXT = 0x81, 0xC1  # the first byte of a whole frame; the latter with RSV1
LEAST = 512  # bytes of a message; to compress a smaller one gains nothing
LEVEL = 3  # of 9: a board of 1,000 rows takes 3 ms instead of 9 and becomes a tenth larger


def text_frame(_: Cursor, text: str) -> bytes:
    """A text message as one unmasked WebSocket frame (RFC 6455, 5.2)."""
    return _frame(TEXT, text.encode())


def deflated_frame(_: Cursor, text: str) -> bytes:
    """The same for sockets that have agreed on permessage-deflate (RFC 7692, 7.2.1).

    Nothing in it refers to an earlier message, so the bytes are right for every viewer, whatever it was sent before.
    """
    payload = text.encode()
    if len(payload) < LEAST:
        return _frame(TEXT, payload)
    compressor = zlib.compressobj(LEVEL, wbits=-zlib.MAX_WBITS)
    deflated = compressor.compress(payload) + compressor.flush(zlib.Z_SYNC_FLUSH)
    return _frame(DEFLATED_TEXT, deflated[:-4])


def _frame(first: int, payload: bytes) -> bytes:
    size = len(payload)
    if size < 126:
        return bytes((first, size)) + payload
    return bytes((first, 126)) + size.to_bytes(2) + payload if size < 65_536 else bytes((first, 127)) + size.to_bytes(8) + payload


def event(cursor: Cursor, text: str) -> bytes:
    """A frame as one Server-Sent Event, with the cursor as its id."""
    return f"id: {cursor}\ndata: {text}\n\n".encode()


def event_chunk(cursor: Cursor, text: str) -> bytes:
    """The same as one chunk of a chunked answer (RFC 9112, 7.1)."""
    data = event(cursor, text)
    return b"%x\r\n%b\r\n" % (len(data), data)
