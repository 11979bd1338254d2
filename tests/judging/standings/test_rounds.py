"""Each round by itself: its own order, with ties as ties, and who has no place in it."""

from dataclasses import replace

from judging.standings import Round, Team, compute, round_places
from tests.judging.standings.build import contest, criterion, dances

ONE, TWO = (Round(code, code.title(), (criterion(),), weight=weight) for code, weight in (("one", 1), ("two", 3)))
CARDS = {
    "ann": {
        "a": {"one": {"c": 9}, "two": {"c": 1}},
        "b": {"one": {"c": 5}, "two": {"c": 8}},
        "c": {"one": {"c": 5}, "two": {"c": 2}},
        "d": {"one": {"c": 1}},
    }
}


def places(given):
    return round_places(compute(given))


def test_each_round_has_its_own_places_and_equal_teams_share_theirs():
    assert places(contest(CARDS, rounds=(ONE, TWO))) == {
        "one": {"a": (1, False), "b": (2, True), "c": (2, True), "d": (4, False)},
        "two": {"b": (1, False), "c": (2, False), "a": (3, False)},
    }


def test_a_tie_break_of_the_event_parts_nobody_in_a_round():
    given = contest(CARDS, rounds=(ONE, TWO), combine="best", count=1)
    assert places(given)["one"]["b"] == (2, True)


def test_who_does_not_compete_any_more_takes_no_place_in_a_round():
    teams = (Team("a", "A", status="withdrawn"), Team("b", "B"), Team("c", "C"), Team("d", "D", status="absent"))
    assert places(contest(CARDS, rounds=(ONE, TWO), teams=teams)) == {
        "one": {"b": (1, True), "c": (1, True)},
        "two": {"b": (1, False), "c": (2, False)},
    }


def test_a_round_that_does_not_count_has_no_places():
    assert places(contest(CARDS, rounds=(ONE, replace(TWO, counts=False))))["two"] == {}


def test_places_differ_where_the_exact_figures_do_and_their_text_does_not():
    marks = {"x": ("1", "1"), "y": ("1", "1"), "z": ("1.000001", "1.0000011")}
    cards = {judge: {"a": {"one": {"c": a}}, "b": {"one": {"c": b}}} for judge, (a, b) in marks.items()}
    given = contest(cards, rounds=(ONE, TWO))
    assert [row.rounds["one"] for row in compute(given).rows] == ["1.000000", "1.000000"]
    assert places(given)["one"] == {"b": (1, False), "a": (2, False)}


def test_a_dance_has_the_places_that_it_gives():
    given = dances({"a": "111", "b": "222", "c": "333"}, {"a": "333", "b": "111", "c": "222"})
    assert places(given) == {
        "d0": {"a": (1, False), "b": (2, False), "c": (3, False)},
        "d1": {"b": (1, False), "c": (2, False), "a": (3, False)},
    }


def test_a_dance_that_is_pending_has_no_places():
    assert places(dances({"a": "12", "b": "21"}, {"a": "11", "b": "12"}))["d1"] == {}
