"""Exact totals -> the texts that a board shows: with as many decimals as the rules say, and more where ranks need them."""

from collections.abc import Iterable
from fractions import Fraction
from itertools import pairwise

from events.shown import JSON, Ladder, shown_as, told_apart
from judging.standings import Standings, decimal_text

FINEST = 10  # decimals; what is the same with so many is shown as the same


def shown_of(standings: Standings) -> dict[str, JSON]:
    """What each team's row shows (events.shown), by team code; empty where the rules leave totals as they are."""
    decimals = standings.shown
    if decimals is None:
        return {}
    ladders = ladders_of((row.exact for row in standings.rows if row.exact is not None), decimals)
    return {row.team: _shown(standings, row.team, ladders, decimals) for row in standings.rows}


def _shown(standings: Standings, team: str, ladders: dict[Fraction, Ladder], decimals: int) -> JSON:
    totals = standings.totals.teams[team].rounds
    rounds = {code: decimal_text(total.total, decimals) for code, total in totals.items()}
    exact = standings.by_team[team].exact
    return {"total": None, "rounds": rounds} if exact is None else shown_as(ladders[exact], rounds)


def total_texts(standings: Standings) -> dict[str, str | None]:
    """Each team's total as people read it, by team code."""
    shown = shown_of(standings)
    return {row.team: shown[row.team]["total"] if shown else row.total for row in standings.rows}


def ladders_of(totals: Iterable[Fraction], decimals: int) -> dict[Fraction, Ladder]:
    """Each total's texts from `decimals` on, up to the one that tells it from every other total."""
    ordered = sorted(set(totals), reverse=True)
    # Totals that are a whole last digit apart never look the same, however many decimals follow.
    near = {total for pair in pairwise(ordered) if pair[0] - pair[1] < Fraction(1, 10**decimals) for total in pair}
    ladders = [
        [decimal_text(total, digits) for digits in range(decimals, (FINEST if total in near else decimals) + 1)]
        for total in ordered
    ]
    return dict(zip(ordered, told_apart(ladders), strict=True))
