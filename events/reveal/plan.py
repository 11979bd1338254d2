"""The plan of a reveal: final standings -> beats, in the order in which they will be pressed. Pure.

A beat is {"kind": ...} and one of
  rest   "teams": places that are not shown one by one, and teams without a place, all at once
  award  "team", "title": an award that goes to a team whatever its place; tells nothing of the place
  card   "team", "title": the team's card comes up; from here on everybody knows whose turn it is
  part   "team", "part": the next of its marks on the card
  place  "teams", "rank", "division", "title": it lands; teams that share the place land together
"""

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from events.shown import shown_among, shown_total

JSON = dict[str, Any]

PLACES, DIVISIONS = "places", "divisions"  # orders
AT_ONCE, CARD, PARTS = "place", "card", "parts"  # how much suspense


class Wish(NamedTuple):
    """How an organiser wants it: `singly` is how many places are shown one by one, None for all; `divisions` their order."""

    order: str = PLACES
    suspense: str = PARTS
    singly: int | None = None
    divisions: tuple[str, ...] = ()


class Prize(NamedTuple):
    """An award for a place (of a division, or of the order that is shown), or for a team."""

    title: str
    place: int | None = None
    division: str = ""
    team: str = ""


def beats_of(standings: list[JSON], parts: Mapping[str, list[JSON]], wish: Wish, prizes: list[Prize]) -> list[JSON]:
    """Every beat from the first press to the last. `parts` are the marks on each team's card, by team code."""
    groups = list(_by_division(standings, wish.divisions) if wish.order == DIVISIONS else _by_place(standings))
    singly = [group for group in groups if wish.singly is None or group["rank"] <= wish.singly]
    shown = {team for group in singly for team in group["teams"]}
    placed = {team for group in groups for team in group["teams"]}
    rest = [row["team"] for row in standings if row["team"] not in shown and (row["rank"] is None or row["team"] in placed)]
    # In an order by divisions, who is in none comes last: any earlier its overall place would speak of the others'.
    last = [row["team"] for row in standings if row["team"] not in shown and row["team"] not in rest]
    teams = {row["team"] for row in standings}
    beats: list[JSON] = [{"kind": "rest", "teams": rest}] if rest else []
    beats += [{"kind": "award", "team": each.team, "title": each.title} for each in prizes if each.team in teams]
    by_team = {row["team"]: row for row in standings}
    near = [row for row in standings if row.get("shown", {}).get("coarser")]
    out = set(rest)
    for group in singly:
        out.update(group["teams"])
        beats += _turn(group, dict(parts) | _told_apart(group, parts, near, out), wish, _titles(group, prizes, by_team))
    return beats + ([{"kind": "rest", "teams": last}] if last else [])


def _turn(group: JSON, parts: Mapping[str, list[JSON]], wish: Wish, title: str) -> Iterator[JSON]:
    for team in group["teams"] if wish.suspense != AT_ONCE else ():
        yield {"kind": "card", "team": team, "title": title}
        for part in parts.get(team, ()) if wish.suspense == PARTS else ():
            yield {"kind": "part", "team": team, "part": part}
    yield {"kind": "place", "title": title} | group


def _told_apart(group: JSON, parts: Mapping[str, list[JSON]], near: list[JSON], out: set[str]) -> dict[str, list[JSON]]:
    """The cards of teams that are `near` another: their last part, the total, is told from those that are out by then."""
    totals = {row["team"]: shown_total(row) for row in shown_among(row for row in near if row["team"] in out)}
    teams = [team for team in group["teams"] if team in totals and parts.get(team)]
    return {team: [*parts[team][:-1], parts[team][-1] | {"value": totals[team]}] for team in teams}


def _titles(group: JSON, prizes: list[Prize], by_team: Mapping[str, JSON]) -> str:
    return " · ".join(each.title for each in prizes if each.place is not None and _wins(each, group, by_team))


def _wins(prize: Prize, group: JSON, by_team: Mapping[str, JSON]) -> bool:
    """Whether one of these teams gets it. Without a division it goes by the places that are being shown."""
    if not prize.division or group["division"]:
        return prize.place == group["rank"] and prize.division in ("", group["division"])
    rows = [by_team[team] for team in group["teams"]]
    return any(row["division"] == prize.division and row.get("division_rank") == prize.place for row in rows)


# --- who shares a place, last place first --------------------------------------------------------------


def _by_place(standings: list[JSON]) -> Iterator[JSON]:
    yield from _groups(standings, "rank", "")


def _by_division(standings: list[JSON], divisions: tuple[str, ...]) -> Iterator[JSON]:
    for division in divisions:
        rows = [row for row in standings if row["division"] == division]
        yield from _groups(rows, "division_rank", division)


def _groups(rows: list[JSON], key: str, division: str) -> Iterator[JSON]:
    for rank in sorted({row[key] for row in rows if row["rank"] is not None}, reverse=True):
        teams = [row["team"] for row in rows if row["rank"] is not None and row[key] == rank]
        yield {"teams": teams, "rank": rank, "division": division}


# --- where one is in it --------------------------------------------------------------------------------


def revealed(beats: list[JSON], position: int) -> set[str]:
    """The teams whose places are out after so many beats."""
    return {team for beat in beats[:position] if beat["kind"] in ("place", "rest") for team in beat["teams"]}


def complete(beats: list[JSON], position: int) -> bool:
    """Whether nothing is left to be shown."""
    return not any(beat["kind"] in ("place", "rest") for beat in beats[position:])


def stops(beats: list[JSON]) -> list[int]:
    """Positions that one can jump to: before each team's or award's turn, and the end."""
    firsts = [0]
    for index, beat in enumerate(beats):
        if beat["kind"] in ("place", "award", "rest"):
            firsts.append(index + 1)
    return firsts


def pauses(beats: list[JSON], position: int) -> bool:
    """Whether autoplay stops here: an award has just been given, or all is out."""
    beat = beats[position - 1] if position else {"kind": ""}
    return position >= len(beats) or (beat["kind"] in ("place", "award") and bool(beat["title"]))
