"""The points method in small examples: panels, rounding, weights, rounds, adjustments, what is missing (design 4.4)."""

from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

import pytest

from judging.standings import Adjustment, Judge, Round, Team, compute, decimal_text
from judging.standings.panels import kept, panel_value
from judging.standings.rounding import digits_needed, exact_text, round_to
from tests.judging.standings.build import contest, criterion, ranks, totals


def one_team(*marks, **options):
    """The total of a team that got these marks, one from each judge."""
    given = contest({f"j{n}": {"a": mark} for n, mark in enumerate(marks)}, criterion(**options))
    return totals(given)["a"]


@pytest.mark.parametrize(
    ("panel", "trim", "marks", "total"),
    [
        ("sum", (0, 0), (1, 2, 6), "9"),
        ("mean", (0, 0), (1, 2, 6), "3"),
        ("median", (0, 0), (1, 2, 6), "2"),
        ("median", (0, 0), (1, 2, 6, 9), "4"),
        ("median", (0, 0), (6, 1), "3.5"),
        ("trimmed_mean", (1, 1), (1, 2, 6), "2"),
        ("trimmed_mean", (1, 1), (1, 2, 6, 8), "4"),
        ("trimmed_mean", (1, 0), (1, 2, 6), "4"),
        ("trimmed_mean", (0, 1), (1, 2, 6), "1.5"),
        ("trimmed_mean", (2, 1), (1, 2, 6, 8), "6"),
        # With low + high marks or fewer, or with two or fewer, it is the plain mean.
        ("trimmed_mean", (2, 1), (1, 2, 6), "3"),
        ("trimmed_mean", (1, 0), (1, 2), "1.5"),
        ("trimmed_mean", (1, 1), (1, 2), "1.5"),
        ("trimmed_mean", (1, 1), (7,), "7"),
        ("trimmed_mean", (0, 0), (1, 2, 6), "3"),
    ],
)
def test_a_panel_becomes_one_value(panel, trim, marks, total):
    assert one_team(*marks, panel=panel, trim=trim) == total


def test_of_equal_marks_the_earlier_one_is_dropped():
    points = [Fraction(value) for value in (3, 1, 1, 5, 5, 4)]
    assert kept(points, "trimmed_mean", (1, 1)) == [0, 2, 4, 5]
    assert kept(points, "mean", (1, 1)) == [0, 1, 2, 3, 4, 5]
    assert kept([Fraction(1, 3), Fraction(1, 2), Fraction(2, 5)], "trimmed_mean", (1, 0)) == [1, 2]


def test_panel_values_are_exact():
    assert panel_value([Fraction(1), Fraction(1, 3), Fraction(1, 7)], "mean") == Fraction(31, 63)
    assert panel_value([Fraction(1, 3), Fraction(1, 7)], "sum") == Fraction(10, 21)


# --- rounding --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("value", "decimals", "half_up", "half_even"),
    [
        ("2.5", 0, "3", "2"),
        ("3.5", 0, "4", "4"),
        ("-2.5", 0, "-3", "-2"),
        ("-3.5", 0, "-4", "-4"),
        ("2.49", 0, "2", "2"),
        ("2.51", 0, "3", "3"),
        ("0.125", 2, "0.13", "0.12"),
        ("-0.125", 2, "-0.13", "-0.12"),
        ("0.135", 2, "0.14", "0.14"),
        ("-0.4", 0, "0", "0"),
        ("0.005", 2, "0.01", "0.00"),
    ],
)
def test_rounding_takes_halves_away_from_zero_or_to_the_even_digit(value, decimals, half_up, half_even):
    exact = Fraction(value)
    assert decimal_text(round_to(exact, decimals, "half_up"), decimals) == decimal_text(Fraction(half_up), decimals)
    assert decimal_text(round_to(exact, decimals, "half_even"), decimals) == decimal_text(Fraction(half_even), decimals)
    assert round_to(exact, None, "half_up") == exact


@pytest.mark.parametrize(
    ("value", "decimals", "text"),
    [
        (Fraction(18), None, "18"),
        (Fraction(1, 4), None, "0.25"),
        (Fraction(-1, 4), None, "-0.25"),
        (Fraction(1, 3), None, "0.333333"),
        (Fraction(2, 3), None, "0.666667"),
        (Fraction(-2, 3), None, "-0.666667"),
        (Fraction(1, 3 * 10**7), None, "0.000000"),
        (Fraction(1, 10**9), None, "0.000000001"),
        (Fraction(0), None, "0"),
        (Fraction(18), 2, "18.00"),
        (Fraction(1, 8), 2, "0.13"),
        (Fraction(-1, 1000), 2, "0.00"),
        (Decimal("7.750"), None, "7.75"),
        (Decimal("1E+3"), None, "1000"),
    ],
)
def test_numbers_as_text(value, decimals, text):
    assert decimal_text(value, decimals) == text


def test_exact_text_loses_nothing():
    assert [exact_text(Fraction(*parts)) for parts in ((1, 3), (-7, 6), (5, 8), (4, 1))] == ["1/3", "-7/6", "0.625", "4"]
    assert [digits_needed(Fraction(1, n)) for n in (1, 2, 5, 8, 125, 3, 6, 640)] == [0, 1, 1, 3, 3, None, None, 7]


