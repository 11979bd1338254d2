"""Which marks are usual for a judge: one far from the judge's own others is asked about once, and never refused.

This is what the judge's own marks say. Where the panel's lie is told in judging.desk_document, over so many of them
that it points at nobody: asking for each mark alone would answer where the others' are.
"""

from collections.abc import Sequence
from decimal import Decimal
from statistics import median

from events.models import Criterion
from judging.desk import Desk, Duty

Range = tuple[Decimal, Decimal]

FEWEST = 4  # marks before anything can be called usual
SHARE = Decimal("0.25")  # of the whole range: what lies nearer than this is never far
SPREADS = 4  # times the median distance from the median, which one odd mark does not widen


def usual_range(points: Sequence[Decimal], lowest: Decimal, highest: Decimal) -> Range | None:
    """The lowest and highest mark that nobody is asked about; None while there are too few marks to know."""
    if len(points) < FEWEST:
        return None
    middle = median(points)
    spread = median(abs(each - middle) for each in points)
    width = max(SPREADS * spread, SHARE * (highest - lowest))
    return middle - width, middle + width


def usual_marks(desk: Desk, duty: Duty) -> dict[int, tuple[str, str]]:
    """For each criterion (id) of this sheet the marks that are usual for its judge, as text, from the round's other sheets."""
    others = [each.given for each in desk.duties if each.round == duty.round and each.team != duty.team]
    found = {}
    for criterion in Criterion.objects.filter(pk__in=duty.criteria):
        points = [given[criterion.pk] for given in others if criterion.pk in given]
        usual = usual_range([each for each in points if each is not None], criterion.minimum, criterion.maximum)
        if usual:
            found[criterion.pk] = (str(usual[0]), str(usual[1]))
    return found
