"""A receiver behind https: one whose certificate this machine trusts gets the board, any other gets nothing and is told of."""

import pytest

from events import board
from events.models import Webhook
from events.webhooks.delivery import deliver, due
from events.webhooks.sending import Outcome
from tests.cast import Gala
from tests.receiver import CERTIFICATES, receiving, verified

pytestmark = pytest.mark.django_db(transaction=True)

HERE, ELSEWHERE = CERTIFICATES / "here.pem", CERTIFICATES / "elsewhere.pem"


@pytest.fixture(autouse=True)
def to_loopback(settings):
    settings.WEBHOOKS_TO_PRIVATE_ADDRESSES = True


def delivered_to(receiver):
    """What came of sending a board there, and the webhook as it stands then."""
    gala = Gala()
    hook = Webhook.objects.create(event=gala.event, url=receiver.url)
    gala.score(gala.ann, gala.red, "9.25", "3")
    outcomes = [deliver(pk) for pk in due()]
    hook.refresh_from_db()
    return outcomes, hook


def test_a_certificate_that_the_process_is_told_to_trust_lets_the_board_through(monkeypatch):
    monkeypatch.setenv("SSL_CERT_FILE", str(HERE))  # what OpenSSL reads, and docs/elsewhere.md names
    with receiving(HERE) as receiver:
        outcomes, hook = delivered_to(receiver)
    assert outcomes == [Outcome(204)]
    assert (hook.failures, hook.sent) == (0, str(board.read_public("gala").cursor))
    (_path, headers, body) = receiver.messages[0]
    assert (receiver.bodies[0]["board"], verified(hook.secret, headers, body)) == (board.read_public("gala").body, True)


@pytest.mark.parametrize(
    ("shown", "trusted", "reason"),
    [
        (HERE, None, "self-signed certificate"),
        (HERE, ELSEWHERE, "self-signed certificate"),
        (ELSEWHERE, ELSEWHERE, "IP address mismatch"),
    ],
    ids=["trusted by nobody", "another one is trusted", "made out to another host"],
)
def test_a_certificate_that_proves_nothing_is_a_failure_and_nothing_is_sent(monkeypatch, shown, trusted, reason):
    if trusted:
        monkeypatch.setenv("SSL_CERT_FILE", str(trusted))
    else:
        monkeypatch.delenv("SSL_CERT_FILE", raising=False)
    with receiving(shown) as receiver:
        outcomes, hook = delivered_to(receiver)
    assert [outcome.status for outcome in outcomes] == [None]
    assert "certificate verify failed" in hook.result
    assert reason in hook.result
    assert (receiver.messages, hook.failures, hook.sent, hook.active) == ([], 1, "", True)
    assert hook.due_at is not None  # it is tried again: certificates are renewed
