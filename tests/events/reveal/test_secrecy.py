"""At no step can a place that is not out be read off anything public: what the others have changes not one byte."""

from fractions import Fraction

from hypothesis import given, settings
from hypothesis import strategies as st

from events.board import dumps
from events.reveal.face import WAITING, cut_explanation, public_face
from events.reveal.plan import DIVISIONS, PLACES, Prize, Wish, beats_of, complete, revealed
from events.reveal.scene import scene
from events.shown import shown_total
from tests.events.reveal.boards import board, parts

TEAMS = [f"team{letter}" for letter in "abcdefgh"]
TOTALS = st.one_of(st.none(), st.integers(0, 6).map(lambda quarters: Fraction(quarters, 4)))
SHOWN = st.sampled_from([None, 0, 1])  # decimals; some of the totals look the same with none


@st.composite
def shows(draw):
    """A frozen and a final board, a plan, and a step of it."""
    teams = TEAMS[: draw(st.integers(1, len(TEAMS)))]
    divisions = {team: draw(st.sampled_from(["jun", "sen", None])) for team in teams} if draw(st.booleans()) else {}
    frozen = {team: draw(TOTALS) for team in teams if draw(st.integers(0, 5))}
    final = {team: draw(TOTALS) for team in teams}
    order = draw(st.sampled_from([PLACES, DIVISIONS])) if divisions else PLACES
    codes = tuple(sorted({division for division in divisions.values() if division}))
    wish = Wish(order, draw(st.sampled_from(["parts", "card", "place"])), draw(st.one_of(st.none(), st.integers(1, 4))), codes)
    prizes = [Prize("Audience award", team=draw(st.sampled_from(teams))), Prize("Third place", place=3), Prize("Winner", place=1)]
    beats = planned(final, divisions, wish, prizes)
    return frozen, final, divisions, wish, prizes, beats, draw(st.integers(0, len(beats))), draw(st.booleans())


def planned(final, divisions, wish, prizes, shown=None):
    return beats_of(board(final, divisions, shown=shown)["standings"], parts(final, shown), wish, prizes)


def turns_taken(beats, position):
    """Whose turn has come: their places are out, or the first card of those who share the place is up."""
    up = {beat["team"] for beat in beats[:position] if beat["kind"] in ("card", "part")}
    groups = [set(beat["teams"]) for beat in beats if beat["kind"] == "place"]
    return revealed(beats, position) | {team for group in groups if group & up for team in group}


def other_results(draw, final, divisions, wish, open_teams):
    """Other results for these teams, with which the show would have been the same so far."""
    changed = dict(final)
    pools = [open_teams]
    if wish.order == DIVISIONS:
        pools = [[team for team in open_teams if divisions.get(team) == division] for division in (*wish.divisions, None)]
    for pool in pools:
        totals = draw(st.permutations([final[team] for team in pool]))
        changed |= dict(zip(pool, totals, strict=True))
    if wish.order == DIVISIONS and wish.singly is None:
        # Divisions whose turn has not begun could be anywhere, all above or all below.
        begun = {divisions.get(team) for team in final if team not in open_teams}
        shift = draw(st.sampled_from([0, 100]))
        changed |= {
            team: changed[team] + shift for team in open_teams if divisions.get(team) not in begun and changed[team] is not None
        }
    return changed


@settings(max_examples=600, deadline=None)
@given(shows(), SHOWN, st.data())
def test_what_is_public_says_nothing_of_those_whose_turn_has_not_come(show, shown, data):
    frozen, final, divisions, wish, prizes, _, position, hide = show
    beats = planned(final, divisions, wish, prizes, shown)
    open_teams = [team for team in sorted(final) if team not in turns_taken(beats, position)]
    other = other_results(data.draw, final, divisions, wish, open_teams)
    other_beats = planned(other, divisions, wish, prizes, shown)

    def seen(totals, plan):
        before, after = board(frozen, divisions, shown=shown), board(totals, divisions, shown=shown)
        step = scene(after, plan, position) if plan[:position] else {}
        return dumps([public_face(before, after, plan, position, hide=hide), step])

    assert seen(other, other_beats) == seen(final, beats)


