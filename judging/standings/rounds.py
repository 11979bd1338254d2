"""Each round by itself: competition ranks (1, 2, 2, 4) from that round's own figures (design 4.2, `rank`, for one round)."""

from fractions import Fraction

from judging.standings.placings import grouped
from judging.standings.ranking import Place, Standings, competition_ranks, round_figures


def round_places(standings: Standings) -> dict[str, dict[str, Place]]:
    """By round code, the place of each team that still competes and has a figure there: {round: {team: (rank, tied)}}.

    What is compared is exact, and what the board shows of the round: its total before its weight, or the place in the
    dance. Tie-breaks part the event's totals and no round's: equal teams share their rank.
    """
    contest = standings.contest
    first = 1 if contest.rules.method == "placings" else -1  # the lowest place, the highest total
    keys: dict[str, dict[str, Fraction]] = {round_.code: {} for round_ in contest.rounds}
    for team in contest.teams:
        if team.status == "active":
            for code, figure in round_figures(team.code, contest, standings.totals, standings.dances).items():
                keys[code][team.code] = first * figure
    return {code: competition_ranks(grouped(mine, mine.__getitem__)) for code, mine in keys.items()}
