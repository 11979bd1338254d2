"""The standings of a contest: totals put in order, ties parted, ranks given (1, 2, 2, 4)."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from typing import Any

from judging.standings.contest import Contest, Team, counting
from judging.standings.placings import Dance, card_of, grouped, majority_table, place_all, place_dance
from judging.standings.rounding import decimal_text
from judging.standings.saying import Say, Write, _
from judging.standings.ties import Decision, part
from judging.standings.totals import Totals, given_marks, totals_of

Place = tuple[int, bool]  # rank, and whether another team shares it

LAST = {"ranked": 0, "unranked": 1, "withdrawn": 2, "disqualified": 3}


@dataclass(frozen=True, slots=True)
class Row:
    """One team's line. `rounds` holds its rounds' totals as text; `exact` is what was compared; `scores_count` sheets."""

    team: str
    rank: int | None
    tied: bool
    division_rank: int | None
    total: str | None
    rounds: dict[str, str]
    scores_count: int
    status: str
    exact: Fraction | None


@dataclass(frozen=True, slots=True)
class Cut:
    """A round's cut line: who is above it whatever happens, and who is tied across it."""

    round: str
    advance: int
    above: tuple[str, ...]
    tied: tuple[str, ...]


@dataclass
class Standings:
    """Rows in board order, and everything that led to them."""

    contest: Contest
    rows: tuple[Row, ...]
    totals: Totals
    dances: dict[str, Dance]
    decisions: list[Decision]
    cuts: tuple[Cut, ...] = ()

    @cached_property
    def by_team(self) -> dict[str, Row]:
        """Rows by team code."""
        return {row.team: row for row in self.rows}

    @property
    def shown(self) -> int | None:
        """With how many decimals points are shown; None: with as many as there are."""
        return None if self.contest.rules.method == "placings" else self.contest.rules.shown

    @cached_property
    def names(self) -> dict[str, str]:
        """Team names by code."""
        return {team.code: team.name for team in self.contest.teams}

    @cached_property
    def decisions_of(self) -> dict[str, list[Decision]]:
        """The tie-breaks that each team was part of, by team code."""
        found: dict[str, list[Decision]] = defaultdict(list)
        for decision in self.decisions:
            for team in decision.values:
                found[team].append(decision)
        return found

    @property
    def notes(self) -> tuple[str, ...]:
        """What is still open and why, in English."""
        return tuple(self.notes_in(str))

    def notes_in(self, say: Say) -> list[str]:
        """What is still open and why: cards that leave a dance without places."""
        return _pending_notes(self.contest, self.dances, say)

    @cached_property
    def waiting(self) -> dict[str, str]:
        """The rounds that have begun and do not count yet: their names by code."""
        return {round_.code: round_.name for round_ in self.contest.rounds if round_.waits}

    @cached_property
    def abstentions(self) -> dict[tuple[str, str, str], list[str]]:
        """Who abstained, by (round, criterion, team): judges that still judge."""
        active = {judge.code for judge in self.contest.judges if judge.status == "active"}
        found: dict[tuple[str, str, str], list[str]] = defaultdict(list)
        for mark in self.contest.marks:
            if mark.points is None and mark.judge in active:
                found[mark.round, mark.criterion, mark.team].append(mark.judge)
        return found

    def explain(self, team: str, say: Say = str, write: Write = str) -> dict[str, Any]:
        """The complete derivation of one team's rank, as JSON-able values (see judging.standings.explanation).

        Its sentences are English unless `say` knows better, and figures in them have a point unless `write` does.
        """
        from judging.standings.explanation import explanation

        return explanation(self, team, say, write)


def compute(contest: Contest) -> Standings:
    """The standings of a contest. Incomplete marks are normal: what is missing is missing, never zero."""
    contest = counting(contest)
    totals = totals_of(contest)
    eligible = [team for team in contest.teams if team.status == "active"]
    dances: dict[str, Dance] = {}
    decisions: list[Decision] = []
    if contest.rules.method == "placings":
        dances = _dances(contest, [team.code for team in eligible])
        counted = [dance for dance in dances.values() if not dance.pending and dance.result]
        exact = place_all(counted)
        groups = grouped(exact, exact.__getitem__)
    else:
        exact = {team.code: total for team in eligible if (total := totals.teams[team.code].total) is not None}
        groups = _ranked_groups(exact, contest, totals, decisions)
    rows = _rows(contest, groups, exact, totals, dances)
    return Standings(contest, rows, totals, dances, decisions, _cuts(contest, groups))


def _ranked_groups(exact: Mapping[str, Fraction], contest: Contest, totals: Totals, decisions: list[Decision]) -> list[list[str]]:
    """Groups of teams that share a rank, best first."""
    groups: list[list[str]] = []
    before = 0
    for tied in grouped(exact, lambda code: -exact[code]):
        groups += part(tied, before + 1, contest, totals, decisions)
        before += len(tied)
    return groups


