"""What many call at once is answered in one thread: as Django answers it, and with nothing left over for the next request."""

import asyncio
import json

import pytest
from asgiref.sync import sync_to_async
from channels.testing import HttpCommunicator
from django.core.asgi import get_asgi_application
from django.db import connection
from django.utils import translation

from judging.links import api_token
from scoreboard_site import one_thread
from tests.cast import Gala
from tests.stack import sheet

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.asyncio]
in_thread = sync_to_async


@pytest.fixture
def gala():
    return Gala()


@pytest.fixture
def handler(monkeypatch):
    """A handler with a single thread, so that the next request certainly meets what the last one has left."""
    monkeypatch.setattr(one_thread, "THREADS", 1)
    handler = one_thread.OneThreadHandler()
    yield handler
    handler.pool.shutdown()


async def ask(application, body=b"", method="POST", **headers):
    raw = [(b"host", b"localhost"), (b"content-type", b"application/json")]
    raw += [(name.replace("_", "-").encode(), value.encode()) for name, value in headers.items()]
    sent = body if isinstance(body, bytes) else json.dumps(body).encode()
    here = HttpCommunicator(application, method, "/api/judge/score", sent, raw)
    answer = await here.get_response(timeout=5)
    await here.wait(5)
    return answer["status"], {name.lower(): value for name, value in answer["headers"]}, json.loads(answer["body"] or b"null")


@pytest.mark.parametrize(
    ("body", "method"),
    [
        (sheet("red", "7", "7"), "POST"),
        (sheet("red", "99", "7"), "POST"),
        (b"{", "POST"),
        (b"", "GET"),
        (sheet("pink", "1", "1"), "POST"),
    ],
)
async def test_status_headers_and_body_are_those_of_djangos_own_handler(gala, handler, body, method):
    token = f"Bearer {await in_thread(api_token)(gala.ann)}"
    first, second = [plain(await ask(each, body, method, authorization=token)) for each in (get_asgi_application(), handler)]
    assert first == second


def plain(answer):
    """An answer without what differs from one submit to the next."""
    status, headers, body = answer
    varying = ("cursor", "score_version", "received_at")
    return status, headers.keys(), {name: value for name, value in body.items() if name not in varying}


async def test_no_language_and_no_connection_is_kept_for_the_next_request(gala, handler):
    token = f"Bearer {await in_thread(api_token)(gala.ann)}"
    _, _, refused = await ask(handler, sheet("red", "99", "7"), authorization=token, accept_language="de")
    assert (
        refused["error"] == "Einige Wertungen gehen nicht. Berichtigen Sie die genannten, und senden Sie den Bogen noch einmal."
    )
    assert handler.pool.submit(lambda: (translation.get_language(), connection.connection)).result() == ("en", None)


async def test_nothing_in_it_makes_a_loop_of_its_own(gala, handler, monkeypatch):
    made = []
    monkeypatch.setattr(asyncio.BaseEventLoop, "__init__", made.append)
    assert (await ask(handler, sheet("red", "7", "7")))[0] == 401
    assert made == []


async def test_the_loop_goes_on_while_a_request_is_answered(gala, handler):
    token = f"Bearer {await in_thread(api_token)(gala.ann)}"
    asked = asyncio.create_task(ask(handler, sheet("red", "7", "7"), authorization=token))
    turns = 0
    while not asked.done():
        turns += 1
        await asyncio.sleep(0)
    assert asked.result()[0] == 200
    assert turns > 10


async def test_whoever_leaves_before_the_body_is_there_changes_nothing(gala, handler):
    here = HttpCommunicator(handler, "POST", "/api/judge/score")
    await here.send_input({"type": "http.request", "body": b"{", "more_body": True})
    await here.send_input({"type": "http.disconnect"})
    await here.wait(5)
    assert here.output_queue.empty()
