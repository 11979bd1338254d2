"""Each round by itself: competition ranks (1, 2, 2, 4) from that round's own figures (design 4.2, `rank`, for one round)."""

from collections import Counter
from collections.abc import Mapping
from fractions import Fraction

from judging.standings.ranking import Standings

Place = tuple[int, bool]  # rank, and whether another team shares it


def round_places(standings: Standings) -> dict[str, dict[str, Place]]:
    """By round code, the place of each team that still competes and has a figure there: {round: {team: (rank, tied)}}.

    What is compared is exact, and what the board shows of the round: its total before its weight, or the place in the
    dance. Tie-breaks part the event's totals and no round's: equal teams share their rank.
    """
    return {round_.code: _places(_figures(standings, round_.code)) for round_ in standings.contest.rounds}


def _figures(standings: Standings, code: str) -> dict[str, Fraction]:
    """What each team has in the round, so that more is better."""
    competing = [team.code for team in standings.contest.teams if team.status == "active"]
    if standings.contest.rules.method == "placings":
        dance = standings.dances.get(code)
        return {team: -dance.result[team] for team in competing if team in dance.result} if dance else {}
    rounds = {team: standings.totals.teams[team].rounds for team in competing}
    return {team: rounds[team][code].total for team in competing if code in rounds[team]}


def _places(figures: Mapping[str, Fraction]) -> dict[str, Place]:
    sharing = Counter(figures.values())
    ranks, before = {}, 0
    for figure in sorted(sharing, reverse=True):
        ranks[figure] = before + 1
        before += sharing[figure]
    return {team: (ranks[figure], sharing[figure] > 1) for team, figure in figures.items()}
