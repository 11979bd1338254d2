"""Why a team has its rank, as far as the public may read it: published with the board, and frozen with it."""

import json
from collections.abc import Iterator
from typing import NamedTuple

from events import derivations
from events.board import JSON, Snapshot, read_public
from events.cursor import Cursor
from events.models import Event, Explanation, FixedExplanation
from events.reveal.face import cut_explanation, cut_waiting
from events.reveal.stand import places_out


class PublishedTeam(NamedTuple):
    """One team as the public may see it: its row on the board, and the derivation of its rank."""

    cursor: Cursor
    event: JSON
    row: JSON
    explanation: JSON

    @property
    def document(self) -> JSON:
        """As JSON, beside its page and in the static copy; what a rehearsal has made says so."""
        told = {"cursor": str(self.cursor), "row": self.row, "explanation": self.explanation}
        return told | ({"rehearsal": True} if self.event.get("rehearsal") else {})


def published_team(slug: str, code: str) -> PublishedTeam | None:
    """The team at this address; None where the public may know of none."""
    snapshot = read_public(slug)
    row = next((row for row in snapshot.body["standings"] if row["team"] == code), None) if snapshot else None
    explanation = read_explanation(snapshot.event_id, code) if snapshot and row else None
    if snapshot is None or row is None or explanation is None:
        return None
    return PublishedTeam(snapshot.cursor, snapshot.body["event"], row, explanation)


def published_teams(snapshot: Snapshot) -> Iterator[PublishedTeam]:
    """Every team of a public board, in board order; read inside board.consistent_read with the board."""
    for row in snapshot.body["standings"]:
        explanation = read_explanation(snapshot.event_id, row["team"])
        if explanation is not None:
            yield PublishedTeam(snapshot.cursor, snapshot.body["event"], row, explanation)


def read_explanation(event_id: int, team_code: str) -> JSON | None:
    """Why this team has its rank, as the public may read it now: cut to the event's `detail`, under a freeze the frozen one."""
    # The live one comes only with the word of the same query that nothing is frozen, whatever happens in between.
    text = _live(event_id, team_code)
    if text is None:
        return _frozen(event_id, team_code)
    return cut(json.loads(text), _detail(event_id))


def _frozen(event_id: int, team_code: str) -> JSON | None:
    out = places_out(event_id)
    revealed = out is not None and team_code in out.teams
    text = derivations.fixed(event_id, FixedExplanation.At.REVEAL if revealed else FixedExplanation.At.FREEZE, team_code)
    if text is None:
        return None
    explanation = cut(json.loads(text), _detail(event_id))
    if out is None:
        return explanation
    if revealed:
        return cut_explanation(explanation, out.teams, divided=out.divided)
    return cut_waiting(explanation, hide=out.hide)


def _detail(event_id: int) -> str:
    return Event.objects.values_list("detail", flat=True).get(pk=event_id)


def _live(event_id: int, team_code: str) -> str | None:
    rows = Explanation.objects.filter(team__event_id=event_id, team__code=team_code, team__event__board__frozen=False)
    return rows.values_list("body", flat=True).first()


def cut(explanation: JSON, detail: str) -> JSON:
    """Leave out what the event does not make public: judges' marks, or the criteria with them."""
    if detail == Event.Detail.MARKS:
        return explanation
    rounds = []
    for entry in explanation["rounds"]:
        criteria = [] if detail == Event.Detail.TOTALS else [_without_marks(criterion) for criterion in entry["criteria"]]
        rounds.append(
            {key: entry[key] for key in ("code", "name", "total", "shown", "adjustments") if key in entry}
            | {"criteria": criteria}
        )
    public = ("team", "rank", "tied", "total", "shown", "exact", "status", "adjustments", "decisions", "waiting")
    return {key: explanation[key] for key in public if key in explanation} | {"rounds": rounds}


def _without_marks(criterion: JSON) -> JSON:
    return {key: value for key, value in criterion.items() if key not in ("marks", "notes", "dropped")}
