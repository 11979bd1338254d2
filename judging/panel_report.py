"""How each judge marks beside the panel: mean, spread, leniency, agreement. For organisers; it decides no rank.

Marks are taken as shares of their criterion's range (0 the minimum, 1 the maximum), so that criteria of different
ranges can be looked at together. Statistics are floats; standings never are.
"""

import math
import statistics
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace

from judging.standings import Contest

Unit = tuple[str, str, str]  # round, criterion, team: what several judges mark
Card = dict[Unit, float]


@dataclass(frozen=True)
class JudgeLine:
    """One judge. Means, spread, leniency and deviation are shares of the range; None where there is nothing to say.

    `leniency` is the mean distance from what the others gave for the same (above zero: kinder), `deviation` the root
    of its mean square, `agreement` Spearman's rank correlation with the others' mean.
    """

    name: str
    marks: int
    mean: float | None
    spread: float | None
    leniency: float | None
    deviation: float | None
    agreement: float | None
    deviates_most: bool = False


@dataclass(frozen=True)
class PanelReport:
    """All judges, and Krippendorff's alpha (interval) of the panel: 1 is perfect agreement, 0 is chance."""

    lines: list[JudgeLine]
    alpha: float | None


def panel_report(contest: Contest) -> PanelReport:
    """The report on the marks that count: given by judges that still judge."""
    cards = _cards(contest)
    units = list(dict.fromkeys(unit for card in cards.values() for unit in card))
    return PanelReport(list(_lines(contest, cards, agreement=True).values()), _alpha(list(cards.values()), units))


def judge_lines(contest: Contest) -> dict[str, JudgeLine]:
    """The report's lines by judge's code, without alpha and agreement, which take longest."""
    return _lines(contest, _cards(contest), agreement=False)


def _lines(contest: Contest, cards: dict[str, Card], *, agreement: bool) -> dict[str, JudgeLine]:
    shares: dict[Unit, list[float]] = defaultdict(list)
    for card in cards.values():
        for unit, share in card.items():
            shares[unit].append(share)
    units = {unit: (sum(given), len(given)) for unit, given in shares.items()}
    names = {judge.code: judge.name for judge in contest.judges}
    lines = {code: _line(names[code], card, units, agreement) for code, card in cards.items()}
    worst = max((line.deviation for line in lines.values() if line.deviation is not None), default=None)
    return {
        code: replace(line, deviates_most=bool(worst) and len(lines) > 2 and line.deviation == worst)
        for code, line in lines.items()
    }


def _cards(contest: Contest) -> dict[str, Card]:
    ranges = {(r.code, c.code): (float(c.minimum), float(c.maximum - c.minimum)) for r in contest.rounds for c in r.criteria}
    cards: dict[str, Card] = {judge.code: {} for judge in contest.judges if judge.status == "active"}
    for mark in contest.marks:
        card = cards.get(mark.judge)
        if mark.points is not None and card is not None:
            low, width = ranges[mark.round, mark.criterion]
            card[mark.round, mark.criterion, mark.team] = (float(mark.points) - low) / width
    return cards


def _line(name: str, card: Card, units: dict[Unit, tuple[float, int]], agreement: bool) -> JudgeLine:
    """`units` holds the sum of what all gave, and how many they were."""
    shares = list(card.values())
    # What the others gave: the sum of all without this judge's own mark.
    told = [(share, *units[unit]) for unit, share in card.items()]
    pairs = [(share, (total - share) / (count - 1)) for share, total, count in told if count > 1]
    gaps = [own - others for own, others in pairs]
    return JudgeLine(
        name=name,
        marks=len(shares),
        mean=statistics.fmean(shares) if shares else None,
        spread=_spread(shares) if len(shares) > 1 else None,
        leniency=statistics.fmean(gaps) if gaps else None,
        deviation=statistics.fmean(gap * gap for gap in gaps) ** 0.5 if gaps else None,
        agreement=_spearman([own for own, _ in pairs], [others for _, others in pairs]) if agreement else None,
    )


def _spread(shares: Sequence[float]) -> float:
    """The population deviation; statistics.pstdev works in exact fractions and takes ten times as long."""
    middle = statistics.fmean(shares)
    return math.sqrt(statistics.fmean((share - middle) ** 2 for share in shares))


def _spearman(one: Sequence[float], two: Sequence[float]) -> float | None:
    """Spearman's rank correlation; None where one side ranks nothing."""
    if len(set(one)) < 2 or len(set(two)) < 2:
        return None
    return statistics.correlation(_ranks(one), _ranks(two))


def _ranks(values: Sequence[float]) -> list[float]:
    """Ranks from 1, equal values sharing the mean of theirs."""
    ordered = sorted(values)
    first = {value: ordered.index(value) for value in set(values)}
    count = {value: ordered.count(value) for value in set(values)}
    return [first[value] + (count[value] + 1) / 2 for value in values]


def _alpha(cards: list[Card], units: list[Unit]) -> float | None:
    import krippendorff  # brings numpy: 25 MB that a process which shows no report need not carry

    shared = [unit for unit in units if sum(unit in card for card in cards) > 1]
    if len({card[unit] for card in cards for unit in shared if unit in card}) < 2:
        return None
    matrix = [[card.get(unit, float("nan")) for unit in shared] for card in cards]
    return float(krippendorff.alpha(reliability_data=matrix, level_of_measurement="interval"))
