"""Official results of real events, reproduced to the letter; and what other rules would have made of them."""

import pytest

from judging.standings import check, compute
from tests.judging.standings.files import NAMES, contest_of, official, realworld


def standings_of(data):
    rows = compute(contest_of(data)).rows
    return [{"rank": row.rank, "team": row.team, "total": row.total} for row in rows]


def by_code_within_a_rank(rows):
    return sorted(rows, key=lambda row: (row["rank"], row["team"]))


@pytest.mark.parametrize("name", NAMES)
def test_the_official_result_is_reproduced(name):
    assert check(contest_of(realworld(name))) == []
    assert by_code_within_a_rank(standings_of(realworld(name))) == by_code_within_a_rank(official(name))


def winners(data):
    return {row["team"] for row in standings_of(data) if row["rank"] == 1}


def test_1969_had_four_winners():
    assert winners(realworld("esc-1969")) == {"es", "fr", "gb", "nl"}


def test_1991_would_have_had_another_winner_under_the_rule_of_2008():
    data = realworld("esc-1991")
    assert winners(data) == {"se"}
    data["rules"]["tie_breaks"] = realworld("esc-2008")["rules"]["tie_breaks"]
    assert winners(data) == {"fr"}


def test_1991_parted_by_countback_only_the_first_place():
    data = realworld("esc-1991")
    shared = {row["rank"] for row in standings_of(data) if sum(r["rank"] == row["rank"] for r in standings_of(data)) > 1}
    assert 1 not in shared
    assert shared != set()


@pytest.mark.parametrize(
    ("name", "official_winner", "winner"),
    [("isu-gpf2017-junior-ice-dance-free-dance", "n05", "n06")],
)
def test_a_plain_mean_instead_of_the_trimmed_one_changes_the_winner(name, official_winner, winner):
    data = realworld(name)
    assert winners(data) == {official_winner}
    for criterion in data["rounds"][0]["criteria"]:
        if criterion.get("panel") == "trimmed_mean":
            criterion["panel"] = "mean"
            del criterion["trim"]
    assert winners(data) == {winner}


def test_the_icpc_finals_shared_a_fourteenth_place_among_130_teams():
    rows = standings_of(realworld("icpc-wf47"))
    assert (len(rows), [row["team"] for row in rows if row["rank"] == 14]) == (130, ["47066", "47119"])
