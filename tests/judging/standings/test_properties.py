"""What must hold for every contest that anybody can make up."""

from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

from hypothesis import given, settings
from hypothesis import strategies as st

from judging.standings import Adjustment, Contest, Criterion, Judge, Mark, Round, Rules, Team, TieBreak, compute

settings.register_profile("engine", deadline=None, max_examples=150)
settings.load_profile("engine")

POINTS = st.integers(-40, 40).map(lambda quarters: Decimal(quarters) / 4)
WEIGHTS = st.sampled_from([Decimal(text) for text in ("0", "0.5", "1", "1.3", "2")])
PANELS = st.sampled_from(
    [("mean", (0, 0)), ("sum", (0, 0)), ("median", (0, 0)), ("trimmed_mean", (1, 1)), ("trimmed_mean", (0, 2))]
)
BREAKS = st.sampled_from(
    [
        TieBreak("criteria", ("c0",)),
        TieBreak("criteria", ("c0",), "r0", "low", 2),
        TieBreak("countback"),
        TieBreak("raters"),
        TieBreak("round", round="r0"),
        TieBreak("highest_mark"),
        TieBreak("running_order", places=1),
        TieBreak("lot"),
    ]
)


@st.composite
def contests(draw, panels=PANELS, rules=None, complete=False, adjustments=True):
    """A contest of up to six teams, five judges, three criteria and two rounds, with holes in it unless complete."""
    teams = [Team(f"t{n}", f"T{n}", draw(st.none() | st.integers(0, 9))) for n in range(draw(st.integers(1, 6)))]
    judges = [Judge(f"j{n}", f"J{n}") for n in range(draw(st.integers(1, 5)))]
    rounds = []
    for n in range(draw(st.integers(1, 2))):
        criteria = []
        for number in range(draw(st.integers(1, 3))):
            panel, trim = draw(panels)
            criteria.append(Criterion(f"c{number}", f"C{number}", Decimal(-10), Decimal(10), None, draw(WEIGHTS), panel, trim))
        rounds.append(Round(f"r{n}", f"R{n}", tuple(criteria), draw(WEIGHTS)))
    choice = POINTS if complete else st.none() | POINTS | st.just("missing")
    marks = [
        Mark(round_.code, judge.code, team.code, criterion.code, points)
        for round_ in rounds
        for judge in judges
        for team in teams
        for criterion in round_.criteria
        if (points := draw(choice)) != "missing"
    ]
    extra = st.builds(
        Adjustment, st.sampled_from([team.code for team in teams]), POINTS, st.just("why"), st.sampled_from([None, "r0"])
    )
    lots = draw(st.permutations([team.code for team in teams]))
    given_rules = rules if rules is not None else draw(_rules())
    added = tuple(draw(st.lists(extra, max_size=2))) if adjustments else ()
    return Contest(given_rules, tuple(teams), tuple(judges), tuple(rounds), marks, added, tuple(lots))


@st.composite
def _rules(draw):
    combine, count = draw(st.sampled_from([("sum", None), ("best", 1), ("last", None)]))
    target = draw(st.sampled_from([(None, None), (Decimal(50), Decimal(10))]))
    normalise = draw(st.sampled_from(["none", "none", "zscore"]))
    mean, deviation = target if normalise == "zscore" else (None, None)
    return Rules(
        decimals=draw(st.sampled_from([None, 0, 1, 2])),
        rounding=draw(st.sampled_from(["half_up", "half_even"])),
        normalise=normalise,
        zscore_mean=mean,
        zscore_deviation=deviation,
        combine=combine,
        count=count,
        tie_breaks=tuple(draw(st.lists(BREAKS, max_size=3))),
    )


def ranks(contest):
    return {row.team: row.rank for row in compute(contest).rows}


@given(contests(), st.randoms(use_true_random=False))
def test_ranks_do_not_depend_on_the_order_of_the_input(contest, chance):
    def shuffled(rows):
        rows = list(rows)
        chance.shuffle(rows)
        return tuple(rows)

    mixed = replace(contest, teams=shuffled(contest.teams), judges=shuffled(contest.judges), marks=shuffled(contest.marks))
    assert ranks(mixed) == ranks(contest)
    assert {row.team: row.total for row in compute(mixed).rows} == {row.team: row.total for row in compute(contest).rows}


PLAIN = Rules()
SUM_OR_MEAN = st.sampled_from([("mean", (0, 0)), ("sum", (0, 0))])


@given(contests(panels=SUM_OR_MEAN, rules=PLAIN, complete=True), POINTS)
def test_the_same_constant_on_every_mark_changes_no_rank(contest, constant):
    moved = replace(contest, marks=[mark._replace(points=mark.points + constant) for mark in contest.marks])
    assert ranks(moved) == ranks(contest)


