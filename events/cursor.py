"""The one number of a board: "<epoch>.<version>", the same on every transport (design 1)."""

import re
import time
from typing import NamedTuple, Self

EPOCH_WIDTH = 9
_DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz"
_SHAPE = re.compile(r"([0-9a-z]{1,12})\.([0-9]{1,18})")


class Cursor(NamedTuple):
    """Cursors compare as the design says: by epoch first, then by version."""

    epoch: str
    version: int

    def __str__(self) -> str:
        return f"{self.epoch}.{self.version}"

    @classmethod
    def parse(cls, text: str | None) -> Self | None:
        """A cursor as a client sent it (ETag quotes and weakness are taken off), or None where it is none."""
        found = _SHAPE.fullmatch((text or "").strip().removeprefix("W/").strip('"'))
        return cls(found[1], int(found[2])) if found else None


def new_epoch(previous: str = "") -> str:
    """An epoch of now: milliseconds in base 36, of fixed width, and always above the previous one."""
    number = time.time_ns() // 1_000_000
    if previous:
        number = max(number, int(previous, 36) + 1)
    digits = ""
    while number:
        number, digit = divmod(number, 36)
        digits = _DIGITS[digit] + digits
    return digits.rjust(EPOCH_WIDTH, "0")
