"""Which marks are usual for a judge: one far from the judge's own others is asked about once, and never refused.

Only the judge's own marks are looked at. Asking whether a mark lies outside the panel's spread would answer, mark by
mark, where the others' marks are.
"""

from collections.abc import Sequence
from decimal import Decimal
from statistics import median

FEWEST = 4  # marks before anything can be called usual
SHARE = Decimal("0.25")  # of the whole range: what lies nearer than this is never far
SPREADS = 4  # times the median distance from the median, which one odd mark does not widen


def usual_range(points: Sequence[Decimal], lowest: Decimal, highest: Decimal) -> tuple[Decimal, Decimal] | None:
    """The lowest and highest mark that nobody is asked about; None while there are too few marks to know."""
    if len(points) < FEWEST:
        return None
    middle = median(points)
    spread = median(abs(each - middle) for each in points)
    width = max(SPREADS * spread, SHARE * (highest - lowest))
    return middle - width, middle + width
