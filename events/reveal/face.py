"""What the public may see after so many beats: (frozen board, final board, beats, position) -> board. Pure.

Of a team whose place is not out, nothing is taken from the final board: not its total, not its marks, not where it
will stand. Changing the results of such teams changes not one byte here; a property test holds that.
"""

from typing import Any

from events.reveal.plan import complete, revealed
from events.shown import shown_among

JSON = dict[str, Any]

WAITING = "unrevealed"  # the status of a team whose place is not out


def public_face(frozen: JSON, final: JSON, beats: list[JSON], position: int, *, hide: bool = False) -> JSON:
    """The body of the public board, without its cursor. `hide` leaves out what was known at the freeze as well."""
    out = revealed(beats, position)
    done = complete(beats, position)
    before = {row["team"]: row for row in frozen["standings"]}
    known = {row["team"] for row in final["standings"]}
    waiting = [_waiting(_without_rounds_places(row), hide=hide) for row in frozen["standings"] if row["team"] in known - out]
    placed = shown_among(row for row in final["standings"] if row["team"] in out)
    divided = any(beat.get("division") for beat in beats)
    rows = [_revealed(row, before, divided=divided and not done) for row in placed]
    if divided and not done:
        rows.sort(key=_latest_division_first(beats, position))
    return {
        "event": frozen["event"] | {"revealing": True},
        "rounds": (final if out else frozen)["rounds"],
        "standings": waiting + (rows if done else [_without_rounds_places(row) for row in rows]),
        "progress": (final if done else frozen)["progress"],
    }


def _without_rounds_places(row: JSON) -> JSON:
    """A team's place in a round would tell how those who wait did there."""
    return {key: value for key, value in row.items() if key not in ("round_ranks", "round_ties")}


def _waiting(row: JSON, *, hide: bool) -> JSON:
    """A team whose place is not out: what it had at the freeze, without a place."""
    if row["status"] in ("withdrawn", "disqualified"):
        return row
    kept: JSON = {"total": None, "rounds": {}, "scores_count": 0} if hide else {}
    if hide and "shown" in row:
        kept["shown"] = {"total": None, "rounds": {}}
    return row | _no_place(row) | {"status": WAITING} | kept


def _revealed(row: JSON, before: dict[str, JSON], *, divided: bool) -> JSON:
    """A team whose place is out, and how far it has come since the freeze. Overall places wait for the last division."""
    old = before.get(row["team"])
    moved = row | {"previous_rank": old["rank"] if old else None}
    return moved | {"rank": None, "tied": False, "previous_rank": None} if divided else moved


def _no_place(row: JSON) -> JSON:
    without: JSON = {"rank": None, "tied": False, "previous_rank": None}
    return without | ({"division_rank": None} if "division_rank" in row else {})


def _latest_division_first(beats: list[JSON], position: int) -> Any:
    turns = {beat["division"]: index for index, beat in enumerate(beats[:position]) if beat.get("division")}
    return lambda row: (-turns.get(row["division"], -1), row["division_rank"] is None, row["division_rank"] or 0)


def cut_explanation(explanation: JSON, out: set[str], *, divided: bool) -> JSON:
    """A revealed team's derivation while others wait: without a word on how it stands to those."""
    decisions = [each for each in explanation.get("decisions", []) if not divided and set(each["against"]) <= out]
    kept = explanation | {"decisions": decisions, "notes": []}
    return kept | {"rank": None, "tied": False} if divided else kept


def cut_waiting(explanation: JSON, *, hide: bool) -> JSON:
    """The frozen derivation of a team whose place is not out: as its row, without its place, with `hide` without figures."""
    figures: JSON = {"total": None, "rounds": [], "adjustments": []} if hide else {}
    notes: JSON = {"notes": []} if "notes" in explanation else {}
    kept = {key: value for key, value in explanation.items() if not (hide and key in ("shown", "exact"))}
    return kept | {"rank": None, "tied": False, "decisions": []} | notes | figures
