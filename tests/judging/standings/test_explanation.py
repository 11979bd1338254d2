"""The whole derivation of a rank, word for word, under both methods."""

from decimal import Decimal

from judging.standings import Adjustment, Judge, Team, compute
from tests.judging.standings.build import contest, criterion, dances

CARDS = {
    "ann": {"a": {"x": 8, "y": "7.5"}, "b": {"x": 9, "y": 6}},
    "bob": {"a": {"x": 6, "y": None}, "b": {"x": 6, "y": 6}},
    "cyd": {"a": {"x": 9}, "b": {"x": 7, "y": 6}},
    "out": {"a": {"x": 1, "y": None}},
}
CRITERION_X = {
    "code": "x", "name": "X", "panel": "trimmed_mean", "value": "8.5", "rounded": "8.5", "weight": "1.5", "points": "12.75",
    "marks": [
        {"judge": "ann", "judge_name": "Ann", "state": "given", "points": "8", "dropped": False},
        {"judge": "bob", "judge_name": "Bob", "state": "given", "points": "6", "dropped": True},
        {"judge": "cyd", "judge_name": "Cyd", "state": "given", "points": "9", "dropped": False},
    ],
    "notes": [],
}  # fmt: skip
CRITERION_Y = {
    "code": "y", "name": "Y", "panel": "mean", "value": "7.5", "rounded": "7.5", "weight": "1", "points": "7.5",
    "marks": [
        {"judge": "ann", "judge_name": "Ann", "state": "given", "points": "7.5", "dropped": False},
        {"judge": "bob", "judge_name": "Bob", "state": "abstained", "points": None, "dropped": False},
    ],
    "notes": [],
}  # fmt: skip


def test_the_whole_derivation_under_points():
    given = contest(
        CARDS,
        criterion("x", "0", "10", weight="1.5", panel="trimmed_mean", trim=(1, 0)),
        criterion("y", "0", "10"),
        judges=(Judge("ann", "Ann"), Judge("bob", "Bob"), Judge("cyd", "Cyd"), Judge("out", "Out", "withdrawn")),
        decimals=2,
        adjustments=(Adjustment("a", Decimal(-1), "late", "r"), Adjustment("a", Decimal("0.5"), "kind")),
    )
    assert compute(given).explain("a") == {
        "team": "a", "name": "A", "rank": 1, "tied": False, "total": "19.75", "status": "ranked", "method": "points",
        "rounds": [
            {
                "code": "r", "name": "R", "total": "19.25", "counts": True, "sum": "20.25", "weight": "1", "weighted": "19.25",
                "criteria": [CRITERION_X, CRITERION_Y],
                "adjustments": [{"points": "-1", "reason": "late"}],
            }
        ],
        "combined": "19.25",
        "adjustments": [{"points": "0.5", "reason": "kind"}],
        "decisions": [],
        "notes": [],
    }  # fmt: skip


def test_the_whole_derivation_of_a_team_without_marks():
    given = contest({"j": {"a": 1}}, teams=(Team("a", "A"), Team("n", "N")))
    assert compute(given).explain("n") == {
        "team": "n", "name": "N", "rank": None, "tied": False, "total": None, "status": "unranked", "method": "points",
        "rounds": [], "combined": None, "adjustments": [], "decisions": [], "notes": [],
    }  # fmt: skip


SHARED = {
    "by": None,
    "outcome": "shared",
    "against": ["b"],
    "values": {},
    "sentence": "Nothing parts A from B: they share rank 1.",
}


def dance(number, total, places, columns):
    return {
        "code": f"d{number}", "name": f"Dance {number}", "criteria": [], "adjustments": [], "total": total, "place": total,
        "majority": 2, "pending": [],
        "marks": [{"judge": f"j{n}", "judge_name": f"J{n}", "place": place} for n, place in enumerate(places)],
        "columns": [{"column": column, "count": count, "sum": total} for column, (count, total) in enumerate(columns, 1)],
    }  # fmt: skip


def test_the_whole_derivation_under_placings():
    assert compute(dances({"a": "112", "b": "221"}, {"a": "221", "b": "112"})).explain("a") == {
        "team": "a", "name": "A", "rank": 1, "tied": True, "total": "1.5", "status": "ranked", "method": "placings",
        "rounds": [dance(0, "1", (1, 1, 2), ((2, 2), (3, 4))), dance(1, "2", (2, 2, 1), ((1, 1), (3, 5)))],
        "decisions": [SHARED],
        "notes": [],
    }  # fmt: skip


def test_the_derivation_of_a_dance_that_is_pending_or_not_danced_yet():
    given = dances({"a": "12", "b": "21"}, {"a": "12", "b": "21"})
    given.marks[:] = [m for m in given.marks if m.round == "d0" and (m.judge, m.team) != ("j1", "b")]
    empty = {"criteria": [], "adjustments": [], "total": None, "place": None, "marks": [], "columns": []}
    assert compute(given).explain("a")["rounds"] == [
        {"code": "d0", "name": "Dance 0", "pending": ["j1"]} | empty,
        {"code": "d1", "name": "Dance 1", "pending": []} | empty,
    ]


def test_the_majority_of_five_judges_is_three():
    assert compute(dances({"a": "11111", "b": "22222"})).explain("a")["rounds"][0]["majority"] == 3