@given(contests(rules=PLAIN), st.data())
def test_raising_a_mark_never_lowers_that_teams_total(contest, data):
    raisable = [index for index, mark in enumerate(contest.marks) if mark.points is not None]
    if not raisable:
        return
    index = data.draw(st.sampled_from(raisable))
    marks = list(contest.marks)
    marks[index] = marks[index]._replace(points=marks[index].points + data.draw(st.sampled_from([Decimal("0.25"), Decimal(7)])))
    team = marks[index].team
    assert compute(replace(contest, marks=marks)).by_team[team].exact >= compute(contest).by_team[team].exact


@given(contests())
def test_no_tie_break_reorders_teams_that_are_not_tied(contest):
    rows = [row for row in compute(contest).rows if row.rank is not None]
    plain = compute(replace(contest, rules=replace(contest.rules, tie_breaks=()))).by_team
    assert [row.exact for row in rows] == sorted((row.exact for row in rows), reverse=True)
    for row in rows:
        # A tie-break only ever parts the teams of one shared rank among themselves.
        sharing = sum(other.rank == plain[row.team].rank for other in plain.values())
        assert plain[row.team].rank <= row.rank < plain[row.team].rank + sharing


@given(contests())
def test_ranks_are_competition_ranks(contest):
    rows = [row for row in compute(contest).rows if row.rank is not None]
    assert [row.rank for row in rows] == sorted(row.rank for row in rows)
    for row in rows:
        assert row.rank == 1 + sum(other.rank < row.rank for other in rows)
        assert row.tied == (sum(other.rank == row.rank for other in rows) > 1)


@given(contests())
def test_a_team_is_ranked_exactly_when_it_has_a_mark_that_counts(contest):
    for row in compute(contest).rows:
        assert (row.total is None) == (row.rank is None) == (row.status == "unranked")
        if contest.rules.combine != "last":
            has_mark = any(mark.points is not None and mark.team == row.team for mark in contest.marks)
            assert (row.rank is not None) == has_mark


# --- the explanation adds up -----------------------------------------------------------------------------


def rounded(value, rules):
    """By the schoolbook: shift, add a half, cut off; a half goes to the even digit where the rules say so."""
    if rules.decimals is None:
        return value
    shifted = abs(value) * 10**rules.decimals
    whole = (shifted + Fraction(1, 2)).__floor__()
    if rules.rounding == "half_even" and shifted - shifted.__floor__() == Fraction(1, 2) and whole % 2:
        whole -= 1
    return Fraction(whole if value >= 0 else -whole, 10**rules.decimals)


def by_hand(criterion, rules):
    """A criterion's points from its marks, as the explanation shows them."""
    kept = [mark for mark in criterion["marks"] if mark["state"] == "given" and not mark["dropped"]]
    values = sorted(Fraction(mark.get("normalised", mark["points"])) for mark in kept)
    middle = len(values) // 2
    panel = {
        "sum": lambda: sum(values),
        "mean": lambda: sum(values) / len(values),
        "trimmed_mean": lambda: sum(values) / len(values),
        "median": lambda: values[middle] if len(values) % 2 else (values[middle - 1] + values[middle]) / 2,
    }[criterion["panel"]]()
    assert panel == Fraction(criterion["value"])
    assert rounded(panel, rules) == Fraction(criterion["rounded"])
    return rounded(rounded(panel, rules) * Fraction(criterion["weight"]), rules)


@given(contests())
def test_the_explanation_adds_up_to_the_total_by_hand(contest):
    rules = contest.rules
    standings = compute(contest)
    for row in standings.rows:
        told = standings.explain(row.team)
        counted = Fraction(0)
        for round_ in told["rounds"]:
            together = sum((by_hand(criterion, rules) for criterion in round_["criteria"]), Fraction(0))
            adjusted = together + sum(Fraction(each["points"]) for each in round_["adjustments"])
            total = rounded(adjusted, rules)
            assert total == Fraction(round_["total"])
            weighted = rounded(total * Fraction(round_["weight"]), rules)
            assert weighted == Fraction(round_["weighted"])
            counted += weighted if round_["counts"] else 0
        if row.total is None:
            assert told["total"] is None
            continue
        final = rounded(counted + sum(Fraction(each["points"]) for each in told["adjustments"]), rules)
        assert final == row.exact
        assert told["total"] == row.total


@given(contests())
def test_every_mark_that_counts_is_told_once_and_no_more_is_dropped_than_the_trim(contest):
    standings = compute(contest)
    for row in standings.rows:
        told = standings.explain(row.team)
        shown = [
            (round_["code"], mark["judge"], criterion["code"], mark["points"])
            for round_ in told["rounds"]
            for criterion in round_["criteria"]
            for mark in criterion["marks"]
            if mark["state"] == "given"
        ]
        given_marks = [m for m in contest.marks if m.team == row.team and m.points is not None]
        assert sorted((r, j, c, Fraction(p)) for r, j, c, p in shown) == sorted(
            (m.round, m.judge, m.criterion, Fraction(m.points)) for m in given_marks
        )
        for round_ in told["rounds"]:
            for criterion in round_["criteria"]:
                marks = [mark for mark in criterion["marks"] if mark["state"] == "given"]
                assert sum(not mark["dropped"] for mark in marks) >= 1
