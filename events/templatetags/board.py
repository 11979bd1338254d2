"""What the board's templates need beyond Django: a value by its code, and how far a row has moved."""

from typing import Any

from django import template
from django.utils.formats import get_format

register = template.Library()


@register.filter
def of_code(values: dict[str, Any], code: str) -> Any:
    """The value that stands under this code; None where there is none."""
    return values.get(code)


@register.filter
def localized(number: str | None) -> str | None:
    """A number as this language writes it: the board keeps it as exact text, with a point."""
    return number and number.replace(".", get_format("DECIMAL_SEPARATOR"))


@register.filter
def places_gained(row: dict[str, Any]) -> int:
    """How many places the team's latest change of rank has brought it: above zero up, below zero down."""
    if row["rank"] is None or row["previous_rank"] is None:
        return 0
    return int(row["previous_rank"] - row["rank"])


@register.filter
def magnitude(number: int) -> int:
    """The number without its sign."""
    return abs(number)


@register.filter
def percent(share: float | None, sign: str = "") -> str:
    """A share as a percentage with one decimal; with a sign where one is asked for."""
    if share is None:
        return "–"
    return f"{100 * share:+.1f} %" if sign else f"{100 * share:.1f} %"
