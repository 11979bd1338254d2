"""Why a team has its rank, as far as the public may read it: published with the board, and frozen with it."""

import json
from typing import NamedTuple

from events.board import JSON, read_public
from events.cursor import Cursor
from events.models import Event, Explanation


class PublishedTeam(NamedTuple):
    """One team as the public may see it: its row on the board, and the derivation of its rank."""

    cursor: Cursor
    event: JSON
    row: JSON
    explanation: JSON


def published_team(slug: str, code: str) -> PublishedTeam | None:
    """The team at this address; None where the public may know of none."""
    snapshot = read_public(slug)
    row = next((row for row in snapshot.body["standings"] if row["team"] == code), None) if snapshot else None
    explanation = read_explanation(snapshot.event_id, code) if snapshot and row else None
    if snapshot is None or row is None or explanation is None:
        return None
    return PublishedTeam(snapshot.cursor, snapshot.body["event"], row, explanation)


def read_explanation(event_id: int, team_code: str) -> JSON | None:
    """Why this team has its rank, as the public may read it now: cut to the event's `detail`, under a freeze the frozen one."""
    row = (
        Explanation.objects.filter(team__event_id=event_id, team__code=team_code)
        .values_list("body", "frozen_body", "team__event__board__frozen", "team__event__detail")
        .first()
    )
    if row is None:
        return None
    body, frozen_body, frozen, detail = row
    text = frozen_body if frozen else body
    return _cut(json.loads(text), detail) if text else None


def _cut(explanation: JSON, detail: str) -> JSON:
    """Leave out what the event does not make public: judges' marks, or the criteria with them."""
    if detail == Event.Detail.MARKS:
        return explanation
    rounds = []
    for entry in explanation["rounds"]:
        criteria = [] if detail == Event.Detail.TOTALS else [_without_marks(criterion) for criterion in entry["criteria"]]
        rounds.append(
            {key: entry[key] for key in ("code", "name", "total", "adjustments") if key in entry} | {"criteria": criteria}
        )
    public = ("team", "rank", "tied", "total", "status", "adjustments", "decisions", "waiting")
    return {key: explanation[key] for key in public if key in explanation} | {"rounds": rounds}


def _without_marks(criterion: JSON) -> JSON:
    return {key: value for key, value in criterion.items() if key not in ("marks", "notes", "dropped")}
