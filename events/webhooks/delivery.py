"""Who is owed a board, and the sending of it: one process wins each by a row lock, and a dead one leaves it to the others.

A receiver is owed the newest public board. What it missed in between is never sent, so a slow receiver, a burst of
scores and a long failure all cost one message.
"""

import random
from collections.abc import Iterable
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from events import board
from events.board import Snapshot, State, dumps
from events.cursor import Cursor
from events.models import Event, Webhook
from events.webhooks.sending import Outcome, post

GAP = timedelta(seconds=1)  # between two boards to one receiver, at least
LEASE = timedelta(seconds=60)  # longer than any sending takes; what is claimed for longer was left by a dead process
FIRST_WAIT, LONGEST_WAIT = 5.0, 3600.0  # seconds before a failed board is tried again: doubled each time
GONE = 410  # the receiver says that it is no more


def due() -> list[int]:
    """The webhooks to which a board should be sent now."""
    hooks = list(Webhook.objects.filter(active=True))
    states = board.states({hook.event_id for hook in hooks}) if hooks else {}
    now = timezone.now()
    return [hook.pk for hook in hooks if hook.event_id in states and _is_due(hook, states[hook.event_id], now)]


def _is_due(hook: Webhook, state: State, now: datetime) -> bool:
    later = [moment for moment in (hook.due_at, hook.claimed_until) if moment is not None and moment > now]
    return hook.active and not later and hook.sent != str(state.public)


def deliver(pk: int) -> Outcome | None:
    """Send the newest public board to one receiver; None where there is nothing to send or another process is at it."""
    claimed = _claim(pk)
    if claimed is None:
        return None
    hook, snapshot = claimed
    outcome = post(hook.url, hook.secret, _message_id(snapshot), board_message(snapshot))
    _record(hook, outcome, snapshot.cursor)
    return outcome


def _claim(pk: int) -> tuple[Webhook, Snapshot] | None:
    with transaction.atomic():
        hook = Webhook.objects.select_for_update(skip_locked=True).filter(pk=pk).first()
        state = board.states([hook.event_id]).get(hook.event_id) if hook else None
        if hook is None or state is None or not _is_due(hook, state, timezone.now()):
            return None
        snapshot = board.read(state)
        if snapshot is None:
            return None
        hook.claimed_until = timezone.now() + LEASE
        hook.save(update_fields=["claimed_until"])
    return hook, snapshot


def _record(claimed: Webhook, outcome: Outcome, cursor: Cursor) -> None:
    with transaction.atomic():
        hook = Webhook.objects.select_for_update().filter(pk=claimed.pk).first()
        if hook is None or hook.url != claimed.url:
            return  # deleted, or led elsewhere meanwhile: this result is not about it
        now = timezone.now()
        hook.claimed_until, hook.tried_at, hook.result = None, now, outcome.text
        if outcome.well:
            hook.sent, hook.failures, hook.due_at = str(cursor), 0, now + GAP
        else:
            hook.failures += 1
            hook.due_at = now + wait_after(hook.failures)
            hook.active = outcome.status != GONE
        hook.save(update_fields=["claimed_until", "tried_at", "result", "sent", "failures", "due_at", "active"])


def wait_after(failures: int) -> timedelta:
    """How long a receiver is left alone after so many failures in a row; never quite the same for two of them."""
    seconds = min(LONGEST_WAIT, FIRST_WAIT * 2 ** min(failures - 1, 20))
    return timedelta(seconds=seconds * random.uniform(0.8, 1.2))


# --- what is sent --------------------------------------------------------------------------------------


def board_message(snapshot: Snapshot) -> bytes:
    """`{"type": "board.published", "url", "board"}`, the board as in design 4.2."""
    address = settings.PUBLIC_URL + reverse("events:event", args=[snapshot.slug])
    return f'{{"type":"board.published","url":{dumps(address)},"board":{snapshot.text}}}'.encode()


def _message_id(snapshot: Snapshot) -> str:
    """The same for every try of one board, so that a receiver can tell a repetition."""
    return f"{snapshot.slug}_{snapshot.cursor.epoch}_{snapshot.cursor.version}"


def send_test(hook: Webhook) -> Outcome:
    """Send a message that is only a test, now, and keep what came of it; the boards that are owed stay owed."""
    event = Event.objects.get(pk=hook.event_id)
    body = dumps({"type": "test", "event": {"slug": event.slug, "name": event.name}}).encode()
    outcome = post(hook.url, hook.secret, f"test_{timezone.now():%Y%m%d%H%M%S%f}", body)
    hook.tried_at, hook.result = timezone.now(), f"test: {outcome.text}"[:300]
    hook.save(update_fields=["tried_at", "result"])
    return outcome


def start_anew(hooks: Iterable[Webhook]) -> None:
    """Owe these receivers the newest board at once, whatever they were sent or failed to take before."""
    for hook in hooks:
        hook.sent, hook.failures, hook.due_at = "", 0, None
        hook.save(update_fields=["sent", "failures", "due_at"])
