"""Who of the panel is behind, when each was last heard of, and how each leans; ties at the cut lines."""

import statistics
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from django.core.cache import cache
from django.utils import timezone

from events.models import Event
from judging.control.sheets import Count, Map
from judging.models import Judge
from judging.panel_report import JudgeLine, judge_lines
from judging.presence import last_seen
from judging.reading import Reading
from judging.standings import Contest, compute

BEHIND_BY = 0.25  # of the sheets: so far under the middle of the panel is worth a word
UNSEEN_AFTER = timedelta(minutes=15)
KEPT_FOR = 300  # seconds; another change of the board has another key


@dataclass(frozen=True)
class JudgeNow:
    """One judge beside the panel, in the round that is shown."""

    judge: Judge
    count: Count
    behind: bool
    extended: bool
    seen_at: datetime | None
    quiet: bool  # sheets to give, and not heard of for long
    line: JudgeLine | None


def panel_now(event: Event, map_: Map | None, lines: dict[str, JudgeLine]) -> list[JudgeNow]:
    """Every active judge, in the panel's order."""
    judges = [judge for judge in event.judges.all() if judge.status == Judge.Status.ACTIVE]
    seen = last_seen(judges)
    counts = map_.counts if map_ else {}
    shares = [count.share for judge in judges if (count := counts.get(judge.pk)) and count.expected]
    since = timezone.now() - UNSEEN_AFTER
    middle = statistics.median(shares) if shares else 0.0
    return [
        JudgeNow(
            judge=judge,
            count=(count := counts.get(judge.pk, Count())),
            behind=count.missing > 0 and middle - count.share >= BEHIND_BY,
            extended=bool(map_ and judge.pk in map_.extended),
            seen_at=(at := seen.get(judge.pk)),
            quiet=count.missing > 0 and (at is None or at < since),
            line=lines.get(judge.code),
        )
        for judge in judges
    ]


def figures(event: Event, reading: Reading) -> dict[str, Any]:
    """`lines` of the panel by code and `cuts`: ties across a cut line. Computed once for each change of the board."""
    key = f"control-room:{event.pk}:{reading.at}"
    known: dict[str, Any] | None = cache.get(key)
    if known is None:
        contest = replace(reading.contest.frame, marks=reading.marks.given)
        known = {"lines": judge_lines(contest), "cuts": _cuts(contest)}
        cache.set(key, known, KEPT_FOR)
    return known


def _cuts(contest: Contest) -> list[dict[str, Any]]:
    """Standings are computed only where there is a line that a tie could lie across."""
    if not any(round_.advance for round_ in contest.rounds):
        return []
    standings = compute(contest)
    rounds = {round_.code: round_.name for round_ in contest.rounds}
    return [
        {"round": rounds[cut.round], "advance": cut.advance, "tied": [standings.names[team] for team in cut.tied]}
        for cut in standings.cuts
        if cut.tied
    ]
