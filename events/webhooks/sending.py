"""One signed POST, bounded in time; it follows no redirect and reads no more than the answer's head.

Signed as the Standard Webhooks specification says, so that receivers can check it with ready libraries: HMAC-SHA256
over id, time and body, in base64.
"""

import base64
import hashlib
import hmac
import http.client
import socket
import ssl
import threading
import time
from typing import NamedTuple
from urllib.parse import urlsplit

from django.utils.encoding import iri_to_uri
from django.utils.translation import gettext as _

from events.webhooks.addresses import RefusedAddress, address_of

STEP = 5.0  # seconds that connecting, sending or waiting for the answer may take, each
TOTAL = 10.0  # seconds for all of it, once the host's address is known


class Outcome(NamedTuple):
    """What came of a POST: the answer's status, or None and why there was none."""

    status: int | None
    problem: str = ""

    @property
    def well(self) -> bool:
        return self.status is not None and 200 <= self.status < 300

    @property
    def text(self) -> str:
        """For people."""
        return self.problem or _("answered %(status)s") % {"status": self.status}


def signature(secret: str, message_id: str, timestamp: int, body: bytes) -> str:
    """The value of the `webhook-signature` header."""
    key = base64.b64decode(secret.removeprefix("whsec_"))
    mac = hmac.new(key, f"{message_id}.{timestamp}.".encode() + body, hashlib.sha256)
    return "v1," + base64.b64encode(mac.digest()).decode()


def post(url: str, secret: str, message_id: str, body: bytes) -> Outcome:
    """Send a body to a receiver; never raises for what the network or the receiver does."""
    timestamp = int(time.time())
    headers = {
        "Content-Type": "application/json",
        "User-Agent": "Podium",
        "webhook-id": message_id,
        "webhook-timestamp": str(timestamp),
        "webhook-signature": signature(secret, message_id, timestamp, body),
    }
    try:
        return Outcome(_send(url, headers, body))
    except RefusedAddress as error:
        return Outcome(None, _("refused: %(error)s") % {"error": error})
    except TimeoutError:
        return Outcome(None, _("no answer in time"))
    except (OSError, http.client.HTTPException, ValueError) as error:
        return Outcome(None, (_("failed: %(error)s") % {"error": error or type(error).__name__})[:300])


def _send(url: str, headers: dict[str, str], body: bytes) -> int:
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise RefusedAddress(f"{url} is no http or https address")
    port = parts.port or (443 if parts.scheme == "https" else 80)
    end = socket.create_connection((address_of(parts.hostname, port), port), timeout=STEP)
    too_long = threading.Event()

    def give_up() -> None:
        too_long.set()
        end.shutdown(socket.SHUT_RDWR)

    # Each step is bounded by itself; the timer bounds a receiver that answers a byte at a time.
    timer = threading.Timer(TOTAL, give_up)
    timer.daemon = True
    timer.start()
    try:
        if parts.scheme == "https":
            end = ssl.create_default_context().wrap_socket(end, server_hostname=parts.hostname)
        target = iri_to_uri((parts.path or "/") + (f"?{parts.query}" if parts.query else ""))
        host = parts.netloc.rpartition("@")[2].encode("idna").decode("ascii")
        return _exchange(end, target, {"Host": host} | headers, body)
    except (OSError, http.client.HTTPException):
        if too_long.is_set():
            raise TimeoutError from None
        raise
    finally:
        timer.cancel()
        end.close()


def _exchange(end: socket.socket, target: str, headers: dict[str, str], body: bytes) -> int:
    connection = http.client.HTTPConnection(headers["Host"])
    connection.sock = end
    connection.request("POST", target, body, headers)
    return connection.getresponse().status
