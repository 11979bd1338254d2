"""The skating system against a second opinion, written down apart from it as a tabulator works."""

import random
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

from hypothesis import given, settings
from hypothesis import strategies as st

from judging.standings import Contest, Criterion, Judge, Mark, Round, Rules, Team, compute


@st.composite
def tables(draw):
    """The cards of one to seven judges for one to seven teams."""
    teams = [f"t{n}" for n in range(draw(st.integers(1, 7)))]
    return [draw(st.permutations(teams)) for _ in range(draw(st.integers(1, 7)))]


def place_by_the_rules(cards):
    """Rules 5 to 8 as a tabulator works them: a sheet, a column, a finger on the row. Returns {team: place}."""
    teams, judges = sorted(cards[0]), len(cards)
    marks = {team: [card.index(team) + 1 for card in cards] for team in teams}
    places, order = {}, []

    def better(one, two, column):
        """Whether one beats two from this column on: True, False, or None where nothing parts them."""
        for at in range(column, len(teams) + 1):
            ones, twos = ([mark for mark in marks[team] if mark <= at] for team in (one, two))
            if len(ones) != len(twos):
                return len(ones) > len(twos)
            if sum(ones) != sum(twos):
                return sum(ones) < sum(twos)
        return None

    for column in range(1, len(teams) + 1):
        now = [team for team in teams if team not in order and 2 * sum(m <= column for m in marks[team]) > judges]
        placed = len(order)
        for team in now:
            above = sum(better(other, team, column) is True for other in now if other != team)
            equal = sum(better(other, team, column) is None for other in now if other != team)
            places[team] = Fraction(2 * (placed + above) + equal + 2, 2)
        order += now
    return places


@settings(deadline=None, max_examples=200)
@given(tables())
def test_one_dance_is_placed_as_a_tabulator_does_it(cards):
    criterion = Criterion("place", "Place", Decimal(1), Decimal(9))
    teams = tuple(Team(code, code) for code in sorted(cards[0]))
    judges = tuple(Judge(f"j{n}", f"J{n}") for n in range(len(cards)))
    marks = [
        Mark("d", f"j{n}", team, "place", Decimal(place)) for n, card in enumerate(cards) for place, team in enumerate(card, 1)
    ]
    contest = Contest(Rules(method="placings"), teams, judges, (Round("d", "Dance", (criterion,)),), marks)
    assert {row.team: row.exact for row in compute(contest).rows} == place_by_the_rules(cards)
    random.Random(0).shuffle(marks)
    assert {row.team: row.exact for row in compute(replace(contest, marks=marks)).rows} == place_by_the_rules(cards)


@st.composite
def several_dances(draw):
    """The cards of the same judges for the same teams in two to four dances."""
    teams = [f"t{n}" for n in range(draw(st.integers(1, 5)))]
    judges = draw(st.integers(1, 5))
    return [[draw(st.permutations(teams)) for _ in range(judges)] for _ in range(draw(st.integers(2, 4)))]


def finals_by_the_rules(tables):
    """Rules 9 to 11 as a tabulator works them. Returns {team: place}."""
    teams = sorted(tables[0][0])
    dances = [place_by_the_rules(cards) for cards in tables]
    marks = {team: [card.index(team) + 1 for cards in tables for card in cards] for team in teams}
    majority = len(marks[teams[0]]) / 2

    def line(team, column):
        """All marks, column by column: more of them is better, then their lower sum."""
        inside = [[mark for mark in marks[team] if mark <= at] for at in range(column, len(teams) + 1)]
        return [(-len(each), sum(each)) for each in inside]

    def rule_11(tied, place):
        for column in range(place, len(teams) + 1):
            there = [team for team in tied if len([mark for mark in marks[team] if mark <= column]) > majority]
            if there:
                best = min(line(team, column) for team in there)
                return [team for team in there if line(team, column) == best]
        return tied

    def rule_10(tied, place):
        places = {team: [dance[team] for dance in dances if dance[team] <= place] for team in tied}
        best = min((-len(places[team]), sum(places[team])) for team in tied)
        return [team for team in tied if (-len(places[team]), sum(places[team])) == best]

    final, place = {}, 1
    totals = {team: sum(dance[team] for dance in dances) for team in teams}
    for total in sorted(set(totals.values())):
        tied = [team for team in teams if totals[team] == total]
        while tied:
            best = rule_10(tied, place) if len(tied) > 1 else tied
            best = rule_11(best, place) if len(best) > 1 else best
            final |= {team: Fraction(2 * place + len(best) - 1, 2) for team in best}
            place += len(best)
            tied = [team for team in tied if team not in best]
    return final


@settings(deadline=None, max_examples=400)
@given(several_dances())
def test_several_dances_are_placed_as_a_tabulator_does_it(tables):
    criterion = Criterion("place", "Place", Decimal(1), Decimal(9))
    teams = tuple(Team(code, code) for code in sorted(tables[0][0]))
    judges = tuple(Judge(f"j{n}", f"J{n}") for n in range(len(tables[0])))
    marks = [
        Mark(f"d{number}", f"j{n}", team, "place", Decimal(place))
        for number, cards in enumerate(tables)
        for n, card in enumerate(cards)
        for place, team in enumerate(card, 1)
    ]
    rounds = tuple(Round(f"d{number}", "Dance", (criterion,)) for number in range(len(tables)))
    contest = Contest(Rules(method="placings"), teams, judges, rounds, marks)
    assert {row.team: row.exact for row in compute(contest).rows} == finals_by_the_rules(tables)
