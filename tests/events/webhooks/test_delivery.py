"""A receiver is owed the newest public board: signed, retried, sent once, and never anything that a freeze holds back."""

import socket
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from events import board
from events.models import Webhook
from events.webhooks import sending
from events.webhooks.delivery import FIRST_WAIT, LONGEST_WAIT, deliver, due, send_test, wait_after
from events.webhooks.sending import Outcome, signature
from tests.cast import Gala
from tests.receiver import receiving, verified

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def to_loopback(settings):
    settings.WEBHOOKS_TO_PRIVATE_ADDRESSES = True


@pytest.fixture
def receiver():
    with receiving() as receiver:
        yield receiver


@pytest.fixture
def gala():
    return Gala()


@pytest.fixture
def hook(gala, receiver):
    return Webhook.objects.create(event=gala.event, url=receiver.url)


def deliver_due():
    return [deliver(pk) for pk in due()]


def let_time_pass(hook):
    """As if the wait were over."""
    hook.refresh_from_db()
    hook.due_at = timezone.now() - timedelta(seconds=1)
    hook.save(update_fields=["due_at"])


def test_the_published_board_arrives_whole_and_signed(gala, hook, receiver):
    gala.score(gala.ann, gala.red, "9.25", "3")
    assert deliver_due() == [Outcome(204)]
    (path, headers, body), snapshot = receiver.messages[0], board.read_public("gala")
    assert path == "/hook?from=podium"
    assert receiver.bodies == [
        {"type": "board.published", "url": "http://localhost:8000/events/gala/", "board": snapshot.body},
    ]
    assert verified(hook.secret, headers, body)
    assert not verified(hook.secret, headers, body + b" ")
    assert abs(int(headers["webhook-timestamp"]) - time.time()) < 10
    assert headers["webhook-id"] == f"gala_{snapshot.cursor.epoch}_{snapshot.cursor.version}"
    assert headers["Content-Type"] == "application/json"


def test_the_signature_is_the_one_of_the_specification():
    secret, message = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "msg_p5jXN8AQM9LWM0D4loKWxJek"
    assert signature(secret, message, 1614265330, b'{"test": 2432232314}') == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="


def test_a_board_is_sent_once(gala, hook, receiver):
    deliver_due()
    let_time_pass(hook)
    assert (due(), len(receiver.messages)) == ([], 1)


def test_a_burst_of_scores_costs_one_message_with_the_newest(gala, hook, receiver):
    deliver_due()
    for points in range(5):
        gala.score(gala.ann, gala.red, str(points), "3")
        assert due() == []  # less than a second after the last
    let_time_pass(hook)
    deliver_due()
    assert receiver.cursors[1:] == [str(board.read_public("gala").cursor)]


def test_a_failure_is_tried_again_later_with_the_newest_board_then(gala, hook, receiver):
    receiver.answers = [500, 500]
    assert deliver_due() == [Outcome(500)]
    hook.refresh_from_db()
    wait = (hook.due_at - timezone.now()).total_seconds()
    assert (hook.failures, hook.result, hook.sent, 3 < wait < 7) == (1, "answered 500", "", True)
    gala.score(gala.ann, gala.red, "9", "3")
    assert due() == []
    let_time_pass(hook)
    assert deliver_due() == [Outcome(500)]
    let_time_pass(hook)
    assert deliver_due() == [Outcome(204)]
    newest = str(board.read_public("gala").cursor)
    assert receiver.cursors[1:] == [newest, newest]
    hook.refresh_from_db()
    assert (hook.failures, hook.result, hook.sent) == (0, "answered 204", newest)


def test_the_waits_double_up_to_an_hour():
    middle = [wait_after(failures).total_seconds() for failures in (1, 2, 3, 30)]
    for seconds, expected in zip(middle, (FIRST_WAIT, 2 * FIRST_WAIT, 4 * FIRST_WAIT, LONGEST_WAIT), strict=True):
        assert 0.79 * expected <= seconds <= 1.21 * expected


def test_a_receiver_that_is_gone_is_not_asked_again(gala, hook, receiver):
    receiver.answers = [410]
    deliver_due()
    hook.refresh_from_db()
    assert (hook.active, hook.result) == (False, "answered 410")
    let_time_pass(hook)
    assert due() == []


def test_a_redirect_is_not_followed(gala, hook, receiver):
    receiver.answers = [302]
    assert deliver_due() == [Outcome(302)]
    assert [path for path, _, _ in receiver.messages] == ["/hook?from=podium"]


def test_of_two_processes_one_sends(gala, hook, receiver):
    receiver.answers = [0.5]

    def one():
        try:
            return deliver(hook.pk)
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        outcomes = [future.result() for future in [pool.submit(one) for _ in range(4)]]
    assert (outcomes.count(None), outcomes.count(Outcome(204)), len(receiver.messages)) == (3, 1, 1)


def test_what_a_dead_process_has_left_is_sent_by_another(gala, hook, receiver):
    hook.claimed_until = timezone.now() + timedelta(seconds=30)
    hook.save()
    assert due() == []
    hook.claimed_until = timezone.now() - timedelta(seconds=1)
    hook.save()
    assert deliver_due() == [Outcome(204)]


