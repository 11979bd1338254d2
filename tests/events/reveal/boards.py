"""Boards for tests of the reveal, made from totals: frozen and final, with ranks, ties and divisions as events have them."""

from fractions import Fraction

from events.shown import shown_as
from judging.shown import ladders_of
from judging.standings import decimal_text


def board(totals, divisions=None, cursor="k00000001.1", shown=None):
    """A board's body from {team: total or None}; ranks are competition ranks, over all and within divisions.

    With `shown` totals are shown with so many decimals.
    """
    divisions = divisions or {}
    figures = figures_of(totals, shown)
    ranked = sorted((team for team in totals if totals[team] is not None), key=lambda team: (-totals[team], team))
    rest = sorted(team for team in totals if totals[team] is None)
    return {
        "event": {"slug": "gala", "name": "Gala", "status": "live", "frozen": True},
        "cursor": cursor,
        "version": 1,
        "updated_at": "2026-11-24T00:00:00.000Z",
        "rounds": [{"code": "final", "name": "Final", "status": "open"}],
        "standings": [row(team, totals, divisions) | figures[team] for team in ranked + rest],
        "progress": {"received": 1, "expected": 2},
    }


def figures_of(totals, shown):
    """What stands in each team's row because totals are shown with so many decimals."""
    if shown is None:
        return {team: {} for team in totals}
    ladders = ladders_of((Fraction(total) for total in totals.values() if total is not None), shown)
    rounds = {team: {"final": decimal_text(total, shown)} for team, total in totals.items() if total is not None}
    nothing = {"total": None, "rounds": {}}
    return {team: {"shown": shown_as(ladders[totals[team]], rounds[team]) if team in rounds else nothing} for team in totals}


def row(team, totals, divisions):
    total, division = totals[team], divisions.get(team)
    rivals = [other for other in totals if totals[other] is not None]
    mine = [other for other in rivals if divisions.get(other) == division]
    placed = total is not None
    divided = {
        "division_name": division.title() if division else None,
        "division_rank": place(total, mine, totals) if placed and division else None,
    }
    return {
        "rank": place(total, rivals, totals) if placed else None,
        "tied": placed and sum(totals[other] == total for other in rivals) > 1,
        "previous_rank": None,
        "team": team,
        "name": team.title(),
        "organisation": "",
        "division": division,
        **(divided if divisions else {}),
        "total": decimal_text(total, None) if placed else None,
        "rounds": {"final": decimal_text(total, None)} if placed else {},
        **({"round_ranks": {"final": place(total, rivals, totals)}, "round_ties": ["final"]} if placed else {}),
        "scores_count": int(placed),
        "status": "ranked" if placed else "unranked",
    }


def place(total, rivals, totals):
    return 1 + sum(totals[other] > total for other in rivals)


def parts(totals, shown=None):
    """The marks on each team's card."""
    return {
        team: [{"label": "Total", "value": decimal_text(total, shown), "marks": []}]
        for team, total in totals.items()
        if total is not None
    }
