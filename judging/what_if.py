"""The same marks under other rules: which places would change. Nothing is written and nothing published."""

from dataclasses import dataclass, replace

from judging.shown import total_texts
from judging.standings import Contest, Row, Rules, Standings, compute


@dataclass(frozen=True)
class Change:
    """One team under both rules; the totals are texts as people read them.

    `gained` is how many places it would win (below zero: lose), None where it has no rank.
    """

    name: str
    before: Row
    after: Row
    total_before: str | None
    total_after: str | None

    @property
    def gained(self) -> int | None:
        if self.before.rank is None or self.after.rank is None:
            return None
        return self.before.rank - self.after.rank

    @property
    def moved(self) -> bool:
        return self.before.rank != self.after.rank


def with_panel(contest: Contest, panel: str, trim: tuple[int, int]) -> Contest:
    """The contest with every criterion's panel formed in this way."""
    rounds = tuple(
        replace(round_, criteria=tuple(replace(criterion, panel=panel, trim=trim) for criterion in round_.criteria))
        for round_ in contest.rounds
    )
    return replace(contest, rounds=rounds)


def with_rules(contest: Contest, rules: Rules) -> Contest:
    """The contest under other rules; what a placings method has no use for is left out."""
    adjustments = () if rules.method == "placings" else contest.adjustments
    return replace(contest, rules=rules, adjustments=adjustments)


def compare(now: Standings, other: Contest) -> list[Change]:
    """Each team's line now and under the other rules, in the other order."""
    then = compute(other)
    before, after = total_texts(now), total_texts(then)
    return [Change(now.names[row.team], now.by_team[row.team], row, before[row.team], after[row.team]) for row in then.rows]