def test_under_a_freeze_the_receiver_gets_the_frozen_board_and_nothing_after_it(gala, hook, receiver):
    gala.score(gala.ann, gala.red, "9", "3")
    board.freeze(gala.event.pk)
    deliver_due()
    for points in ("1", "2"):
        gala.score(gala.ann, gala.green, points, "10")
        let_time_pass(hook)
        assert due() == []
    assert [(body["board"]["event"]["frozen"], body["board"]["standings"][0]["team"]) for body in receiver.bodies] == [
        (True, "red")
    ]


def test_a_draft_is_sent_nowhere_and_an_inactive_webhook_gets_nothing(gala, hook, receiver):
    gala.event.status = "draft"
    gala.event.save()
    assert (due(), deliver(hook.pk)) == ([], None)
    gala.event.status = "live"
    gala.event.save()
    hook.active = False
    hook.save()
    assert (due(), deliver(hook.pk), receiver.messages) == ([], None, [])


def test_a_receiver_that_was_moved_meanwhile_is_still_owed_the_board(gala, hook, receiver):
    receiver.answers = [0.5]
    sender = threading.Thread(target=lambda: (deliver(hook.pk), connection.close()))
    sender.start()
    with receiver.arrived:
        receiver.arrived.wait_for(lambda: receiver.messages, 5)
    moved = Webhook.objects.get(pk=hook.pk)
    moved.url = receiver.url + "&moved"
    moved.save(update_fields=["url"])
    sender.join()
    hook.refresh_from_db()
    assert (hook.sent, hook.result) == ("", "")


@pytest.mark.parametrize("hooks", [1, 20])
def test_looking_costs_the_same_for_any_number_of_webhooks(gala, hooks, django_assert_num_queries):
    for number in range(hooks):
        Webhook.objects.create(event=Gala(slug=f"gala-{number}").event, url="http://127.0.0.1:9/")
    with django_assert_num_queries(2):
        assert len(due()) == hooks


def test_an_address_in_any_letters_is_written_as_the_network_wants_it(gala, hook, receiver):
    hook.url = receiver.url.replace("hook", "größe") + "&to=Łódź"
    hook.save()
    assert deliver_due() == [Outcome(204)]
    assert receiver.messages[0][0] == "/gr%C3%B6%C3%9Fe?from=podium&to=%C5%81%C3%B3d%C5%BA"


# --- receivers that misbehave ------------------------------------------------------------------------------


def test_nobody_listening_is_a_failure_that_says_so(gala, hook):
    hook.url = "http://127.0.0.1:9/"
    hook.save()
    (outcome,) = deliver_due()
    assert (outcome.status, outcome.problem.startswith("failed: ")) == (None, True)


def chattering(answer, pause):
    """A listener that answers a byte at a time, for ever."""
    listener = socket.create_server(("127.0.0.1", 0))

    def chatter():
        end, _ = listener.accept()
        with end:
            end.recv(65536)
            for byte in answer:
                try:
                    end.send(bytes([byte]))
                except OSError:
                    return
                time.sleep(pause)

    threading.Thread(target=chatter, daemon=True).start()
    return listener


def test_a_receiver_that_never_stops_answering_is_cut_off(gala, hook, monkeypatch):
    monkeypatch.setattr(sending, "TOTAL", 0.5)
    with chattering(b"HTTP/1.1 200 OK\r\nX: " + b"x" * 100_000, 0.05) as listener:
        hook.url = f"http://127.0.0.1:{listener.getsockname()[1]}/"
        hook.save()
        began = time.monotonic()
        assert deliver_due() == [Outcome(None, "no answer in time")]
        assert time.monotonic() - began < 3


def test_a_receiver_that_says_nothing_is_given_up(gala, hook, monkeypatch):
    monkeypatch.setattr(sending, "STEP", 0.3)
    with socket.create_server(("127.0.0.1", 0)) as listener:
        hook.url = f"http://127.0.0.1:{listener.getsockname()[1]}/"
        hook.save()
        assert deliver_due() == [Outcome(None, "no answer in time")]


def test_a_receiver_that_does_not_speak_http_is_a_failure(gala, hook):
    with chattering(b"220 mail.example.org ESMTP\r\n\r\n", 0) as listener:
        hook.url = f"http://127.0.0.1:{listener.getsockname()[1]}/"
        hook.save()
        (outcome,) = deliver_due()
        assert (outcome.status, outcome.problem.startswith("failed: ")) == (None, True)


def test_a_test_says_what_came_of_it_and_leaves_what_is_owed(gala, hook, receiver):
    assert send_test(hook) == Outcome(204)
    assert receiver.bodies == [{"type": "test", "event": {"slug": "gala", "name": "The Gala"}}]
    assert verified(hook.secret, *receiver.messages[0][1:])
    assert (Webhook.objects.get().result, due()) == ("test: answered 204", [hook.pk])
