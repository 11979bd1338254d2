"""Tie-breaks in the organiser's order, with places, and the sentence that tells each decision (design 4.4)."""

from decimal import Decimal

import pytest

from judging.standings import Round, Team, TieBreak, compute
from tests.judging.standings.build import contest, criterion, ranks

XY = (criterion("x"), criterion("y"))


def tied(*steps, **more):
    """a (1+5), b (3+3) and c (5+1) tie at 6."""
    cards = {"j": {"a": {"x": 1, "y": 5}, "b": {"x": 3, "y": 3}, "c": {"x": 5, "y": 1}}}
    return contest(cards, *XY, tie_breaks=steps, **more)


@pytest.mark.parametrize(
    ("steps", "expected"),
    [
        ((), {"a": 1, "b": 1, "c": 1}),
        ((TieBreak("criteria", ("x",)),), {"c": 1, "b": 2, "a": 3}),
        ((TieBreak("criteria", ("x",), prefer="low"),), {"a": 1, "b": 2, "c": 3}),
        ((TieBreak("criteria", ("x", "y")),), {"a": 1, "b": 1, "c": 1}),
        ((TieBreak("criteria", ("x",), places=1),), {"c": 1, "b": 2, "a": 3}),
        ((TieBreak("highest_mark"),), {"a": 1, "c": 1, "b": 3}),
        ((TieBreak("highest_mark", ("x",)),), {"c": 1, "b": 2, "a": 3}),
        ((TieBreak("countback"),), {"a": 1, "c": 1, "b": 3}),
        ((TieBreak("countback", ("y",)),), {"a": 1, "b": 2, "c": 3}),
        ((TieBreak("countback"), TieBreak("criteria", ("x",))), {"c": 1, "a": 2, "b": 3}),
        ((TieBreak("running_order"),), {"a": 1, "b": 2, "c": 3}),
        ((TieBreak("raters"), TieBreak("criteria", ("x",), "r")), {"c": 1, "b": 2, "a": 3}),
        ((TieBreak("round", round="r"),), {"a": 1, "b": 1, "c": 1}),
    ],
)
def test_each_tie_break_parts_by_its_own_value(steps, expected):
    assert ranks(tied(*steps)) == expected


def test_lots_part_in_the_order_in_which_they_were_drawn():
    assert ranks(tied(TieBreak("lot"), lots=("b", "c", "a"))) == {"b": 1, "c": 2, "a": 3}


def test_a_team_without_a_lot_or_order_comes_last():
    assert ranks(tied(TieBreak("lot"), lots=("b",))) == {"b": 1, "a": 2, "c": 2}
    teams = (Team("a", "A"), Team("b", "B", 7), Team("c", "C", 3))
    assert ranks(tied(TieBreak("running_order"), teams=teams)) == {"c": 1, "b": 2, "a": 3}


def test_places_limit_a_tie_break_to_ties_that_begin_that_far_up():
    cards = {"j": {"a": {"x": 1, "y": 9}, "b": {"x": 9, "y": 1}, "c": {"x": 1, "y": 2}, "d": {"x": 2, "y": 1}}}
    step = TieBreak("criteria", ("x",), places=2)
    assert ranks(contest(cards, *XY, tie_breaks=(step,))) == {"b": 1, "a": 2, "c": 3, "d": 3}
    # A group that an earlier step has parted is looked at by its own best place.
    steps = (TieBreak("highest_mark"), TieBreak("criteria", ("x",), places=2))
    assert ranks(tied(*steps)) == {"c": 1, "a": 2, "b": 3}
    three = (TieBreak("criteria", ("x",), places=2), TieBreak("criteria", ("y",)))
    assert ranks(contest(cards, *XY, tie_breaks=three)) == {"b": 1, "a": 2, "c": 3, "d": 4}


def test_raters_counts_each_judge_once_and_only_who_gave_more_than_zero():
    cards = {
        "j": {"a": {"x": 3, "y": 3}, "b": {"x": 3, "y": 0}, "c": {"x": -2}},
        "k": {"b": {"x": 3, "y": 0}, "a": {"x": 0, "y": 0}, "c": {"x": 8}},
    }
    panel = (criterion("x", panel="sum"), criterion("y", panel="sum"))
    assert ranks(contest(cards, *panel, tie_breaks=(TieBreak("raters"),))) == {"b": 1, "a": 2, "c": 2}


