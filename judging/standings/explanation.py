"""Why a team has its rank: every mark, what was dropped, each rounding, and the sentence for each tie.

The whole derivation as JSON-able values. Numbers are texts that lose nothing (a decimal, or "1/3" where there is
none), so that adding up by hand gives the total. Judges stand apart from what their marks became, so that a
caller can leave marks or names out.
"""

from collections.abc import Iterator
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from judging.standings.contest import Adjustment, Round
from judging.standings.rounding import decimal_text, exact_text, round_to
from judging.standings.saying import Say, Write, _
from judging.standings.totals import CriterionValue, RoundTotal

if TYPE_CHECKING:
    from judging.standings.ranking import Standings

JSON = dict[str, Any]

WORDS = {
    "criteria": _("the named criteria"),
    "countback": _("countback (most of the highest mark)"),
    "raters": _("the number of judges that gave points"),
    "round": _("the named round"),
    "highest_mark": _("the highest single mark"),
    "running_order": _("the running order"),
    "lot": _("the drawn lot"),
}


def explanation(standings: "Standings", team: str, say: Say, write: Write) -> JSON:
    """The derivation of one team's rank; `say` puts its sentences into the reader's language, `write` the figures in them.

    {"team", "name", "rank", "tied", "total", "status", "method", "rounds": [...], "combined", "adjustments": [{"points",
    "reason"}], "decisions": [{"by", "outcome": "ahead" | "behind" | "shared", "against", "values", "sentence"}], "notes"};
    a round is {"code", "name", "total", "counts", "sum", "weight", "weighted", "criteria", "adjustments"}, a criterion
    {"code", "name", "panel", "value", "rounded", "weight", "points", "marks": [{"judge", "judge_name", "state", "points",
    "normalised", "dropped"}], "notes"}; a dance has "place", "columns" and "marks" instead. "waiting" names the rounds that
    do not count yet, where there are any.

    Figures are exact. Where the rules say how many decimals are shown, "shown" is the total with so many, and "exact" stands
    beside it where that is another number; beside a round's "total" and a criterion's "points" stands "shown" where it is.
    """
    row = standings.by_team[team]
    total = standings.totals.teams[team]
    head = {"team": team, "name": standings.names[team], "rank": row.rank, "tied": row.tied, "total": row.total}
    head |= {"status": row.status, "method": standings.contest.rules.method} | _total_shown(row.exact, standings)
    tail = {"decisions": list(_decisions(standings, team, say, write)), "notes": standings.notes_in(say)}
    if standings.waiting:
        tail["waiting"] = list(standings.waiting.values())
    if standings.contest.rules.method == "placings":
        return head | {"rounds": [_dance(standings, round_, team) for round_ in standings.contest.rounds]} | tail
    rounds = [
        _round(standings, round_, total.rounds[round_.code], team, say)
        for round_ in standings.contest.rounds
        if round_.code in total.rounds
    ]
    combined = None if total.combined is None else exact_text(total.combined)
    return head | {"rounds": rounds, "combined": combined, "adjustments": _adjustments(total.adjustments)} | tail


def _round(standings: "Standings", round_: Round, total: RoundTotal, team: str, say: Say) -> JSON:
    values = [total.criteria[criterion.code] for criterion in round_.criteria if criterion.code in total.criteria]
    return {
        "code": round_.code,
        "name": round_.name,
        "total": exact_text(total.total),
        **_shown(total.total, standings),
        "counts": round_.code in standings.totals.teams[team].counted,
        "sum": exact_text(total.sum),
        "weight": decimal_text(round_.weight, None),
        "weighted": exact_text(total.weighted),
        "criteria": [_criterion(standings, round_.code, value, team, say) for value in values],
        "adjustments": _adjustments(total.adjustments),
    }


def _criterion(standings: "Standings", round_: str, value: CriterionValue, team: str, say: Say) -> JSON:
    criterion = value.criterion
    return {
        "code": criterion.code,
        "name": criterion.name,
        "panel": criterion.panel,
        "value": exact_text(value.value),
        "rounded": exact_text(value.rounded),
        "weight": decimal_text(criterion.weight, None),
        "points": exact_text(value.points),
        **_shown(value.points, standings),
        "marks": _marks(standings, round_, value, team),
        "notes": _flat_notes(standings, round_, value, say),
    }


def _total_shown(total: Fraction | None, standings: "Standings") -> JSON:
    if total is None or standings.shown is None:
        return {}
    return {"shown": decimal_text(total, standings.shown)} | ({"exact": exact_text(total)} if _shown(total, standings) else {})


