"""From the marks of a panel to one value per criterion (design 4.4, Marks and Arithmetic)."""

from collections.abc import Sequence
from fractions import Fraction
from math import lcm


def panel_value(points: Sequence[Fraction], panel: str) -> Fraction:
    """The panel's value over the marks that count (see kept); there must be at least one."""
    if panel == "sum":
        return _sum(points)
    if panel == "median":
        ordered = sorted(points)
        middle = len(ordered) // 2
        return ordered[middle] if len(ordered) % 2 else (ordered[middle - 1] + ordered[middle]) / 2
    return _sum(points) / len(points)


def kept(points: Sequence[Fraction], panel: str, trim: tuple[int, int]) -> list[int]:
    """The positions of the marks that count; of equal marks the earlier one is dropped first.

    trimmed_mean follows the ISU judging system (drop the highest and the lowest mark, then the mean); where
    nothing would be left, or with two marks or fewer, every mark counts.
    """
    low, high = trim
    if panel != "trimmed_mean" or len(points) <= max(low + high, 2):
        return list(range(len(points)))
    # Whole numbers in the same order: comparing fractions one with another costs ten times as much.
    scale = lcm(*(point.denominator for point in points))
    whole = [point.numerator * (scale // point.denominator) for point in points]
    ascending = sorted(range(len(points)), key=whole.__getitem__)
    # Of equal highest marks too, the earlier one goes: which judge is named must not depend on the sort.
    descending = sorted(ascending[low:], key=lambda index: (-whole[index], index))
    dropped = set(ascending[:low]) | set(descending[:high])
    return [index for index in range(len(points)) if index not in dropped]


def _sum(points: Sequence[Fraction]) -> Fraction:
    """The sum, over one common denominator: adding fractions one by one reduces each time."""
    denominator = max(point.denominator for point in points)
    if all(denominator % point.denominator == 0 for point in points):
        return Fraction(sum(point.numerator * (denominator // point.denominator) for point in points), denominator)
    return sum(points, Fraction(0))
