"""Marks as people and programs write them -> exact numbers, before scoring judges their range and step."""

import re
from decimal import Decimal

_PLAIN = re.compile(r"[+-]?(?:[0-9]{1,20}(?:\.[0-9]{0,20})?|\.[0-9]{1,20})")


def points_of(text: str) -> Decimal:
    """The number that this text is, in plain decimal notation; ValueError where it is none.

    No exponents and at most 20 digits on either side: a mark never needs more, and 1e999999999 would.
    """
    if not _PLAIN.fullmatch(text):
        raise ValueError(f"{text[:40]!r} is not a plain decimal number")
    points = Decimal(text)
    return points if points else Decimal(0)  # no negative zero
