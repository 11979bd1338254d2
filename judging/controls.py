"""How the sheet asks for a mark: buttons for a few steps, a slider for many, a keypad where anything goes."""

from decimal import Decimal

from events.models import Criterion
from judging.sheet import mark_text

FEW = 13  # buttons of 48 px, at most three rows of them on a small phone
MANY = 201  # positions that a thumb can still find on a slider, with the steppers' help


def control_of(criterion: Criterion) -> str:
    """choice | slider | keypad: what suits the number of marks that there are to give."""
    steps = _steps(criterion)
    if steps is None or steps > MANY:
        return "keypad"
    return "choice" if steps <= FEW else "slider"


def choices_of(criterion: Criterion) -> list[str]:
    """Every mark that can be given, lowest first; only where they are few."""
    step = criterion.step or Decimal(1)
    return [mark_text(criterion.minimum + number * step) or "" for number in range(_steps(criterion) or 0)]


def _steps(criterion: Criterion) -> int | None:
    if not criterion.step:
        return None
    return int((criterion.maximum - criterion.minimum) // criterion.step) + 1