def _rows(
    contest: Contest, groups: list[list[str]], exact: Mapping[str, Fraction], totals: Totals, dances: Mapping[str, Dance]
) -> tuple[Row, ...]:
    ranks = competition_ranks(groups)
    decimals = None if contest.rules.method == "placings" else contest.rules.decimals
    sheets = _sheets(contest)
    divisions = _division_ranks(contest, ranks)
    rows = []
    for team in contest.teams:
        rank, tied = ranks.get(team.code, (None, False))
        total = exact.get(team.code)
        text = None if total is None else decimal_text(total, contest.rules.decimals)
        figures = round_figures(team.code, contest, totals, dances)
        rounds = {code: decimal_text(figure, decimals) for code, figure in figures.items()}
        rows.append(
            Row(team.code, rank, tied, divisions.get(team.code), text, rounds, sheets[team.code], _status(team, rank), total)
        )
    order = {team.code: (team.order is None, team.order or 0, team.code) for team in contest.teams}
    return tuple(sorted(rows, key=lambda row: (LAST[row.status], row.rank or 0, order[row.team])))


def _status(team: Team, rank: int | None) -> str:
    if team.status in ("withdrawn", "disqualified"):
        return team.status
    return "unranked" if rank is None else "ranked"


def competition_ranks(groups: Iterable[list[str]]) -> dict[str, Place]:
    """Ranks (1, 2, 2, 4) by team, of groups that share one, the best first (design 4.2, `rank`)."""
    ranks: dict[str, Place] = {}
    for group in groups:
        ranks |= dict.fromkeys(group, (len(ranks) + 1, len(group) > 1))
    return ranks


def round_figures(team: str, contest: Contest, totals: Totals, dances: Mapping[str, Dance]) -> dict[str, Fraction]:
    """A team's exact total in each round (before the round's weight), or its place in each dance, by round code."""
    if contest.rules.method == "placings":
        return {code: dance.result[team] for code, dance in dances.items() if team in dance.result}
    return {code: total.total for code, total in totals.teams[team].rounds.items()}


def _sheets(contest: Contest) -> dict[str, int]:
    """How many sheets (judge x round) with at least one mark count for each team."""
    active = {judge.code for judge in contest.judges if judge.status == "active"}
    sheets: dict[str, set[tuple[str, str]]] = defaultdict(set)
    for mark in contest.marks:
        if mark.points is not None and mark.judge in active:
            sheets[mark.team].add((mark.judge, mark.round))
    return defaultdict(int, {team: len(found) for team, found in sheets.items()})


def _division_ranks(contest: Contest, ranks: Mapping[str, Place]) -> dict[str, int]:
    """Competition rank among the teams of the same division."""
    found = {}
    for team in contest.teams:
        if team.division is not None and team.code in ranks:
            rivals = [other.code for other in contest.teams if other.division == team.division and other.code in ranks]
            found[team.code] = 1 + sum(ranks[code][0] < ranks[team.code][0] for code in rivals)
    return found


def _cuts(contest: Contest, groups: list[list[str]]) -> tuple[Cut, ...]:
    """For each round with a cut line: who is safely above, and the group that the line would cut through."""
    cuts = []
    for round_ in contest.rounds:
        above: list[str] = []
        tied: list[str] = []
        for group in groups if round_.advance else []:
            if len(above) + len(group) > (round_.advance or 0):
                tied = group if len(above) < (round_.advance or 0) else []
                break
            above += group
        if round_.advance:
            cuts.append(Cut(round_.code, round_.advance, tuple(above), tuple(tied)))
    return tuple(cuts)


# --- placings ------------------------------------------------------------------------------------------


def _dances(contest: Contest, eligible: list[str]) -> dict[str, Dance]:
    given = given_marks(contest)
    # A team that nobody has marked yet is not ranked, and no card need hold a place for it.
    marked = {team for teams in given.values() for team in teams}
    eligible = [team for team in eligible if team in marked]
    return {
        round_.code: _dance(given[round_.code, round_.criteria[0].code], contest, eligible)
        for round_ in contest.rounds
        if round_.criteria and given[round_.code, round_.criteria[0].code]
    }


def _dance(marks: Mapping[str, list[tuple[str, Fraction]]], contest: Contest, eligible: list[str]) -> Dance:
    by_judge: dict[str, dict[str, Fraction]] = defaultdict(dict)
    for team, given in marks.items():
        for judge, points in given:
            by_judge[judge][team] = points
    judges = [judge.code for judge in contest.judges if judge.code in by_judge]
    cards = {judge: card_of(by_judge[judge], eligible, contest.rules.places_from == "points") for judge in judges}
    pending = [judge for judge in judges if cards[judge] is None]
    if pending or not eligible:
        return Dance(judges, {}, {}, {}, pending)
    places = {team: [card[team] for judge in judges if (card := cards[judge])] for team in eligible}
    return Dance(judges, places, place_dance(places), majority_table(places))


def _pending_notes(contest: Contest, dances: Mapping[str, Dance], say: Say) -> list[str]:
    judges = {judge.code: judge.name for judge in contest.judges}
    names = {round_.code: round_.name for round_ in contest.rounds}
    text = say(EQUAL_POINTS if contest.rules.places_from == "points" else MISSING_PLACES)
    return [text % {"round": names[code], "judge": judges[judge]} for code, dance in dances.items() for judge in dance.pending]


EQUAL_POINTS = _("%(round)s is pending: the card of %(judge)s is not complete or gives equal points.")
MISSING_PLACES = _("%(round)s is pending: the card of %(judge)s is not complete or does not hold each place once.")