def test_values_are_rounded_at_panel_product_round_and_total():
    """1.006 -> 1.01; x 0.5 = 0.505 -> 0.51; + 0.004 = 0.514 -> 0.51; x 0.5 = 0.255 -> 0.26; + 0.004 -> 0.26."""
    small = Decimal("0.004")
    given = contest(
        {"j": {"a": "1.006"}},
        rounds=(Round("r", "R", (criterion(weight="0.5"),), Decimal("0.5")),),
        adjustments=(Adjustment("a", small, "", "r"), Adjustment("a", small, "")),
        decimals=2,
    )
    standings = compute(given)
    told = standings.explain("a")
    assert (told["rounds"][0]["criteria"][0]["rounded"], told["rounds"][0]["criteria"][0]["points"]) == ("1.01", "0.51")
    assert (told["rounds"][0]["sum"], told["rounds"][0]["total"], told["rounds"][0]["weighted"]) == ("0.51", "0.51", "0.26")
    assert (standings.rows[0].total, standings.rows[0].rounds) == ("0.26", {"r": "0.51"})


def test_round_totals_are_told_with_all_their_digits():
    assert compute(contest({"j": {"a": 3}}, decimals=2)).rows[0].rounds == {"r": "3.00"}


def test_rounding_to_even_is_used_where_the_rules_say_so():
    assert totals(contest({"j": {"a": "0.125"}}, decimals=2, rounding="half_even")) == {"a": "0.12"}
    assert totals(contest({"j": {"a": "0.125"}}, decimals=2, rounding="half_up")) == {"a": "0.13"}


def test_the_even_rounding_holds_for_rounds_and_totals_too():
    bonus = (Adjustment("a", Decimal("0.05"), "", "r"), Adjustment("b", Decimal("0.05"), ""))
    given = contest({"j": {"a": 1, "b": 1}}, adjustments=bonus, decimals=1, rounding="half_even")
    assert totals(given) == {"a": "1.0", "b": "1.0"}
    assert totals(contest({"j": {"a": 1, "b": 1}}, adjustments=bonus, decimals=1)) == {"a": "1.1", "b": "1.1"}


def test_ranks_compare_exact_values_and_not_their_text():
    given = contest({"j": {"a": "0.3333333"}, "k": {"b": "0.3333334"}})
    thirds = contest({"j": {"a": 1, "b": 1}, "k": {"a": 0, "b": 0}, "l": {"a": 0, "b": "0.000001"}})
    assert ranks(given) == {"b": 1, "a": 2}
    assert (ranks(thirds), totals(thirds)) == ({"b": 1, "a": 2}, {"b": "0.333334", "a": "0.333333"})


# --- weights, rounds, adjustments --------------------------------------------------------------------------


def test_criteria_are_weighted():
    given = contest({"j": {"a": {"x": 2, "y": 3}}}, criterion("x", weight="1.5"), criterion("y", weight="0"))
    assert totals(given) == {"a": "3"}


ROUNDS = tuple(
    Round(code, code.upper(), (criterion(),), Decimal(weight)) for code, weight in (("p", "1"), ("q", "2"), ("r", "1"))
)


def three_rounds(**rules):
    marks = {
        "a": {"p": {"c": 9}, "q": {"c": 1}, "r": {"c": 3}},
        "b": {"p": {"c": 1}, "q": {"c": 4}},
        "c": {"q": {"c": 3}, "r": {"c": 5}},
    }
    return contest({"j": marks}, rounds=ROUNDS, **rules)


@pytest.mark.parametrize(
    ("rules", "expected"),
    [
        ({}, {"a": "14", "c": "11", "b": "9"}),
        ({"combine": "best", "count": 1}, {"a": "9", "b": "8", "c": "6"}),
        ({"combine": "best", "count": 2}, {"a": "12", "c": "11", "b": "9"}),
        ({"combine": "best", "count": 9}, {"a": "14", "c": "11", "b": "9"}),
        ({"combine": "last"}, {"c": "5", "a": "3", "b": None}),
    ],
)
def test_rounds_combine_by_sum_best_or_last(rules, expected):
    assert totals(three_rounds(**rules)) == expected


def test_a_round_without_marks_counts_for_nobody():
    rounds = (ROUNDS[0], Round("z", "Z", (criterion(),), Decimal(1), "upcoming"))
    given = contest({"j": {"a": {"p": {"c": 2}}}}, rounds=rounds, combine="last")
    assert totals(given) == {"a": "2"}


def test_which_rounds_counted_is_told():
    told = compute(three_rounds(combine="best", count=1)).explain("a")
    assert [(round_["code"], round_["counts"]) for round_ in told["rounds"]] == [("p", True), ("q", False), ("r", False)]


def test_bonus_and_penalty_in_a_round_and_in_total():
    adjustments = (
        Adjustment("a", Decimal(-1), "late", "q"),
        Adjustment("a", Decimal("0.5"), "kind"),
        Adjustment("b", Decimal(1), ""),
    )
    assert totals(three_rounds(adjustments=adjustments)) == {"a": "12.5", "c": "11", "b": "10"}


