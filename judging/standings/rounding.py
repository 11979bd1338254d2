"""Exact numbers, rounded where the rules say so and written as text (design 4.4, Arithmetic)."""

from decimal import Decimal
from fractions import Fraction
from functools import lru_cache

FALLBACK_DIGITS = 6  # of a value that no decimal writes exactly, such as 1/3


def round_to(value: Fraction, decimals: int | None, rounding: str) -> Fraction:
    """Round to `decimals` digits; None rounds nowhere. half_up takes halves away from zero, half_even to the even digit."""
    if decimals is None:
        return value
    scaled = value * 10**decimals
    if rounding == "half_even":
        return Fraction(round(scaled), 10**decimals)
    return Fraction(_half_up(scaled), 10**decimals)


def decimal_text(value: Fraction | Decimal, decimals: int | None) -> str:
    """A value as text: exactly `decimals` digits; with None the shortest exact decimal, or 6 digits where there is none."""
    exact = Fraction(value)
    if decimals is None:
        digits = digits_needed(exact)
        decimals = FALLBACK_DIGITS if digits is None else digits
    scaled = _half_up(exact * 10**decimals)
    text = str(abs(scaled)).rjust(decimals + 1, "0")
    whole, part = (text[:-decimals], text[-decimals:]) if decimals else (text, "")
    return ("-" if scaled < 0 else "") + whole + ("." + part if part else "")


@lru_cache(maxsize=50_000)  # the same few marks are told again and again
def exact_text(value: Fraction) -> str:
    """A value as text that loses nothing: its shortest decimal, or "numerator/denominator"."""
    return str(value) if digits_needed(value) is None else decimal_text(value, None)


def digits_needed(value: Fraction) -> int | None:
    """How many decimals write the value exactly; None where no number of them does."""
    rest, twos, fives = value.denominator, 0, 0
    while rest % 2 == 0:
        rest, twos = rest // 2, twos + 1
    while rest % 5 == 0:
        rest, fives = rest // 5, fives + 1
    return max(twos, fives) if rest == 1 else None


def _half_up(value: Fraction) -> int:
    twice = 2 * abs(value.numerator) + value.denominator
    whole = twice // (2 * value.denominator)
    return whole if value >= 0 else -whole