def _shown(value: Fraction, standings: "Standings") -> JSON:
    """The figure as it is shown, where that is another number."""
    decimals = standings.shown
    if decimals is None or round_to(value, decimals, "half_up") == value:
        return {}
    return {"shown": decimal_text(value, decimals)}


def _marks(standings: "Standings", round_: str, value: CriterionValue, team: str) -> list[JSON]:
    names = {judge.code: judge.name for judge in standings.contest.judges}
    counted = set(value.counted)
    zscored = standings.contest.rules.normalise == "zscore"
    marks: list[JSON] = []
    for index, (judge, points) in enumerate(value.given):
        mark: JSON = {"judge": judge, "judge_name": names[judge], "state": "given", "points": exact_text(points)}
        if zscored:
            mark["normalised"] = exact_text(value.normalised[index][1])
        marks.append(mark | {"dropped": index not in counted})
    for judge in standings.abstentions.get((round_, value.criterion.code, team), ()):
        marks.append({"judge": judge, "judge_name": names[judge], "state": "abstained", "points": None, "dropped": False})
    return marks


def _flat_notes(standings: "Standings", round_: str, value: CriterionValue, say: Say) -> list[str]:
    flat = standings.totals.flat.get((round_, value.criterion.code), [])
    names = {judge.code: judge.name for judge in standings.contest.judges}
    return [
        say(_("%(judge)s gave a single mark or only equal marks; each counts as the target mean.")) % {"judge": names[judge]}
        for judge, _points in value.given
        if judge in flat
    ]


def _dance(standings: "Standings", round_: Round, team: str) -> JSON:
    dance = standings.dances.get(round_.code)
    head: JSON = {"code": round_.code, "name": round_.name, "criteria": [], "adjustments": []}
    if dance is None or team not in dance.result:
        return head | {"total": None, "place": None, "marks": [], "columns": [], "pending": dance.pending if dance else []}
    names = {judge.code: judge.name for judge in standings.contest.judges}
    marks = [
        {"judge": judge, "judge_name": names[judge], "place": place}
        for judge, place in zip(dance.judges, dance.places[team], strict=True)
    ]
    columns = [{"column": n, "count": count, "sum": total} for n, (count, total) in enumerate(dance.table[team], 1)]
    place = decimal_text(dance.result[team], None)
    majority = len(dance.judges) // 2 + 1
    return head | {"total": place, "place": place, "majority": majority, "marks": marks, "columns": columns, "pending": []}


def _adjustments(adjustments: list[Adjustment]) -> list[JSON]:
    return [{"points": exact_text(Fraction(each.points)), "reason": each.reason} for each in adjustments]


# --- ties ----------------------------------------------------------------------------------------------


def _decisions(standings: "Standings", team: str, say: Say, write: Write) -> Iterator[JSON]:
    names = standings.names
    for decision in standings.decisions_of.get(team, ()):
        position = next(index for index, group in enumerate(decision.groups) if team in group)
        behind = [code for group in decision.groups[position + 1 :] for code in group]
        ahead = [code for group in decision.groups[:position] for code in group]
        for outcome, against in (("ahead", behind), ("behind", ahead)):
            if against:
                values = {code: decision.values[code] for code in (team, *against)}
                sentence = say(AHEAD if outcome == "ahead" else BEHIND) % {
                    "team": names[team],
                    "others": _listed([names[code] for code in against], say),
                    "means": say(WORDS[decision.by]),
                    "values": "; ".join(f"{names[code]}: {write(value)}" for code, value in values.items()),
                }
                yield {"by": decision.by, "outcome": outcome, "against": against, "values": values, "sentence": sentence}
    row = standings.by_team[team]
    if row.tied:
        shared = [other.team for other in standings.rows if other.rank == row.rank and other.team != team]
        others = _listed([names[code] for code in shared], say)
        sentence = say(SHARED) % {"team": names[team], "others": others, "rank": row.rank}
        yield {"by": None, "outcome": "shared", "against": shared, "values": {}, "sentence": sentence}


AHEAD = _("%(team)s is ahead of %(others)s by %(means)s (%(values)s).")
BEHIND = _("%(team)s is behind %(others)s by %(means)s (%(values)s).")
SHARED = _("Nothing parts %(team)s from %(others)s: they share rank %(rank)s.")
LISTED = _("%(first)s and %(last)s")


def _listed(names: list[str], say: Say) -> str:
    return names[0] if len(names) == 1 else say(LISTED) % {"first": ", ".join(names[:-1]), "last": names[-1]}