def test_an_adjustment_alone_gives_no_total():
    given = contest({"j": {"a": 1}}, teams=(Team("a", "A"), Team("b", "B")), adjustments=(Adjustment("b", Decimal(5), "gift"),))
    assert totals(given) == {"a": "1", "b": None}


# --- who counts ------------------------------------------------------------------------------------------


def test_missing_is_not_zero_and_zero_is_not_missing():
    given = contest({"j": {"a": 6, "b": 6, "c": None}, "k": {"a": 0}})
    assert totals(given) == {"b": "6", "a": "3", "c": None}
    assert [row.status for row in compute(given).rows] == ["ranked", "ranked", "unranked"]
    assert [row.scores_count for row in compute(given).rows] == [1, 2, 0]


def test_teams_out_of_the_running_are_listed_last_and_keep_their_total():
    teams = [Team(status[0], status, 1, None, status) for status in ("disqualified", "withdrawn", "absent", "active")]
    teams.append(Team("n", "no marks", 1))
    given = contest({"j": {"d": 9, "w": 8, "a": 7}}, teams=(*teams[:3], Team("x", "X"), teams[4]))
    rows = [(row.team, row.status, row.rank, row.total) for row in compute(given).rows]
    assert rows == [
        ("a", "unranked", None, None), ("n", "unranked", None, None), ("x", "unranked", None, None),
        ("w", "withdrawn", None, None), ("d", "disqualified", None, None),
    ]  # fmt: skip


def test_a_withdrawn_judges_marks_do_not_count():
    given = contest({"j": {"a": 2}, "k": {"a": 8}}, judges=(Judge("j", "J"), Judge("k", "K", "withdrawn")))
    assert totals(given) == {"a": "2"}
    assert compute(given).rows[0].scores_count == 1


def test_equal_totals_share_the_rank_and_the_next_is_left_out():
    given = contest({"j": {"a": 5, "b": 7, "c": 5, "d": 1}})
    assert [(row.team, row.rank, row.tied) for row in compute(given).rows] == [
        ("b", 1, False), ("a", 2, True), ("c", 2, True), ("d", 4, False),
    ]  # fmt: skip


def test_ranks_within_divisions():
    teams = (Team("a", "A", division="x"), Team("b", "B", division="y"), Team("c", "C", division="x"), Team("d", "D"))
    given = contest({"j": {"a": 1, "b": 2, "c": 3, "d": 4}}, teams=teams)
    assert {row.team: row.division_rank for row in compute(given).rows} == {"d": None, "c": 1, "b": 1, "a": 2}


def test_a_shared_rank_is_listed_in_running_order():
    teams = (Team("a", "A", 3), Team("b", "B", 1), Team("c", "C"), Team("d", "D", 2))
    assert list(ranks(contest({"j": dict.fromkeys("abcd", 1)}, teams=teams))) == ["b", "d", "a", "c"]


@pytest.mark.parametrize(
    ("advance", "above", "tied"),
    [
        (1, ("a",), ()),
        (2, ("a",), ("b", "c")),
        (3, ("a", "b", "c"), ()),
        (4, ("a", "b", "c", "d"), ()),
        (9, ("a", "b", "c", "d"), ()),
    ],
)
def test_the_cut_line_names_who_is_tied_across_it(advance, above, tied):
    rounds = (Round("r", "R", (criterion(),), advance=advance),)
    given = contest({"j": {"a": 9, "b": 5, "c": 5, "d": 1}}, rounds=rounds)
    cut = compute(given).cuts[0]
    assert (cut.round, cut.advance, cut.above, cut.tied) == ("r", advance, above, tied)


def test_without_a_cut_line_there_is_no_cut():
    assert compute(contest({"j": {"a": 1}})).cuts == ()


def test_an_empty_contest_has_no_rows():
    assert compute(contest({})).rows == ()


# --- rounds that wait for their confirmation ---------------------------------------------------------------


def test_a_round_that_does_not_count_is_as_if_nobody_had_marked_it():
    cards = {"ann": {"a": {"one": {"c": 1}, "two": {"c": 9}}, "b": {"one": {"c": 2}, "two": {"c": 1}}}}
    one, two = (Round(code, code.title(), (criterion(),)) for code in ("one", "two"))
    waiting = compute(contest(cards, rounds=(one, replace(two, counts=False)), combine="last"))
    without = compute(contest({"ann": {"a": {"one": {"c": 1}}, "b": {"one": {"c": 2}}}}, rounds=(one, two), combine="last"))
    assert waiting.rows == without.rows
    assert (waiting.waiting, waiting.explain("a")["waiting"]) == ({"two": "Two"}, ["Two"])


def test_a_round_that_has_not_begun_does_not_wait():
    given = compute(contest({"ann": {"a": 1}}, rounds=(Round("r", "R", (criterion(),), status="upcoming", counts=False),)))
    assert (given.waiting, "waiting" in given.explain("a"), given.rows[0].total) == ({}, False, None)
