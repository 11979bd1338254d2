"""Why each team has its rank, as stored beside the board: the live derivation, and those that a freeze and a reveal fix.

Only events.board and events.reveal write here, in the transaction that stores the board.
"""

from collections.abc import Mapping

from events.models import Explanation, FixedExplanation

CHUNK = 500


def store(event_id: int, texts: Mapping[int, str]) -> None:
    """Keep the live derivations, by team id; only what has changed is written."""
    stored = dict(Explanation.objects.filter(team__event_id=event_id).values_list("team_id", "body"))
    changed = [Explanation(team_id=team_id, body=text) for team_id, text in texts.items() if stored.get(team_id) != text]
    Explanation.objects.bulk_create(changed, update_conflicts=True, unique_fields=["team"], update_fields=["body"])


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
