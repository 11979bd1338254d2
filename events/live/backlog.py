"""How much of what was sent to a viewer still lies in this process, so that a slow one is not sent more.

uvicorn makes send() wait by itself. daphne never does (django/daphne#170): it appends to Twisted's buffer without
limit. So its transport is looked at; where it cannot be found, nothing is known and nothing is held back.
"""

import asyncio
from typing import Any

from events.live import metrics

ENOUGH = 256 * 1024  # bytes; more than this unsent, and the viewer gets nothing new until it has read some
LOOK_EVERY = 0.25  # seconds
PATIENCE = 60.0  # seconds that a viewer may read nothing before it is let go


def unsent(send: Any) -> int:
    """Bytes that this ASGI send has taken and the socket has not; 0 where the server keeps that to itself."""
    protocol = getattr(send, "args", (None,))[0]
    transport = getattr(protocol, "transport", None) or getattr(getattr(protocol, "channel", None), "transport", None)
    return len(getattr(transport, "dataBuffer", b"")) + int(getattr(transport, "_tempDataLen", 0))


async def caught_up(send: Any) -> bool:
    """Wait until the viewer has read what it was sent; False for one that reads nothing for too long."""
    if unsent(send) <= ENOUGH:
        return True
    metrics.slow_viewers.inc()
    waited = 0.0
    before = unsent(send)
    while (now := unsent(send)) > ENOUGH:
        waited = 0.0 if now < before else waited + LOOK_EVERY
        if waited > PATIENCE:
            return False
        before = now
        await asyncio.sleep(LOOK_EVERY)
    return True
