"""Which marks are usual for a judge: one far from the judge's own others is asked about once, and never refused.

This is what the judge's own marks say. Where the panel's lie is told in judging.desk_document, over so many of them
that it points at nobody: asking for each mark alone would answer where the others' are.
"""

from collections.abc import Sequence
from decimal import Decimal
from statistics import median
from typing import NamedTuple

from events.models import Criterion
from judging.desk import Desk, Duty

Range = tuple[Decimal, Decimal]

FEWEST = 6  # marks before anything can be called usual
SHARE = Decimal("0.25")  # of the whole range: what lies nearer than this is never far
SPREADS = 4  # times the median distance from the median, which one odd mark does not widen


def usual_range(points: Sequence[Decimal], lowest: Decimal, highest: Decimal) -> Range | None:
    """The lowest and highest mark that nobody is asked about; None while there are too few marks to know."""
    if len(points) < FEWEST:
        return None
    middle = median(points)
    spread = median(abs(each - middle) for each in points)
    share = SHARE * (highest - lowest)
    width = max(SPREADS * spread, share)
    # A mark in the middle half of the range is none that slips in by a wrong tap.
    return min(middle - width, lowest + share), max(middle + width, highest - share)


class Usual(NamedTuple):
    """Outside of low and high the judge is asked; least and most are the judge's own other marks, to say so. As text."""

    low: str
    high: str
    least: str
    most: str


def usual_marks(desk: Desk, duty: Duty) -> dict[int, Usual]:
    """For each criterion (id) of this sheet the marks that are usual for its judge, from the round's other sheets."""
    others = [each.given for each in desk.duties if each.round == duty.round and each.team != duty.team]
    found = {}
    for criterion in Criterion.objects.filter(pk__in=duty.criteria):
        points = [point for given in others if (point := given.get(criterion.pk)) is not None]
        usual = usual_range(points, criterion.minimum, criterion.maximum)
        if usual:
            found[criterion.pk] = Usual(*(str(each) for each in (*usual, min(points), max(points))))
    return found
