"""Event files as contests, for tests of the engine alone: the defaults of design 4.4, nothing checked."""

import json
from decimal import Decimal
from pathlib import Path

from judging.standings import Adjustment, Contest, Criterion, Judge, Mark, Round, Rules, Team, TieBreak

FOLDER = Path(__file__).resolve().parents[3] / "data" / "realworld"


def number(text):
    return None if text is None else Decimal(text)


def contest_of(data):
    """A Contest from the parsed event file."""
    rules, target, combine = data["rules"], data["rules"].get("zscore") or {}, data["rules"].get("combine") or {}
    return Contest(
        rules=Rules(
            method=rules["method"],
            places_from=rules.get("places_from", "marks"),
            decimals=rules.get("decimals"),
            rounding=rules.get("rounding", "half_up"),
            normalise=rules.get("normalise", "none"),
            zscore_mean=number(target.get("mean")),
            zscore_deviation=number(target.get("deviation")),
            combine=combine.get("rounds", "sum"),
            count=combine.get("count"),
            tie_breaks=tuple(
                TieBreak(
                    step["by"],
                    tuple(step.get("criteria", ())),
                    step.get("round"),
                    step.get("prefer", "high"),
                    step.get("places"),
                )
                for step in rules.get("tie_breaks", ())
            ),
        ),
        teams=tuple(
            Team(t["code"], t["name"], t.get("order"), t.get("division"), t.get("status", "active")) for t in data["teams"]
        ),
        judges=tuple(Judge(j["code"], j["name"], j.get("status", "active")) for j in data["judges"]),
        rounds=tuple(round_of(r) for r in data["rounds"]),
        marks=[
            Mark(s["round"], s["judge"], s["team"], code, number(points))
            for s in data["scores"]
            for code, points in s["marks"].items()
        ],
        adjustments=tuple(
            Adjustment(a["team"], Decimal(a["points"]), a["reason"], a.get("round")) for a in data.get("adjustments", ())
        ),
        lots=tuple(data.get("lots", ())),
    )


def round_of(data):
    return Round(
        data["code"],
        data["name"],
        tuple(
            Criterion(
                c["code"],
                c["name"],
                Decimal(c.get("min", "0")),
                Decimal(c["max"]),
                number(c.get("step")),
                Decimal(c.get("weight", "1")),
                c.get("panel", "mean"),
                tuple(c.get("trim", (0, 0))),
            )
            for c in data["criteria"]
        ),
        Decimal(data.get("weight", "1")),
        data.get("status", "open"),
        data.get("advance"),
    )


def realworld(name):
    return json.loads((FOLDER / f"{name}.event.json").read_text())


def official(name):
    return json.loads((FOLDER / f"{name}.standings.json").read_text())


NAMES = sorted(path.name.removesuffix(".event.json") for path in FOLDER.glob("*.event.json"))
