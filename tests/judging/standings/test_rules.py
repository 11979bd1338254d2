"""What makes no sense is refused with its path and a sentence; what makes sense is not."""

from dataclasses import replace
from decimal import Decimal

import pytest

from judging.standings import Adjustment, Contest, Round, Rules, TieBreak, check
from tests.judging.standings.build import criterion

ROUND = Round("r", "R", (criterion("x", "0", "10"), criterion("y", "0", "10")))
OTHER = Round("s", "S", (criterion("z", "0", "10"),))
DANCE = Round("d", "D", (criterion("place", "1", "9"),))


def problems(rules=None, rounds=(ROUND, OTHER), adjustments=()):
    return [
        (problem.path, problem.message)
        for problem in check(Contest(rules or Rules(), (), (), tuple(rounds), (), tuple(adjustments)))
    ]


@pytest.mark.parametrize(
    "rules",
    [
        Rules(),
        Rules(decimals=0),
        Rules(decimals=20),
        Rules(shown=0),
        Rules(shown=6),
        Rules(combine="best", count=1),
        Rules(combine="last"),
        Rules(normalise="zscore"),
        Rules(normalise="zscore", zscore_mean=Decimal(50), zscore_deviation=Decimal(0)),
        Rules(
            tie_breaks=(
                TieBreak("criteria", ("x", "z")),
                TieBreak("criteria", ("z",), "s", "low", 1),
                TieBreak("round", round="r"),
            )
        ),
        Rules(
            tie_breaks=(
                TieBreak("countback", ("y",)),
                TieBreak("raters", ("y",)),
                TieBreak("highest_mark", ("y",)),
                TieBreak("lot"),
            )
        ),
    ],
)
def test_what_makes_sense_is_taken(rules):
    assert problems(rules) == []


def step(**fields):
    return Rules(tie_breaks=(TieBreak("running_order"), TieBreak(**fields)))


@pytest.mark.parametrize(
    ("rules", "path", "message"),
    [
        (Rules(method="magic"), "rules.method", "Write one of: points, placings."),
        (Rules(rounding="up"), "rules.rounding", "Write one of: half_up, half_even."),
        (Rules(normalise="rank"), "rules.normalise", "Write one of: none, zscore."),
        (Rules(combine="worst"), "rules.combine.rounds", "Write one of: sum, best, last."),
        (Rules(decimals=-1), "rules.decimals", "Write a number from 0 to 20, or nothing: then nothing is rounded."),
        (Rules(decimals=21), "rules.decimals", "Write a number from 0 to 20, or nothing: then nothing is rounded."),
        (Rules(shown=-1), "rules.shown", "Write a number from 0 to 6, or nothing: then six at most are shown."),
        (Rules(shown=7), "rules.shown", "Write a number from 0 to 6, or nothing: then six at most are shown."),
        (
            Rules(places_from="points"),
            "rules.places_from",
            "Places follow from points only with placings. Choose placings, or let judges enter places.",
        ),
        (
            Rules(zscore_mean=Decimal(1)),
            "rules.zscore",
            "A target is for z-scores only. Normalise by z-scores, or leave mean and deviation empty.",
        ),
        (
            Rules(zscore_deviation=Decimal(1)),
            "rules.zscore",
            "A target is for z-scores only. Normalise by z-scores, or leave mean and deviation empty.",
        ),
        (
            Rules(normalise="zscore", zscore_deviation=Decimal(-1)),
            "rules.zscore.deviation",
            "A deviation is never negative. Write 0 or more.",
        ),
        (Rules(combine="best"), "rules.combine.count", "Say how many of the best rounds count: 1 or more."),
        (Rules(combine="best", count=0), "rules.combine.count", "Say how many of the best rounds count: 1 or more."),
        (
            Rules(count=1),
            "rules.combine.count",
            "Only the best rounds are counted by number. Leave the number empty, or combine by the best rounds.",
        ),
        (
            step(by="charm"),
            "rules.tie_breaks[1].by",
            "Write one of: criteria, countback, raters, round, highest_mark, running_order, lot.",
        ),
        (step(by="criteria"), "rules.tie_breaks[1].criteria", "Name the criteria to compare."),
        (
            step(by="criteria", criteria=("x", "q")),
            "rules.tie_breaks[1].criteria[1]",
            "There is no criterion q here. There are: x, y, z.",
        ),
        (
            step(by="criteria", criteria=("z",), round="r"),
            "rules.tie_breaks[1].criteria[0]",
            "There is no criterion z here. There are: x, y.",
        ),
        (step(by="criteria", criteria=("x",), round="q"), "rules.tie_breaks[1].round", "There is no round q. There are: r, s."),
        (step(by="lot", criteria=("x",)), "rules.tie_breaks[1].criteria", "This tie-break compares no criteria. Choose none."),
        (
            step(by="round", round="r", criteria=("x",)),
            "rules.tie_breaks[1].criteria",
            "This tie-break compares no criteria. Choose none.",
        ),
        (step(by="round"), "rules.tie_breaks[1].round", "Name the round to compare."),
        (
            step(by="countback", round="r"),
            "rules.tie_breaks[1].round",
            "This tie-break looks at all rounds. Leave the round empty.",
        ),
        (step(by="criteria", criteria=("x",), prefer="best"), "rules.tie_breaks[1].prefer", "Write one of: high, low."),
        (
            step(by="raters", prefer="low"),
            "rules.tie_breaks[1].prefer",
            "Only a sum of criteria can prefer the lower value. Choose the higher one.",
        ),
        (
            step(by="raters", places=0),
            "rules.tie_breaks[1].places",
            "Write 1 or more, or nothing: then it counts for every place.",
        ),
    ],
)
def test_rules_that_make_no_sense_are_named(rules, path, message):
    assert problems(rules) == [(path, message)]


