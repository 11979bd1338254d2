"""Why each team has its rank, as stored beside the board: the live derivation, and those that a freeze and a reveal fix.

Only events.board and events.reveal write here, in the transaction that stores the board.
"""

from collections.abc import Mapping
from hashlib import blake2b

from django.db import transaction

from events.cursor import Cursor
from events.models import Explanation, FixedExplanation
from events.recent import Recent

CHUNK = 500
# What this process has stored last of each event: at which board, and by team id a digest of the text.
stored_here: Recent[tuple[Cursor, dict[int, bytes]]] = Recent()


def store(event_id: int, texts: Mapping[int, str], before: Cursor, at: Cursor) -> None:
    """Keep the live derivations of the board of `at`, by team id; only what has changed is written.

    `before` is the cursor of the board that is replaced, whose row is locked: if this process has published that one,
    it knows what is stored.
    """
    digests = {team_id: _digest(text) for team_id, text in texts.items()}
    known = stored_here.get(event_id)
    if known is not None and known[0] == before:
        stored = known[1]
    else:
        rows = Explanation.objects.filter(team__event_id=event_id).values_list("team_id", "body")
        stored = {team_id: _digest(body) for team_id, body in rows}
    changed = [Explanation(team_id=team, body=text) for team, text in texts.items() if stored.get(team) != digests[team]]
    Explanation.objects.bulk_create(changed, update_conflicts=True, unique_fields=["team"], update_fields=["body"])
    # A board that is rolled back is none: what is remembered must be committed.
    transaction.on_commit(lambda: stored_here.keep(event_id, (at, digests)), robust=True)


def _digest(text: str) -> bytes:
    return blake2b(text.encode(), digest_size=16).digest()


def fix(event_id: int, at: str) -> None:
    """Keep the live derivations of all teams as they are now, under the name of this moment."""
    forget(event_id, at)
    rows = Explanation.objects.filter(team__event_id=event_id).values_list("team__code", "body")
    FixedExplanation.objects.bulk_create(
        [FixedExplanation(event_id=event_id, at=at, code=code, body=body) for code, body in rows], CHUNK
    )


def forget(event_id: int, at: str | None = None) -> None:
    """Drop what was fixed, at this moment or at any."""
    rows = FixedExplanation.objects.filter(event_id=event_id)
    (rows.filter(at=at) if at else rows).delete()


def fixed(event_id: int, at: str, code: str) -> str | None:
    """The derivation of a team as it stood at this moment, as JSON text; None where there was no such team."""
    rows = FixedExplanation.objects.filter(event_id=event_id, at=at, code=code)
    return rows.values_list("body", flat=True).first()
