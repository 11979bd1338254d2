"""Something on this machine that takes webhooks, and answers as it is told."""

import base64
import contextlib
import hashlib
import hmac
import http.server
import json
import ssl
import threading
import time
from pathlib import Path

CERTIFICATES = Path(__file__).parent / "certificates"  # self-signed, each with its key, for tests only


class Receiver:
    """Keeps what it was sent; `answers` are statuses (or seconds to wait, as floats) for the next ones, then 204.

    With a certificate (a file of CERTIFICATES) it takes https only.
    """

    def __init__(self, certificate=None):
        self.messages, self.answers = [], []
        self.arrived = threading.Condition()
        receiver = self

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_POST(self):
                body = self.rfile.read(int(self.headers["Content-Length"]))
                with receiver.arrived:
                    receiver.messages.append((self.path, dict(self.headers), body))
                    answer = receiver.answers.pop(0) if receiver.answers else 204
                    receiver.arrived.notify_all()
                if isinstance(answer, float):
                    time.sleep(answer)
                    answer = 204
                self.send_response(answer)
                if answer == 302:
                    self.send_header("Location", "/elsewhere")
                self.end_headers()

            def log_message(self, *args):
                pass

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        if certificate:
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain(certificate)
            self.server.socket = context.wrap_socket(self.server.socket, server_side=True)
        self.url = f"http{'s' if certificate else ''}://127.0.0.1:{self.server.server_port}/hook?from=podium"

    def wait_for(self, wanted, patience=15):
        """The first message whose body satisfies this; waits for it."""
        with self.arrived:
            assert self.arrived.wait_for(lambda: any(wanted(body) for body in self.bodies), patience), self.bodies
        return next(body for body in self.bodies if wanted(body))

    @property
    def bodies(self):
        return [json.loads(body) for _, _, body in self.messages]

    @property
    def cursors(self):
        return [body["board"]["cursor"] for body in self.bodies]


@contextlib.contextmanager
def receiving(certificate=None):
    """A receiver that listens."""
    receiver = Receiver(certificate)
    thread = threading.Thread(target=receiver.server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    try:
        yield receiver
    finally:
        receiver.server.shutdown()
        receiver.server.server_close()
        thread.join(5)


def verified(secret, headers, body):
    """Check a signature as the Standard Webhooks specification tells receivers to; written apart from the sender."""
    key = base64.b64decode(secret.split("_", 1)[1])
    content = b".".join([headers["webhook-id"].encode(), headers["webhook-timestamp"].encode(), body])
    expected = base64.b64encode(hmac.digest(key, content, hashlib.sha256)).decode()
    return f"v1,{expected}" in headers["webhook-signature"].split(" ")
