"""Fair judges: each judge's marks brought onto one scale by z-score, before the panel is formed (design 4.4).

The rule is FLL scorekeeping's (fll-sw, "Normalized Scores"): z per judge, then a common mean and deviation; with
a guard for the judge whose marks are all alike, who would otherwise divide by zero (fll-sw issue 898).
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from decimal import Decimal, localcontext
from fractions import Fraction
from math import isqrt

ROOT_DIGITS = 50
SMALL_PRIMES = [n for n in range(2, 200) if all(n % d for d in range(2, n))]


def zscores(
    cards: Mapping[str, Sequence[Fraction]], mean: Decimal | None, deviation: Decimal | None
) -> tuple[dict[str, list[Fraction]], list[str]]:
    """Normalise one criterion of one round: judge -> marks in, judge -> marks out, and the judges that could not be.

    Population deviation; the target is the given one, else the mean and deviation of all these raw marks. A judge
    with a single mark or with identical marks gets the target mean for each. Nothing is rounded but the root.
    """
    together = [point for points in cards.values() for point in points]
    target = Fraction(mean) if mean is not None else _mean(together)
    spread = Fraction(deviation) ** 2 if deviation is not None else _variance(together)
    normalised, flat = {}, []
    for judge, points in cards.items():
        variance = _variance(points)
        if variance == 0:
            flat.append(judge)
            normalised[judge] = [target] * len(points)
        else:
            own, factor = _mean(points), root(spread / variance)
            # A judge uses a few dozen different numbers; each is worked out once.
            scale = {point: target + (point - own) * factor for point in set(points)}
            normalised[judge] = [scale[point] for point in points]
    return normalised, flat


def root(value: Fraction) -> Fraction:
    """The square root, as a Decimal of 50 digits times an exact rational.

    Square factors are taken out first, so that roots that stand in a rational proportion (a judge who uses twice
    the spread of another) keep exactly that proportion, and a tie does not break on the fiftieth digit.
    """
    outside, inside = _without_squares(value.numerator * value.denominator)
    with localcontext() as context:
        context.prec = ROOT_DIGITS
        irrational = Decimal(inside).sqrt()
    return Fraction(irrational) * outside / value.denominator


def _without_squares(number: int) -> tuple[int, int]:
    """number as outside**2 * inside, with the squares of small primes (and a whole square) taken out."""
    outside = 1
    for prime in SMALL_PRIMES:
        while number and number % (prime * prime) == 0:
            number, outside = number // (prime * prime), outside * prime
    whole = isqrt(number)
    return (outside * whole, 1) if number and whole * whole == number else (outside, number)


def _mean(points: Sequence[Fraction]) -> Fraction:
    return sum((point * count for point, count in Counter(points).items()), Fraction(0)) / len(points)


def _variance(points: Sequence[Fraction]) -> Fraction:
    """The population variance, 0 for a single mark."""
    mean = _mean(points)
    squares = ((point - mean) ** 2 * count for point, count in Counter(points).items())
    return sum(squares, Fraction(0)) / len(points)
