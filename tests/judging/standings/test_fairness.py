"""z-scores: exact, safe for every judge, and told (design 4.4)."""

from decimal import Decimal
from fractions import Fraction

import pytest

from judging.standings import compute
from judging.standings.normalisation import root, zscores
from tests.judging.standings.build import contest, criterion, totals


def fractions(**cards):
    return {judge: [Fraction(value) for value in marks] for judge, marks in cards.items()}


def test_a_generous_and_a_strict_judge_of_one_mind_agree_afterwards():
    scaled, flat = zscores(fractions(kind=(7, 8, 9), strict=(1, 2, 3)), Decimal(50), Decimal(10))
    assert scaled["kind"] == scaled["strict"]
    assert scaled["kind"][1] == 50
    assert flat == []


def test_a_judge_with_twice_the_spread_keeps_exactly_that_proportion():
    scaled, _ = zscores(fractions(wide=(2, 4, 6), narrow=(3, 4, 5)), Decimal(0), Decimal(1))
    assert scaled["wide"] == scaled["narrow"]


def test_the_default_target_is_the_raw_mean_and_deviation_of_the_criterion():
    scaled, _ = zscores(fractions(one=(1, 3)), None, None)
    assert scaled["one"] == [1, 3]
    scaled, _ = zscores(fractions(one=(0, 4), two=(1, 3)), None, None)
    # Mean 2, variance (4 + 4 + 1 + 1) / 4 = 2.5; the first judge's own variance is 4.
    assert [float(value) for value in scaled["one"]] == pytest.approx([2 - 2.5**0.5, 2 + 2.5**0.5])


@pytest.mark.parametrize("marks", [(5, 5, 5), (5,)])
def test_a_judge_without_spread_gives_the_target_mean(marks):
    scaled, flat = zscores(fractions(flat=marks, other=(1, 3)), Decimal(50), Decimal(10))
    assert (scaled["flat"], flat) == ([50] * len(marks), ["flat"])
    scaled, _ = zscores(fractions(flat=marks), None, None)
    assert scaled["flat"] == [5] * len(marks)


def test_a_deviation_of_zero_makes_all_marks_the_mean():
    assert zscores(fractions(one=(1, 3)), Decimal(7), Decimal(0))[0]["one"] == [7, 7]


@pytest.mark.parametrize(
    "value", [Fraction(4), Fraction(9, 16), Fraction(1, 4), Fraction(0), Fraction(211**2), Fraction(199**2, 197**2)]
)
def test_roots_of_squares_are_exact(value):
    assert root(value) ** 2 == value


def test_other_roots_have_fifty_digits():
    assert root(Fraction(2)) == Fraction(Decimal("1.4142135623730950488016887242096980785696718753769"))
    assert root(Fraction(8)) == 2 * root(Fraction(2))
    assert root(Fraction(1, 2)) * 2 == root(Fraction(2))


def test_every_team_has_a_total_and_what_happened_is_told():
    cards = {"flat": {"a": 5, "b": 5, "c": 5}, "one": {"a": 9}, "two": {"a": 1, "b": 2, "c": 3}}
    given = contest(cards, criterion(), normalise="zscore", zscore_mean=Decimal(50), zscore_deviation=Decimal(10), decimals=2)
    standings = compute(given)
    assert totals(given) == {"c": "56.12", "b": "50.00", "a": "45.92"}
    told = standings.explain("a")["rounds"][0]["criteria"][0]
    assert [(mark["judge"], mark["points"], mark["normalised"][:5]) for mark in told["marks"]] == [
        ("flat", "5", "50"), ("one", "9", "50"), ("two", "1", told["marks"][2]["normalised"][:5]),
    ]  # fmt: skip
    assert Fraction(told["marks"][2]["normalised"]) == 50 - 10 * root(Fraction(3, 2))
    assert told["notes"] == [
        "Flat gave a single mark or only equal marks; each counts as the target mean.",
        "One gave a single mark or only equal marks; each counts as the target mean.",
    ]
    assert standings.explain("b")["rounds"][0]["criteria"][0]["notes"] == told["notes"][:1]


def test_each_round_and_criterion_has_its_own_scale():
    cards = {"j": {"a": {"x": 1, "y": 10}, "b": {"x": 3, "y": 30}}}
    given = contest(
        cards, criterion("x"), criterion("y"), normalise="zscore", zscore_mean=Decimal(0), zscore_deviation=Decimal(1)
    )
    assert totals(given) == {"b": "2", "a": "-2"}


def test_without_normalisation_nothing_is_told_of_it():
    told = compute(contest({"j": {"a": 1}})).explain("a")["rounds"][0]["criteria"][0]
    assert (told["notes"], "normalised" in told["marks"][0]) == ([], False)


def test_repeated_marks_weigh_as_often_as_they_were_given():
    scaled, _ = zscores(fractions(one=(1, 1, 4)), Decimal(0), Decimal(1))
    # Mean 2, variance (1 + 1 + 4) / 3 = 2.
    assert [float(value) for value in scaled["one"]] == pytest.approx([-(2**-0.5), -(2**-0.5), 2**0.5])


def test_a_criterion_without_marks_is_left_alone():
    given = contest({"j": {"a": {"x": 1}, "b": {"x": 2}}}, criterion("x"), criterion("y"), normalise="zscore")
    assert totals(given) == {"b": "2", "a": "1"}
