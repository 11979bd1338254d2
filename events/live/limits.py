"""How many viewers this process takes: in all, and from one address. Both are off unless the settings say otherwise.

A whole hall often shares one address, so a limit per address is for sites that face the open internet.
"""

from collections import Counter
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


def refusal_for(scope: Scope) -> Refusal | None:
    """Why this viewer is not taken now; None where it is welcome."""
    refusal = _refusal(address_of(scope))
    if refusal:
        metrics.viewers_refused.labels(str(refusal.status)).inc()
    return refusal


def enter(address: str) -> None:
    """Count a viewer in. Every enter has its leave, whatever happens in between."""
    _by_address[address] += 1


def leave(address: str) -> None:
    """Count a viewer out."""
    _by_address[address] -= 1
    if not _by_address[address]:
        del _by_address[address]


def address_of(scope: Scope) -> str:
    """Where a viewer comes from; empty where the server cannot say."""
    client = scope.get("client")
    return str(client[0]) if client else ""


def _refusal(address: str) -> Refusal | None:
    if drain.draining():
        return DRAINING
    if settings.MAX_VIEWERS and _by_address.total() >= settings.MAX_VIEWERS:
        return FULL
    if settings.MAX_VIEWERS_PER_ADDRESS and _by_address[address] >= settings.MAX_VIEWERS_PER_ADDRESS:
        return TOO_MANY_FROM_HERE
    return None
