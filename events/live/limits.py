"""How many viewers this process takes: in all, and from one address. Both are off unless the settings say otherwise.

A whole hall often shares one address, so a limit per address is for sites that face the open internet.
"""

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from typing import NamedTuple

from django.conf import settings

from events.live import drain, metrics
from events.live.request import Scope

RETRY_AFTER = 15  # seconds


class Refusal(NamedTuple):
    """Why a viewer is not taken now, as HTTP status and as the code that closes its WebSocket."""

    status: int
    close_code: int
    reason: str


DRAINING = Refusal(503, 4503, "This server is stopping; the others go on.")
FULL = Refusal(503, 4503, "This server has as many viewers as it takes.")
TOO_MANY_FROM_HERE = Refusal(429, 4429, "There are too many viewers from your address.")

_by_address: Counter[str] = Counter()


@contextmanager
def admitted(scope: Scope) -> Iterator[Refusal | None]:
    """Count a viewer in for the length of the block, or give the refusal to answer it with."""
    client = scope.get("client")
    address = str(client[0]) if client else ""
    refusal = _refusal(address)
    if refusal:
        metrics.viewers_refused.labels(str(refusal.status)).inc()
        yield refusal
        return
    _by_address[address] += 1
    try:
        yield None
    finally:
        _by_address[address] -= 1
        if not _by_address[address]:
            del _by_address[address]


def _refusal(address: str) -> Refusal | None:
    if drain.draining():
        return DRAINING
    if settings.MAX_VIEWERS and _by_address.total() >= settings.MAX_VIEWERS:
        return FULL
    if settings.MAX_VIEWERS_PER_ADDRESS and _by_address[address] >= settings.MAX_VIEWERS_PER_ADDRESS:
        return TOO_MANY_FROM_HERE
    return None
