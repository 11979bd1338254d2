"""The courier of real servers: boards go out beside the requests, once, from whichever process is alive."""

import json
import time

import pytest

from tests.receiver import receiving, verified
from tests.stack import running, sheet

pytestmark = pytest.mark.servers

ADD = """
from events.models import *
hook = Webhook.objects.create(event=Event.objects.get(slug='gala'), url={url!r})
print(hook.secret)
"""


KINDS = ["sqlite-daphne", "services-2-daphne"]


@pytest.fixture
def stack(request, tmp_path):
    with running(request.param, tmp_path, WEBHOOKS_TO_PRIVATE_ADDRESSES="1") as stack:
        yield stack


@pytest.mark.parametrize("stack", KINDS, indirect=True)
def test_a_receiver_that_dawdles_holds_up_no_submit_and_ends_with_the_newest_board(stack):
    with receiving() as receiver:
        receiver.answers = [500, 3.0]
        secret = stack.manage("shell", "-v", "0", "-c", ADD.format(url=receiver.url)).splitlines()[-1]
        slowest = 0.0
        for number in range(8):
            began = time.monotonic()
            answer = stack.first.submit(stack.tokens["ann"], **sheet("red", str(number), "3"))
            slowest = max(slowest, time.monotonic() - began)
            assert answer.status == 200, answer.body
            time.sleep(0.3)
        newest = stack.first.get("/api/scoreboard/gala").json()
        body = receiver.wait_for(lambda body: body["board"]["cursor"] == newest["cursor"], 25)
        assert body["board"] == newest
        assert slowest < 2
        time.sleep(2.5)
        # One after the other and no board twice, however many processes look; the refused one was tried again.
        assert receiver.cursors == sorted(receiver.cursors)
        assert len(set(receiver.cursors[1:])) == len(receiver.cursors) - 1
        assert len(receiver.cursors) <= 6
        assert all(verified(secret, headers, body) for _, headers, body in receiver.messages)


@pytest.mark.parametrize("stack", KINDS[1:], indirect=True)
def test_when_one_process_dies_the_other_goes_on(stack):
    with receiving() as receiver:
        stack.manage("shell", "-v", "0", "-c", ADD.format(url=receiver.url))
        receiver.wait_for(lambda body: True)
        stack.last.stop()
        answer = stack.first.submit(stack.tokens["ann"], **sheet("red", "9", "3"))
        cursor = json.loads(answer.body)["cursor"]
        receiver.wait_for(lambda body: body["board"]["cursor"] == cursor)
