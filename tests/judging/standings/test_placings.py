"""The skating system, rules 5 to 11, in small tables (design 4.4)."""

import pytest

from judging.standings import Team, compute
from judging.standings.placings import majority_table, place_all, place_dance
from tests.judging.standings.build import contest, criterion, dances, placings, totals


@pytest.mark.parametrize(
    ("table", "places"),
    [
        # Rule 5: the majority for the place.
        ({"a": "111", "b": "222", "c": "333"}, {"a": "1", "b": "2", "c": "3"}),
        # Rule 6: the larger majority.
        ({"a": "11122", "b": "22211", "c": "33333"}, {"a": "1", "b": "2", "c": "3"}),
        # Rule 7: the lower sum of the marks that make the majority.
        ({"a": "144", "b": "221", "c": "312", "d": "433"}, {"b": "1", "c": "2", "d": "3", "a": "4"}),
        # The design's own example: the column of the next place is not opened, the next unexamined one is.
        ({"a": "421", "b": "313", "c": "234", "d": "142"}, {"a": "1.5", "d": "1.5", "b": "3", "c": "4"}),
        # The column that parts the tied is the very next one, not the one behind it.
        (
            {"a": "45354", "b": "33542", "c": "52213", "d": "14421", "e": "21135"},
            {"e": "1", "d": "2", "c": "3", "b": "4", "a": "5"},
        ),
        ({"a": "12", "b": "21"}, {"a": "1.5", "b": "1.5"}),
        ({"a": "1"}, {"a": "1"}),
        ({"a": "2", "b": "1"}, {"b": "1", "a": "2"}),
        # Two judges: both are needed for a majority.
        ({"a": "13", "b": "22", "c": "31"}, {"b": "1", "a": "2.5", "c": "2.5"}),
    ],
)
def test_one_dance(table, places):
    assert totals(placings(**table)) == places


def test_shared_places_rank_as_one_and_are_told():
    rows = compute(placings(a="12", b="21")).rows
    assert [(row.rank, row.tied, row.total) for row in rows] == [(1, True, "1.5"), (1, True, "1.5")]


def test_the_majority_table_is_the_tabulators():
    assert majority_table({"a": [1, 3], "b": [2, 1], "c": [3, 2]}) == {
        "a": [(1, 1), (1, 1), (2, 4)], "b": [(1, 1), (2, 3), (2, 3)], "c": [(0, 0), (1, 2), (2, 5)],
    }  # fmt: skip


def test_the_derivation_shows_places_columns_and_majority():
    told = compute(placings(a="121", b="213", c="332")).explain("a")["rounds"][0]
    assert [(mark["judge"], mark["judge_name"], mark["place"]) for mark in told["marks"]] == [
        ("j0", "J0", 1), ("j1", "J1", 2), ("j2", "J2", 1),
    ]  # fmt: skip
    assert told["columns"] == [
        {"column": 1, "count": 2, "sum": 2},
        {"column": 2, "count": 3, "sum": 4},
        {"column": 3, "count": 3, "sum": 4},
    ]
    assert (told["majority"], told["place"], told["total"], told["pending"]) == (2, "1", "1", [])


# --- several dances --------------------------------------------------------------------------------------


def test_rule_9_adds_the_places_of_the_dances():
    assert totals(dances({"a": "111", "b": "222"}, {"a": "111", "b": "222"})) == {"a": "1", "b": "2"}
    assert compute(dances({"a": "111", "b": "222"}, {"a": "221", "b": "112"})).rows[0].rounds == {"d0": "1", "d1": "2"}


def test_rule_10_looks_at_the_better_places_first():
    """a 1+3, b 2+2 and c 3+1 have 4 each; for the first place a and c have one first, then rule 11 looks at all marks."""
    first = {"a": "111", "b": "222", "c": "333"}
    second = {"a": "333", "b": "222", "c": "111"}
    assert totals(dances(first, second)) == {"a": "1.5", "c": "1.5", "b": "3"}
    third = {"a": "311", "b": "222", "c": "133"}
    assert totals(dances(third, second)) == {"c": "1", "b": "2", "a": "3"}


def test_rule_10_takes_the_lower_sum_of_equally_many_places():
    assert totals(dances({"a": "111", "b": "222", "c": "333", "d": "444"}, {"a": "444", "b": "222", "c": "111", "d": "333"})) == {
        "c": "1", "b": "2", "a": "3", "d": "4",
    }  # fmt: skip


