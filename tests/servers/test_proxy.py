"""The nginx configuration that we hand out, in front of two processes: every transport works, and one process may go."""

import http.client
import json
import re
import shutil
import signal
import subprocess
import time

import pytest

from tests.servers.listeners import Socket, Stream, listening
from tests.stack import ROOT, Server, missing, running, sheet

pytestmark = [pytest.mark.servers, pytest.mark.services]


class Proxy(Server):
    """nginx with deploy/nginx.conf, on ports of its own."""

    def __init__(self, folder, servers):
        super().__init__({}, "nginx", None)
        self.folder = folder
        config = (ROOT / "deploy/nginx.conf").read_text().replace("listen 80;", f"listen 127.0.0.1:{self.port};")
        for example, server in zip(("127.0.0.1:8001", "127.0.0.1:8002"), servers, strict=True):
            assert example in config
            config = config.replace(example, f"127.0.0.1:{server.port}")
        temporary = "".join(
            f"{name}_temp_path {folder}/{name};\n" for name in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
        )
        (folder / "nginx.conf").write_text(
            f"pid {folder}/nginx.pid;\ndaemon off;\nerror_log {folder}/error.log;\nevents {{ worker_connections 1024; }}\n"
            f"http {{\naccess_log off;\n{temporary}{config}\n}}\n"
        )

    def start(self):
        self.process = subprocess.Popen([shutil.which("nginx"), "-c", str(self.folder / "nginx.conf")], stderr=subprocess.DEVNULL)
        for _ in range(100):
            try:
                if self.get("/healthz").status == 200:
                    return self
            except OSError:
                time.sleep(0.05)
        raise AssertionError((self.folder / "error.log").read_text())


@pytest.fixture(params=["services-2-daphne", "services-2-uvicorn"])
def site(request, tmp_path):
    """(proxy, stack)"""
    if not shutil.which("nginx"):
        missing("nginx is not installed")
    with running(request.param, tmp_path, TRUSTED_PROXIES="127.0.0.1") as stack:
        proxy = Proxy(tmp_path, stack.servers).start()
        yield proxy, stack
        proxy.stop(signal.SIGQUIT)


def submit(proxy, stack, points):
    answer = proxy.submit(stack.tokens["ann"], **sheet("red", points, points))
    assert answer.status == 200, answer.body
    return answer.json()["cursor"]


def test_every_transport_works_through_the_proxy(site):
    proxy, stack = site
    with listening(Socket, proxy) as socket, listening(Stream, proxy) as stream:
        socket.frame()
        cursor = submit(proxy, stack, "5")
        socket.until_at_least(cursor)
        assert stream.until(cursor)[-1]["cursor"] == cursor
    board = proxy.get("/api/scoreboard/gala")
    assert proxy.get("/api/scoreboard/gala", {"If-None-Match": board.headers["etag"]}).status == 304
    assert re.search(r'data-team="red"', proxy.get("/events/gala/board/").body.decode())


def test_a_stopping_process_sends_its_viewers_to_the_other(site):
    proxy, stack = site
    viewers = [Socket(proxy) for _ in range(6)]
    for viewer in viewers:
        viewer.frame()
    stack.first.process.send_signal(signal.SIGTERM)
    time.sleep(0.3)
    # While one process drains, whoever comes is taken by the other: nobody is turned away.
    for _ in range(6):
        with listening(Stream, proxy) as stream:
            assert stream.response.status == 200
    stack.first.process.wait(15)
    cursor = submit(proxy, stack, "6")
    with listening(Socket, proxy) as viewer:
        viewer.until(cursor)
    for viewer in viewers:
        viewer.close()


def test_the_visitors_address_is_known_behind_the_proxy(site):
    proxy, stack = site
    headers = {"Authorization": f"Bearer {stack.tokens['ann']}", "Content-Type": "application/json", "X-Forwarded-For": "9.9.9.9"}
    visitor = http.client.HTTPConnection("127.0.0.1", proxy.port, timeout=10, source_address=("127.0.0.2", 0))
    visitor.request("POST", "/api/judge/score", json.dumps(sheet("red", "5", "5")), headers)
    assert visitor.getresponse().status == 200
    visitor.close()
    code = "from judging.models import ScoreVersion; print(ScoreVersion.objects.last().address)"
    # What the visitor claims of itself is not believed, what the proxy says of it is.
    assert stack.manage("shell", "-v", "0", "-c", code) == "127.0.0.2"


def test_machines_pages_are_for_machines_of_our_own(site):
    proxy, _ = site
    assert proxy.get("/readyz").status == 200