@settings(max_examples=300, deadline=None)
@given(shows(), SHOWN)
def test_who_waits_has_no_place_and_no_total_beyond_the_freeze(show, shown):
    frozen, final, divisions, _, _, beats, position, hide = show
    start, after = board(frozen, divisions, shown=shown), board(final, divisions, shown=shown)
    before = {row["team"]: row for row in start["standings"]}
    face = public_face(start, after, beats, position, hide=hide)
    waiting = {row["team"]: row for row in face["standings"] if row["team"] not in revealed(beats, position)}
    assert set(waiting) == set(frozen) - revealed(beats, position)
    for team, row in waiting.items():
        assert (row["rank"], row["tied"], row.get("division_rank"), row["status"]) == (None, False, None, WAITING)
        assert row["total"] == (None if hide else before[team]["total"])
        assert shown_total(row) == (None if hide else shown_total(before[team]))


@settings(max_examples=100, deadline=None)
@given(shows())
def test_nobodys_place_in_a_round_is_told_before_all_places_are_out(show):
    frozen, final, divisions, _, _, beats, position, hide = show
    face = public_face(board(frozen, divisions), board(final, divisions), beats, position, hide=hide)
    told = [row for row in face["standings"] if {"round_ranks", "round_ties"} & row.keys()]
    assert told == [row for row in face["standings"] if complete(beats, position) and row["rounds"]]


@settings(max_examples=300, deadline=None)
@given(shows(), SHOWN)
def test_places_come_out_from_the_last_and_the_end_is_the_final_board(show, shown):
    frozen, final, divisions, _, _, beats, _, hide = show
    after = board(final, divisions, shown=shown)
    sizes = [len(revealed(beats, position)) for position in range(len(beats) + 1)]
    assert sizes == sorted(sizes)
    assert complete(beats, len(beats))
    face = public_face(board(frozen, divisions, shown=shown), after, beats, len(beats), hide=hide)
    without = [{key: value for key, value in row.items() if key != "previous_rank"} for row in face["standings"]]
    assert without == [{key: value for key, value in row.items() if key != "previous_rank"} for row in after["standings"]]
    assert (face["rounds"], face["progress"]) == (after["rounds"], after["progress"])
    placed = [beat for beat in beats if beat["kind"] == "place"]
    for division in {beat["division"] for beat in placed}:
        ranks = [beat["rank"] for beat in placed if beat["division"] == division]
        assert ranks == sorted(ranks, reverse=True)


@settings(max_examples=300, deadline=None)
@given(shows(), st.sampled_from([0, 1]))
def test_the_card_the_landing_and_the_board_show_the_same_total_told_from_all_that_are_out(show, shown):
    frozen, final, divisions, wish, prizes, _, _, hide = show
    beats = planned(final, divisions, wish, prizes, shown)
    start, after = board(frozen, divisions, shown=shown), board(final, divisions, shown=shown)
    for position in range(1, len(beats) + 1):
        step = scene(after, beats, position)
        if step["kind"] != "place":
            continue
        totals = {row["team"]: shown_total(row) for row in public_face(start, after, beats, position, hide=hide)["standings"]}
        out = [team for team in revealed(beats, position) if final[team] is not None]
        assert all((totals[one] == totals[other]) == (final[one] == final[other]) for one in out for other in out)
        assert {each["team"]: each["total"] for each in step["landed"]} == {
            each["team"]: totals[each["team"]] for each in step["landed"]
        }
        last = beats[position - 2] if position > 1 else {}
        if last.get("kind") == "part":
            assert last["part"]["value"] == totals[last["team"]]


@settings(max_examples=300, deadline=None)
@given(shows())
def test_who_shares_a_place_lands_together(show):
    _, final, divisions, wish, _, beats, _, _ = show
    key = "division_rank" if wish.order == DIVISIONS else "rank"
    rows = {row["team"]: row for row in board(final, divisions)["standings"]}
    for step in range(len(beats) + 1):
        out = revealed(beats, step)
        for team in out:
            if rows[team][key] is not None and not complete(beats, step):
                same = {
                    other
                    for other, row in rows.items()
                    if row[key] == rows[team][key] and (wish.order != DIVISIONS or row["division"] == rows[team]["division"])
                }
                assert same <= out


def test_a_derivation_says_nothing_of_those_who_wait():
    decisions = [
        {"against": ["red"], "values": {"blue": "3", "red": "2"}},
        {"against": ["red", "green"], "values": {"blue": "3", "red": "2", "green": "1"}},
    ]
    explanation = {"team": "blue", "rank": 3, "tied": True, "decisions": decisions, "notes": ["of others"]}
    cut = cut_explanation(explanation, {"blue", "red"}, divided=False)
    assert cut == explanation | {"decisions": decisions[:1], "notes": []}
    assert cut_explanation(explanation, {"blue", "red", "green"}, divided=True) == {
        "team": "blue", "rank": None, "tied": False, "decisions": [], "notes": [],
    }  # fmt: skip