def test_rule_11_looks_at_all_marks_of_all_dances():
    # Both have a first and a second place; over all six marks a has four firsts, b two.
    assert totals(dances({"a": "111", "b": "222"}, {"a": "221", "b": "112"})) == {"a": "1", "b": "2"}


def test_rule_11_needs_more_than_half_of_an_odd_number_of_marks_too():
    """Nine marks: five are a majority."""
    tables = (
        {"a": "224", "b": "333", "c": "112", "d": "441"},
        {"a": "222", "b": "433", "c": "314", "d": "141"},
        {"a": "131", "b": "242", "c": "424", "d": "313"},
    )
    assert totals(dances(*tables)) == {"a": "1", "c": "2", "d": "3", "b": "4"}


def test_what_no_rule_parts_shares_the_place():
    assert totals(dances({"a": "112", "b": "221"}, {"a": "221", "b": "112"})) == {"a": "1.5", "b": "1.5"}


def test_nothing_danced_places_nobody():
    assert (place_all([]), place_dance({})) == ({}, {})


# --- cards -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "cards",
    [
        {"j": {"a": 1, "b": 2}, "k": {"a": 1, "b": 1}},
        {"j": {"a": 1, "b": 2}, "k": {"a": 1, "b": 3}},
        {"j": {"a": 1, "b": 2}, "k": {"a": 1}},
        {"j": {"a": 1, "b": 2}, "k": {"a": 1, "b": None}},
        {"j": {"a": 1, "b": 2}, "k": {"a": 0, "b": 1}},
    ],
)
def test_a_card_that_does_not_hold_each_place_once_leaves_the_dance_pending_and_is_named(cards):
    standings = compute(contest(cards, method="placings"))
    assert {row.team: (row.rank, row.total) for row in standings.rows} == {"a": (None, None), "b": (None, None)}
    assert standings.notes == ("R is pending: the card of K is not complete or does not hold each place once.",)
    assert standings.explain("a")["rounds"][0]["pending"] == ["k"]
    assert standings.explain("a")["notes"] == list(standings.notes)


def test_places_follow_from_each_judges_points():
    cards = {"j": {"a": 9, "b": 7, "c": 8}, "k": {"a": 20, "b": 5, "c": 1}, "l": {"a": 1, "b": 3, "c": 2}}
    assert totals(contest(cards, method="placings", places_from="points")) == {"a": "1", "b": "2", "c": "3"}


def test_equal_points_in_one_card_are_no_places():
    standings = compute(contest({"j": {"a": 9, "b": 9}}, method="placings", places_from="points"))
    assert standings.notes == ("R is pending: the card of J is not complete or gives equal points.",)


def test_who_moves_up_when_a_team_withdraws():
    teams = (Team("a", "A"), Team("b", "B", status="withdrawn"), Team("c", "C"))
    given = contest(
        {"j": {"a": 3, "b": 1, "c": 2}, "k": {"a": 2, "b": 1, "c": 3}, "l": {"a": 3, "b": 2, "c": 1}},
        teams=teams,
        method="placings",
    )
    assert totals(given) == {"c": "1", "a": "2", "b": None}


def test_a_team_that_nobody_has_marked_is_unranked_and_holds_nobody_up():
    given = contest({"j": {"a": 1, "b": 2}}, teams=(Team("a", "A"), Team("b", "B"), Team("n", "N")), method="placings")
    assert totals(given) == {"a": "1", "b": "2", "n": None}


def test_a_pending_dance_waits_and_the_others_count():
    given = dances({"a": "11", "b": "22"}, {"a": "22", "b": "11"})
    given.marks[:] = [mark for mark in given.marks if not (mark.round == "d1" and mark.team == "b" and mark.judge == "j0")]
    standings = compute(given)
    assert {row.team: row.total for row in standings.rows} == {"a": "1", "b": "2"}
    assert standings.notes == ("Dance 1 is pending: the card of J0 is not complete or does not hold each place once.",)


def test_placings_show_no_criteria():
    told = compute(contest({"j": {"a": 1}}, criterion("place", "1", "9"), method="placings")).explain("a")
    assert (told["method"], told["rounds"][0]["criteria"], told["rounds"][0]["adjustments"]) == ("placings", [], [])
