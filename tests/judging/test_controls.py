"""How a mark is asked for, and which marks a judge is asked about once."""

from decimal import Decimal

import pytest

from events.models import Criterion
from judging.controls import choices_of, control_of
from judging.usual import usual_range


def criterion(low, high, step):
    return Criterion(minimum=Decimal(low), maximum=Decimal(high), step=step and Decimal(step))


@pytest.mark.parametrize(
    ("low", "high", "step", "control"),
    [
        ("0", "10", "1", "choice"),
        ("1", "5", "0.5", "choice"),
        ("-3", "3", "1", "choice"),
        ("0", "12", "1", "choice"),
        ("0", "13", "1", "slider"),
        ("0", "10", "0.25", "slider"),
        ("0", "100", "0.5", "slider"),
        ("0", "100", "0.25", "keypad"),
        ("0", "10", None, "keypad"),
    ],
)
def test_the_control_suits_the_number_of_marks_there_are(low, high, step, control):
    assert control_of(criterion(low, high, step)) == control


def test_the_choices_are_every_mark_from_the_lowest_by_steps():
    assert choices_of(criterion("-1", "1", "0.5")) == ["-1", "-0.5", "0", "0.5", "1"]
    assert choices_of(criterion("1", "10", "4")) == ["1", "5", "9"]


MARKS = [Decimal(each) for each in ("7", "7.5", "8", "8", "8.5", "8")]


def test_a_mark_far_from_the_others_is_outside_the_usual_range():
    assert usual_range(MARKS, Decimal(0), Decimal(100)) == (Decimal("-17"), Decimal("75"))
    assert usual_range([10 * mark for mark in MARKS], Decimal(0), Decimal(100)) == (Decimal("25"), Decimal("105"))


def test_a_mark_in_the_middle_half_of_the_range_is_never_far():
    assert usual_range(MARKS, Decimal(0), Decimal(10)) == (Decimal("2.5"), Decimal("10.5"))
    assert usual_range([Decimal(1)] * 6, Decimal(0), Decimal(10)) == (Decimal("-1.5"), Decimal("7.5"))


def test_one_odd_mark_does_not_widen_what_is_usual():
    assert usual_range([*MARKS, Decimal(0), Decimal(8)], Decimal(0), Decimal(10)) == (Decimal("2.5"), Decimal("10.5"))


def test_who_uses_the_whole_range_is_not_asked():
    wide = [Decimal(each) for each in (0, 3, 5, 5, 8, 10)]
    assert usual_range(wide, Decimal(0), Decimal(10)) == (Decimal(-5), Decimal(15))


def test_a_few_marks_make_nothing_usual():
    assert usual_range(MARKS[:5], Decimal(0), Decimal(10)) is None