def test_a_team_without_a_value_comes_last_whatever_is_preferred():
    cards = {"j": {"a": {"x": 6}, "b": {"x": 2, "y": 4}, "c": {"x": 4, "y": 2}}}
    for prefer, expected in (("high", {"b": 1, "c": 2, "a": 3}), ("low", {"c": 1, "b": 2, "a": 3})):
        assert ranks(contest(cards, *XY, tie_breaks=(TieBreak("criteria", ("y",), prefer=prefer),))) == expected


def test_a_criterion_without_weight_counts_with_its_rounded_value_and_only_when_named():
    cards = {"j": {"a": {"x": 5, "y": "1.25"}, "b": {"x": 5, "y": "1.31"}}, "k": {"b": {"x": 5, "y": "1.29"}, "a": {"x": 5}}}
    panel = (criterion("x"), criterion("y", weight="0"))
    assert ranks(contest(cards, *panel, decimals=1, tie_breaks=(TieBreak("criteria", ("y",)),))) == {"a": 1, "b": 1}
    assert ranks(contest(cards, *panel, decimals=2, tie_breaks=(TieBreak("criteria", ("y",)),))) == {"b": 1, "a": 2}
    assert ranks(contest(cards, *panel, tie_breaks=(TieBreak("highest_mark"),))) == {"a": 1, "b": 1}
    assert ranks(contest(cards, *panel, tie_breaks=(TieBreak("highest_mark", ("y",)),))) == {"b": 1, "a": 2}


def test_criteria_count_as_they_entered_the_total_with_their_weight():
    cards = {"j": {"a": {"x": 4, "y": 1}, "b": {"x": 1, "y": 2}}}
    panel = (criterion("x"), criterion("y", weight="3"))
    assert ranks(contest(cards, *panel, tie_breaks=(TieBreak("criteria", ("x", "y")),))) == {"a": 1, "b": 1}
    assert ranks(contest(cards, *panel, tie_breaks=(TieBreak("criteria", ("y",)),))) == {"b": 1, "a": 2}


TWO = tuple(Round(code, code.upper(), (criterion("x"),), Decimal(1)) for code in ("p", "q"))


def test_a_round_and_the_criteria_of_one_round():
    cards = {"j": {"a": {"p": {"x": 1}, "q": {"x": 3}}, "b": {"p": {"x": 3}, "q": {"x": 1}}}}
    assert ranks(contest(cards, rounds=TWO, tie_breaks=(TieBreak("round", round="q"),))) == {"a": 1, "b": 2}
    assert ranks(contest(cards, rounds=TWO, tie_breaks=(TieBreak("round", round="p"),))) == {"b": 1, "a": 2}
    assert ranks(contest(cards, rounds=TWO, tie_breaks=(TieBreak("criteria", ("x",), "p"),))) == {"b": 1, "a": 2}
    assert ranks(contest(cards, rounds=TWO, tie_breaks=(TieBreak("criteria", ("x",)),))) == {"a": 1, "b": 1}


def test_countback_with_fewer_marks_of_the_same_height_is_behind():
    cards = {"j": {"a": 12, "b": 12}, "k": {"b": 0}}
    assert ranks(contest(cards, criterion(panel="sum"), tie_breaks=(TieBreak("countback"),))) == {"b": 1, "a": 2}


# --- what is told ----------------------------------------------------------------------------------------


def decisions(given, team):
    return [
        (each["by"], each["outcome"], each["against"], each["sentence"]) for each in compute(given).explain(team)["decisions"]
    ]


def test_the_sentence_names_who_is_ahead_of_whom_and_why():
    given = tied(TieBreak("countback"), TieBreak("criteria", ("x",)))
    assert decisions(given, "a") == [
        ("countback", "ahead", ["b"], "A is ahead of B by countback (most of the highest mark) (A: 5 1; B: 3 3)."),
        ("criteria", "behind", ["c"], "A is behind C by the named criteria (A: 1; C: 5)."),
    ]
    assert decisions(given, "b") == [
        (
            "countback",
            "behind",
            ["a", "c"],
            "B is behind A and C by countback (most of the highest mark) (B: 3 3; A: 5 1; C: 5 1).",
        )
    ]