@pytest.mark.parametrize(
    ("fields", "path", "message"),
    [
        ({"panel": "mode"}, "panel", "Write one of: mean, sum, median, trimmed_mean."),
        ({"panel": "trimmed_mean", "trim": (-1, 0)}, "trim", "Must not be negative. Write 0 or more."),
        ({"panel": "trimmed_mean", "trim": (0, -1)}, "trim", "Must not be negative. Write 0 or more."),
        ({"panel": "mean", "trim": (1, 0)}, "trim", "Only a trimmed mean drops marks. Choose it, or drop none."),
        ({"panel": "sum", "trim": (0, 1)}, "trim", "Only a trimmed mean drops marks. Choose it, or drop none."),
        ({"maximum": Decimal(0)}, "max", "Must be above the minimum, which is 0."),
        ({"maximum": Decimal(-1)}, "max", "Must be above the minimum, which is 0."),
        ({"step": Decimal(0)}, "step", "Must be above zero. Leave it empty if every value may be given."),
        ({"weight": Decimal(-1)}, "weight", "Must not be negative. Write 0 or more."),
    ],
)
def test_criteria_that_make_no_sense_are_named(fields, path, message):
    broken = replace(ROUND, criteria=(ROUND.criteria[0], replace(ROUND.criteria[1], **fields)))
    assert problems(rounds=(OTHER, broken)) == [(f"rounds[1].criteria[1].{path}", message)]


def test_a_rounds_weight_is_never_negative():
    assert problems(rounds=(OTHER, replace(ROUND, weight=Decimal(-1)))) == [
        ("rounds[1].weight", "Must not be negative. Write 0 or more.")
    ]
    assert problems(rounds=(replace(ROUND, weight=Decimal(0)),)) == []


PLACINGS = Rules(method="placings")
NOTHING = "Has no meaning with placings. Set it back to its default, or count by points."


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({}, []),
        ({"rules": replace(PLACINGS, places_from="points")}, []),
        ({"rules": replace(PLACINGS, decimals=2)}, [("rules.decimals", NOTHING)]),
        ({"rules": replace(PLACINGS, normalise="zscore")}, [("rules.normalise", NOTHING)]),
        ({"rules": replace(PLACINGS, combine="last")}, [("rules.combine", NOTHING)]),
        (
            {"rules": replace(PLACINGS, tie_breaks=(TieBreak("lot"),))},
            [("rules.tie_breaks", "Placings part ties by the skating system's own rules. Delete the tie-breaks.")],
        ),
        (
            {"adjustments": [Adjustment("a", Decimal(1), "why")]},
            [("adjustments", "Points cannot be added to places. Delete the bonuses and penalties, or count by points.")],
        ),
        ({"rounds": (DANCE, replace(DANCE, weight=Decimal(2)))}, [("rounds[1].weight", NOTHING)]),
        (
            {"rounds": (DANCE, replace(ROUND, code="q"))},
            [
                (
                    "rounds[1].criteria",
                    "With placings a round is one dance with exactly one criterion. Make a round of each dance.",
                )
            ],
        ),
        (
            {"rounds": (replace(DANCE, criteria=()),)},
            [
                (
                    "rounds[0].criteria",
                    "With placings a round is one dance with exactly one criterion. Make a round of each dance.",
                )
            ],
        ),
        ({"rounds": (replace(DANCE, criteria=(criterion("p", panel="sum"),)),)}, [("rounds[0].criteria[0].panel", NOTHING)]),
        ({"rounds": (replace(DANCE, criteria=(criterion("p", weight="2"),)),)}, [("rounds[0].criteria[0].weight", NOTHING)]),
    ],
)
def test_placings_have_no_use_for_what_works_on_points(change, expected):
    assert problems(**({"rules": PLACINGS, "rounds": (DANCE,)} | change)) == expected


def test_a_problem_is_said_in_the_readers_language_with_its_values_filled_in():
    (problem,) = check(Contest(Rules(decimals=21), (), (), (ROUND,), ()))
    said = {"Write a number from 0 to %(most)s, or nothing: then nothing is rounded.": "Schreib eine Zahl von 0 bis %(most)s."}
    assert problem.said(said.__getitem__) == "Schreib eine Zahl von 0 bis 20."
