"""From the marks of a panel to one value per criterion (design 4.4, Marks and Arithmetic)."""

from collections.abc import Sequence
from fractions import Fraction


def panel_value(points: Sequence[Fraction], panel: str, trim: tuple[int, int]) -> Fraction:
    """The panel's value over the marks that are present; there must be at least one.

    trimmed_mean follows the ISU judging system (drop the highest and the lowest mark, then the mean); where
    nothing would be left, or with two marks or fewer, it is the plain mean.
    """
    if panel == "sum":
        return _sum(points)
    if panel == "median":
        ordered = sorted(points)
        middle = len(ordered) // 2
        return ordered[middle] if len(ordered) % 2 else (ordered[middle - 1] + ordered[middle]) / 2
    if panel == "trimmed_mean":
        points = [points[index] for index in kept(points, panel, trim)]
    return _sum(points) / len(points)


def kept(points: Sequence[Fraction], panel: str, trim: tuple[int, int]) -> list[int]:
    """The positions of the marks that count; of equal marks the earlier one is dropped first."""
    low, high = trim
    if panel != "trimmed_mean" or len(points) <= max(low + high, 2):
        return list(range(len(points)))
    ascending = sorted(range(len(points)), key=lambda index: points[index])
    # Of equal highest marks too, the earlier one goes: which judge is named must not depend on the sort.
    descending = sorted((index for index in ascending[low:]), key=lambda index: (-points[index], index))
    dropped = set(ascending[:low]) | set(descending[:high])
    return [index for index in range(len(points)) if index not in dropped]


def _sum(points: Sequence[Fraction]) -> Fraction:
    """The sum, over one common denominator: adding fractions one by one reduces each time."""
    denominator = max(point.denominator for point in points)
    if all(denominator % point.denominator == 0 for point in points):
        return Fraction(sum(point.numerator * (denominator // point.denominator) for point in points), denominator)
    return sum(points, Fraction(0))
