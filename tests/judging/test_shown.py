"""Totals are ranked exactly and shown rounded: what is shown never contradicts a rank, and looks equal only where it is."""

import json
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from events.board import read_public
from events.models import Criterion
from events.shown import shown_among, shown_as, shown_total
from judging.models import Rules
from judging.shown import FINEST, ladders_of, shown_of
from judging.standings import compute
from tests.cast import Gala
from tests.judging.standings.test_properties import contests

SHOWN = st.integers(0, 6)
# Close together, on both sides of where rounding turns, and thirds.
NEAR = st.builds(
    lambda whole, part, power: Fraction(whole) + Fraction(part, 2 * 10**power),
    st.sampled_from([-1, 0, 86, Fraction(1, 3)]),
    st.integers(-12, 12),
    st.integers(0, 8),
)
TOTALS = st.lists(NEAR | st.fractions(-100, 100, max_denominator=30), max_size=8)


def texts(totals, decimals):
    return {total: ladder[-1] for total, ladder in ladders_of(totals, decimals).items()}


@settings(max_examples=400, deadline=None)
@given(TOTALS, SHOWN)
@example([Fraction("86.3349"), Fraction("86.3351"), Fraction("86.331"), Fraction("86.341")], 2)
def test_what_is_shown_has_the_order_of_the_totals_and_looks_equal_only_where_they_are(totals, decimals):
    shown = texts(totals, decimals)
    ordered = sorted(set(totals))
    assert sorted(shown) == ordered
    numbers = [Decimal(shown[total]) for total in ordered]
    assert all(low < high for low, high in pairwise(numbers))


@settings(max_examples=150, deadline=None)
@given(TOTALS, SHOWN)
def test_every_text_is_the_exact_total_rounded_half_up(totals, decimals):
    for total, text in texts(totals, decimals).items():
        digits = len(text.partition(".")[2])
        assert decimals <= digits <= FINEST
        assert abs(Fraction(text) - total) <= Fraction(1, 2 * 10**digits)
        if abs(Fraction(text) - total) == Fraction(1, 2 * 10**digits):
            assert abs(Fraction(text)) > abs(total)


@settings(max_examples=400, deadline=None)
@given(TOTALS, SHOWN, st.data())
def test_some_rows_by_themselves_are_shown_as_if_there_were_no_others(totals, decimals, data):
    """So that a reveal tells nothing of those who wait."""
    ladders = ladders_of(totals, decimals)
    rows = [{"team": str(total), "shown": shown_as(ladders[total], {})} for total in sorted(ladders, reverse=True)]
    some = [row for row in rows if data.draw(st.booleans())]
    alone = ladders_of([Fraction(row["team"]) for row in some], decimals)
    assert [row["shown"] for row in shown_among(some)] == [shown_as(alone[Fraction(row["team"])], {}) for row in some]


def test_totals_that_differ_further_down_than_anybody_reads_are_shown_alike():
    assert texts([Fraction(1, 3), Fraction(1, 3) + Fraction(1, 10**30)], 2) == {
        Fraction(1, 3): "0.33",
        Fraction(1, 3) + Fraction(1, 10**30): "0.33",
    }


@pytest.mark.parametrize(
    ("totals", "shown"),
    [
        (["259/3", "80"], ["86.33", "80.00"]),
        (["86.334", "86.333", "80"], ["86.334", "86.333", "80.00"]),
        (["86.334", "259/3", "86.333"], ["86.334", "86.3333", "86.3330"]),
        (["0.001", "-0.004"], ["0.001", "-0.004"]),
        (["-0.004"], ["0.00"]),
        (["86.335", "2.345"], ["86.34", "2.35"]),
    ],
)
def test_two_decimals_and_as_many_more_as_neighbours_need(totals, shown):
    assert list(texts([Fraction(total) for total in totals], 2).values()) == shown


@settings(max_examples=150, deadline=None)
@given(contests(), SHOWN)
def test_it_changes_no_rank_no_total_and_no_tie_of_any_contest(contest, decimals):
    plain = compute(contest)
    standings = compute(replace(contest, rules=replace(contest.rules, shown=decimals)))
    assert standings.rows == plain.rows
    shown = shown_of(standings)
    ranked = [(row, Decimal(shown[row.team]["total"])) for row in standings.rows if row.rank is not None]
    for (better, high), (worse, low) in pairwise(ranked):
        assert high >= low
        if high == low:
            assert better.rank == worse.rank or abs(better.exact - worse.exact) < Fraction(1, 10**FINEST)


# --- on the board --------------------------------------------------------------------------------------


@pytest.fixture
def gala(db):
    """Judged by hundredths: red has 6.5, green 5.165, blue 5."""
    gala = Gala()
    Criterion.objects.update(step=Decimal("0.01"))
    for judge, red, green, blue in ((gala.ann, "4", "4.33", "5"), (gala.bob, "5", "2", "1")):
        for team, mark in ((gala.red, red), (gala.green, green), (gala.blue, blue)):
            gala.score(judge, team, mark, "2")
    return gala


def rows():
    return read_public("gala").body["standings"]


@pytest.mark.django_db(transaction=True)
def test_without_it_a_board_is_what_it_was(gala):
    assert ["shown" in row for row in rows()] == [False, False, False]


@pytest.mark.django_db(transaction=True)
def test_the_board_holds_the_exact_total_and_beside_it_what_is_shown(gala):
    gala.score(gala.bob, gala.green, "4.66", "2")  # 6.495, one hundredth of a half from red's 6.5
    Rules.objects.create(event=gala.event, shown=1)
    told = [(row["team"], row["rank"], row["total"], row["shown"]) for row in rows()]
    assert told == [
        ("red", 1, "6.5", {"total": "6.500", "rounds": {"final": "6.5"}, "coarser": ["6.5", "6.50"]}),
        ("green", 2, "6.495", {"total": "6.495", "rounds": {"final": "6.5"}, "coarser": ["6.5", "6.50"]}),
        ("blue", 3, "5", {"total": "5.0", "rounds": {"final": "5.0"}}),
    ]


@pytest.mark.django_db(transaction=True)
def test_places_are_shown_as_they_are(gala):
    gala.style.delete()
    Rules.objects.create(event=gala.event, method="placings", places_from="points", shown=2)
    assert [(shown_total(row), "shown" in row) for row in rows()] == [("1", False), ("2.5", False), ("2.5", False)]


@pytest.mark.django_db(transaction=True)
def test_a_team_without_a_total_shows_none(gala):
    Rules.objects.create(event=gala.event, shown=1)
    gala.blue.status = "withdrawn"
    gala.blue.save()
    assert json.loads(json.dumps(rows()[-1]["shown"])) == {"total": None, "rounds": {"final": "5.0"}}
