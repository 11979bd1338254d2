"""The planner: constraints hold whatever is asked, loads are as equal as can be, and what cannot be met is said."""

from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from judging.planner import Plan, Question, Trouble, plan
from judging.planner.plan import (
    KEPT_CONFLICT,
    KEPT_OFTEN,
    TEAM_SHORT,
    TOO_FEW_JUDGES,
    TOO_LITTLE_TIME,
    UNEQUAL,
)


def question(judges, teams, times, **more):
    return Question([f"j{n}" for n in range(judges)], [f"t{n}" for n in range(teams)], times, **more)


def seen(made, team):
    return sum(pair[1] == team for pair in made.pairs)


@st.composite
def questions(draw):
    judges, teams = draw(st.integers(1, 7)), draw(st.integers(1, 10))
    everything = [(f"j{j}", f"t{t}") for j, t in product(range(judges), range(teams))]
    some = st.frozensets(st.sampled_from(everything), max_size=len(everything) // 2)
    return question(
        judges,
        teams,
        draw(st.integers(1, 4)),
        conflicts=draw(some),
        kept=draw(st.one_of(st.just(frozenset()), some)),
        most=draw(st.one_of(st.none(), st.integers(1, 10))),
        seed=draw(st.integers(0, 20)),
    )


@given(questions())
@settings(max_examples=300, deadline=None)
def test_constraints_hold_whatever_is_asked(asked):
    made = plan(asked)
    assert asked.kept <= made.pairs
    assert not (made.pairs - asked.kept) & asked.conflicts
    short = {trouble.team for trouble in made.troubles if trouble.kind == TEAM_SHORT}
    for team in asked.teams:
        kept = sum(pair[1] == team for pair in asked.kept)
        if team in short:
            assert seen(made, team) < asked.times
        else:
            assert seen(made, team) == max(asked.times, kept)
    for judge in asked.judges:
        kept = sum(pair[0] == judge for pair in asked.kept)
        assert asked.most is None or made.loads[judge] <= max(asked.most, kept)
    assert made.loads == {judge: sum(pair[0] == judge for pair in made.pairs) for judge in asked.judges}


@given(questions())
@settings(max_examples=100, deadline=None)
def test_the_same_question_gets_the_same_plan(asked):
    assert plan(asked) == plan(asked)


def best_spread(asked):
    """The smallest difference of loads at which every team can be seen often enough: tried with every pair of bounds."""
    for spread in range(len(asked.teams) + 1):
        for low in range(len(asked.teams) - spread + 1):
            if flows(asked, low, low + spread):
                return spread
    return None


def flows(asked, low, high):
    """Whether some plan gives every team `times` judges and every judge from low to high teams: tries them all."""
    free = {(j, t) for j in asked.judges for t in asked.teams} - asked.conflicts
    slots = [team for team in asked.teams for _ in range(asked.times)]

    def fill(index, loads, taken):
        if index == len(slots):
            return all(low <= load <= high for load in loads.values())
        for judge in asked.judges:
            pair = (judge, slots[index])
            # The slots of one team are filled in the order of the judges, so that no plan is tried twice.
            again = index and slots[index - 1] == slots[index] and judge <= taken[-1]
            if pair in free and loads[judge] < high and not again:
                found = fill(index + 1, loads | {judge: loads[judge] + 1}, [*taken, judge])
                if found:
                    return True
        return False

    return fill(0, dict.fromkeys(asked.judges, 0), [])


@st.composite
def small_questions(draw):
    judges, teams = draw(st.integers(1, 4)), draw(st.integers(1, 4))
    everything = [(f"j{j}", f"t{t}") for j, t in product(range(judges), range(teams))]
    conflicts = draw(st.frozensets(st.sampled_from(everything), max_size=5))
    return question(judges, teams, draw(st.integers(1, 2)), conflicts=conflicts)


@given(small_questions())
@settings(max_examples=150, deadline=None)
def test_loads_differ_as_little_as_any_plan_can_make_them(asked):
    made = plan(asked)
    if any(trouble.kind in (TEAM_SHORT, TOO_FEW_JUDGES) for trouble in made.troubles):
        assert best_spread(asked) is None
    else:
        assert max(made.loads.values()) - min(made.loads.values()) == best_spread(asked)


@given(st.integers(1, 12), st.integers(1, 30), st.integers(1, 5), st.integers(0, 11))
@settings(deadline=None)
def test_without_conflicts_loads_differ_by_at_most_one_and_nothing_is_missed(judges, teams, times, seed):
    made = plan(question(judges, teams, times, seed=seed))
    assert max(made.loads.values()) - min(made.loads.values()) <= 1
    assert {seen(made, f"t{n}") for n in range(teams)} == {min(times, judges)}
    if times <= judges:
        assert made.troubles == ()


def test_tables_of_one_judge_are_neighbours():
    made = plan(question(10, 50, 2))
    for judge in range(10):
        tables = sorted(int(team[1:]) for name, team in made.pairs if name == f"j{judge}")
        assert tables[-1] - tables[0] == len(tables) - 1


def test_a_conflict_moves_few_others():
    made = plan(question(10, 50, 2, conflicts=frozenset({("j0", "t0"), ("j3", "t31")})))
    assert made.troubles == ()
    spreads = []
    for judge in range(10):
        tables = sorted(int(team[1:]) for name, team in made.pairs if name == f"j{judge}")
        spreads.append(tables[-1] - tables[0])
    assert sum(spread <= 12 for spread in spreads) >= 8


def test_the_seed_decides_who_gets_which_tables():
    assert plan(question(3, 9, 1, seed=1)) != plan(question(3, 9, 1, seed=2))


@pytest.mark.parametrize(
    ("asked", "troubles"),
    [
        (
            question(2, 3, 3),
            [Trouble(TOO_FEW_JUDGES, wanted=3, got=2), *(Trouble(TEAM_SHORT, None, f"t{n}", 3, 2) for n in range(3))],
        ),
        (
            question(3, 2, 2, conflicts=frozenset({("j0", "t0"), ("j1", "t0")})),
            [Trouble(TEAM_SHORT, None, "t0", 2, 1)],
        ),
        (
            question(2, 6, 1, most=2),
            [Trouble(TOO_LITTLE_TIME, wanted=3, got=2), *(Trouble(TEAM_SHORT, None, f"t{n}", 1, 0) for n in (2, 5))],
        ),
        (
            question(2, 4, 1, conflicts=frozenset({("j0", "t0"), ("j0", "t1"), ("j0", "t2")})),
            [Trouble(UNEQUAL, "j0", None, 3, 1)],
        ),
        (
            question(2, 2, 1, conflicts=frozenset({("j0", "t0")}), kept=frozenset({("j0", "t0"), ("j1", "t0")})),
            [Trouble(KEPT_OFTEN, None, "t0", 1, 2), Trouble(KEPT_CONFLICT, "j0", "t0")],
        ),
    ],
)
def test_what_cannot_be_met_is_said_with_its_cause(asked, troubles):
    assert list(plan(asked).troubles) == troubles


def test_nothing_to_plan_is_an_empty_plan():
    assert plan(question(0, 3, 1)) == Plan(frozenset())
    assert plan(question(3, 0, 1)) == Plan(frozenset())
