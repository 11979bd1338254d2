"""What the hall's screens show of a beat, and what the presenter's phone says of the next one. Pure."""

from typing import Any

from events.reveal.plan import revealed
from events.shown import shown_among, shown_total

JSON = dict[str, Any]


def scene(final: JSON, beats: list[JSON], position: int) -> JSON:
    """The step that the hall watches: the latest beat, as the `screen` feed tells it.

    {"kind": "begin"} | {"kind": "rest"} | {"kind": "award", "title", "name", "organisation"} | {"kind": "card", "team", "name",
    "organisation", "title", "parts": [those shown]} | {"kind": "place", "title", "division", "landed": [{"team", "name", "rank",
    "total"}]}. A part is {"label", "marks": [texts], "value"}, and "round" where criteria of several rounds are told.
    """
    if not position:
        return {"kind": "begin"}
    beat = beats[position - 1]
    rows = {row["team"]: row for row in final["standings"]}
    if beat["kind"] == "rest":
        return {"kind": "rest"}
    if beat["kind"] == "award":
        return {"kind": "award", "title": beat["title"]} | _named(rows[beat["team"]])
    if beat["kind"] == "place":
        totals = _totals_out(final, beats, position)
        landed = [_named(rows[team]) | {"rank": beat["rank"], "total": totals[team]} for team in beat["teams"]]
        return {"kind": "place", "title": beat["title"], "division": _division(rows[beat["teams"][0]], beat), "landed": landed}
    begun = max(index for index in range(position) if beats[index]["kind"] == "card")
    parts = [each["part"] for each in beats[begun + 1 : position]]
    return {"kind": "card", "title": beats[begun]["title"], "parts": parts} | _named(rows[beat["team"]])


def _totals_out(final: JSON, beats: list[JSON], position: int) -> dict[str, str | None]:
    """The totals of the teams whose places are out then, as those among them are shown."""
    out = revealed(beats, position)
    return {row["team"]: shown_total(row) for row in shown_among(row for row in final["standings"] if row["team"] in out)}


def _named(row: JSON) -> JSON:
    return {"team": row["team"], "name": row["name"], "organisation": row["organisation"]}


def _division(row: JSON, beat: JSON) -> str:
    return str(row["division_name"]) if beat["division"] else ""


# --- the marks on a card -------------------------------------------------------------------------------


def parts_of(explanation: JSON, total_label: str) -> list[JSON]:
    """A team's marks in the order of the rounds, as far as the event makes them public; the total comes last.

    A single one that is the total already is not told twice. All are written with as many decimals as the total. Of totals
    that are hard to tell apart the plan tells more (events.reveal.plan).
    """
    parts: list[JSON] = []
    several = sum(bool(round_["criteria"]) for round_ in explanation["rounds"]) > 1
    for round_ in explanation["rounds"]:
        criteria = round_["criteria"]
        of = {"round": round_["name"]} if several else {}
        parts += [_part(each["name"], _shown(each, "points"), _marks(each)) | of for each in criteria]
        if not criteria and round_["total"] is not None:
            parts.append(_part(round_["name"], _shown(round_, "total"), _marks(round_)))
        parts += [_part(each["reason"], each["points"], []) for each in round_.get("adjustments", [])]
    parts += [_part(each["reason"], each["points"], []) for each in explanation.get("adjustments", [])]
    total = str(_shown(explanation, "total"))
    decimals = len(total.partition(".")[2])
    parts = [part | {"value": _padded(part["value"], decimals)} for part in parts]
    only = parts[0] if len(parts) == 1 and parts[0]["value"] == total else None
    return [*([] if only else parts), _part(total_label, total, only["marks"] if only else [])]


def _shown(figure: JSON, name: str) -> Any:
    return figure.get("shown", figure[name])


def _padded(value: str, decimals: int) -> str:
    """A decimal text with at least so many decimals; no digit goes. A fraction stays as it is."""
    if "/" in value:
        return value
    whole, _point, after = value.partition(".")
    return f"{whole}.{after.ljust(decimals, '0')}" if after or decimals else whole


def _part(label: str, value: Any, marks: list[str]) -> JSON:
    return {"label": label, "value": str(value), "marks": marks}


def _marks(source: JSON) -> list[str]:
    marks = [mark.get("points") or mark.get("place") for mark in source.get("marks", [])]
    return [str(mark) for mark in marks if mark is not None]


# --- the presenter's hint ------------------------------------------------------------------------------


def hint(frozen: JSON, final: JSON, beats: list[JSON], position: int) -> JSON:
    """What the next press will do, for the presenter alone.

    {"kind", "names", "title", "rank", "total", "frozen_rank", "frozen_total", "needed", "over"}: `needed` is the total that
    the team must beat to get past `over`, the one that stands right below its place.
    """
    if position >= len(beats):
        return {"kind": "end"}
    beat = beats[position]
    rows = {row["team"]: row for row in final["standings"]}
    teams = beat.get("teams") or [beat["team"]]
    told: JSON = {"kind": beat["kind"], "names": [rows[team]["name"] for team in teams], "title": beat.get("title", "")}
    if beat["kind"] in ("rest", "award"):
        return told
    at = next(index for index in range(position, len(beats)) if beats[index]["kind"] == "place")
    landing, totals = beats[at], _totals_out(final, beats, at + 1)
    before = {row["team"]: row for row in frozen["standings"]}.get(teams[0])
    told |= {
        "part": beat.get("part"),
        "rank": landing["rank"],
        "total": totals[teams[0]],
        "shared": len(landing["teams"]) > 1,
    }
    told |= {"frozen_rank": before and before["rank"], "frozen_total": before and shown_total(before)}
    return told | _passed(final, landing, totals)


def _passed(final: JSON, landing: JSON, totals: dict[str, str | None]) -> JSON:
    """Whom the team has to beat for its place: the best of those below it."""
    key = "division_rank" if landing["division"] else "rank"
    rivals = [row for row in final["standings"] if row["rank"] is not None and landing["division"] in ("", row["division"])]
    below = [row for row in rivals if row[key] > landing["rank"]]
    best = min(below, key=lambda row: row[key], default=None)
    return {"over": best["name"] if best else None, "needed": totals[best["team"]] if best else None}