def test_a_shared_rank_is_told_as_one():
    given = tied(TieBreak("highest_mark"))
    assert decisions(given, "c") == [
        ("highest_mark", "ahead", ["b"], "C is ahead of B by the highest single mark (C: 5; B: 3)."),
        (None, "shared", ["a"], "Nothing parts C from A: they share rank 1."),
    ]
    assert decisions(tied(), "a")[0][3] == "Nothing parts A from B and C: they share rank 1."


def test_values_are_told_as_people_write_them():
    given = tied(TieBreak("lot"), lots=("b", "c"))
    assert decisions(given, "a")[0][3] == "A is behind B and C by the drawn lot (A: none; B: 1; C: 2)."
    assert (
        decisions(tied(TieBreak("running_order")), "a")[0][3] == "A is ahead of B and C by the running order (A: 1; B: 2; C: 3)."
    )
    low = tied(TieBreak("criteria", ("x",), prefer="low"))
    assert decisions(low, "a")[0][3] == "A is ahead of B and C by the named criteria (A: 1; B: 3; C: 5)."


def test_four_that_share_a_rank_are_listed():
    told = compute(contest({"j": dict.fromkeys("abcd", 1)})).explain("a")["decisions"]
    assert told[0]["sentence"] == "Nothing parts A from B, C and D: they share rank 1."


def test_what_was_compared_is_told_by_team():
    told = compute(tied(TieBreak("criteria", ("x",)))).explain("b")["decisions"]
    assert [(each["against"], each["values"]) for each in told] == [(["a"], {"b": "3", "a": "1"}), (["c"], {"b": "3", "c": "5"})]


def test_a_third_tie_is_looked_at_by_its_own_place():
    marks = {"a": (9, 1), "b": (1, 9), "c": (3, 1), "d": (1, 3), "e": (2, 1), "f": (1, 2)}
    cards = {"j": {team: {"x": x, "y": y} for team, (x, y) in marks.items()}}
    step = TieBreak("criteria", ("x",), places=4)
    assert ranks(contest(cards, *XY, tie_breaks=(step,))) == {"a": 1, "b": 2, "c": 3, "d": 4, "e": 5, "f": 5}


def test_who_was_never_tied_is_told_nothing():
    assert decisions(contest({"j": {"a": 1, "b": 2}}, tie_breaks=(TieBreak("countback"),)), "a") == []


def test_a_tie_further_down_is_looked_at_by_its_own_place():
    cards = {
        "j": {"a": {"x": 9, "y": 1}, "b": {"x": 1, "y": 9}, "c": {"x": 3, "y": 1}, "d": {"x": 1, "y": 3}, "e": {"x": 1, "y": 1}}
    }
    for places, expected in ((2, {"a": 1, "b": 2, "c": 3, "d": 3, "e": 5}), (3, {"a": 1, "b": 2, "c": 3, "d": 4, "e": 5})):
        assert ranks(contest(cards, *XY, tie_breaks=(TieBreak("criteria", ("x",), places=places),))) == expected


def test_a_part_of_a_parted_group_is_looked_at_by_its_own_place():
    cards = {"j": {"a": {"x": 1, "y": 5}, "b": {"x": 3, "y": 3}, "c": {"x": 5, "y": 1}, "d": {"x": 3, "y": 3}}}
    teams = tuple(Team(code, code.upper(), order) for order, code in enumerate("dcba"))
    steps = (TieBreak("criteria", ("x",)), TieBreak("running_order", places=1))
    assert ranks(contest(cards, *XY, teams=teams, tie_breaks=steps)) == {"c": 1, "d": 2, "b": 2, "a": 4}
    steps = (TieBreak("criteria", ("x",)), TieBreak("running_order", places=2))
    assert ranks(contest(cards, *XY, teams=teams, tie_breaks=steps)) == {"c": 1, "d": 2, "b": 3, "a": 4}


def test_decisions_are_only_those_that_parted_somebody():
    assert [each["by"] for each in compute(tied(TieBreak("raters"), TieBreak("countback"))).explain("b")["decisions"]] == [
        "countback"
    ]
