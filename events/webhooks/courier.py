"""The thread of each serving process that looks once a second whether a receiver is owed a board.

Threads of its own: a receiver that does not answer holds up neither a submit nor a screen nor the next receiver.
A process that is stopped first ends the deliveries that are under way (sending bounds each): what it has sent and
not noted would be sent once more.
"""

import logging
import threading
import time

from django.conf import settings
from django.db import connection

from events.live.drain import draining
from events.webhooks.delivery import deliver, due

LOOK_EVERY = 1.0  # seconds
AT_ONCE = 8  # deliveries of this process under way

log = logging.getLogger("podium.webhooks")

_start = threading.Lock()
_thread: threading.Thread | None = None
_flying: set[int] = set()


def start() -> None:
    """Let this process deliver from now on; called again, it does nothing. Called with the hub: where boards are served."""
    global _thread
    if _thread is not None or not settings.DELIVERS_WEBHOOKS:
        return
    with _start:
        if _thread is None:
            _thread = threading.Thread(target=_look_for_ever, name="courier", daemon=True)
            _thread.start()


def _look_for_ever() -> None:
    while not draining():
        try:
            for pk in due():
                if pk not in _flying and len(_flying) < AT_ONCE:
                    _flying.add(pk)
                    threading.Thread(target=_fly, args=(pk,), name=f"webhook-{pk}", daemon=False).start()
        except Exception:
            log.exception("Looking for boards to send failed")
        finally:
            connection.close()
        time.sleep(LOOK_EVERY)


def _fly(pk: int) -> None:
    try:
        outcome = deliver(pk)
        if outcome is not None and not outcome.well:
            log.warning("Webhook %s: %s", pk, outcome.text)
    except Exception:
        log.exception("Webhook %s failed", pk)
    finally:
        connection.close()
        _flying.discard(pk)
