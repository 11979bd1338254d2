"""Cursors: one number, compared by epoch first."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from events.cursor import EPOCH_WIDTH, Cursor, new_epoch

epochs = st.text("0123456789abcdefghijklmnopqrstuvwxyz", min_size=EPOCH_WIDTH, max_size=EPOCH_WIDTH)


@given(epochs, st.integers(0, 10**18 - 1))
def test_a_cursor_is_read_back_as_it_was_written(epoch, version):
    assert Cursor.parse(str(Cursor(epoch, version))) == Cursor(epoch, version)


@pytest.mark.parametrize(
    "text", [None, "", "k3", "k3.", ".1", "k3.-1", "k3.1.2", "K3.1", "k3.1 x", "\x00", "k3.1e5", "9" * 50 + ".1"]
)
def test_what_is_no_cursor_is_none(text):
    assert Cursor.parse(text) is None


def test_cursors_compare_by_epoch_and_then_by_number():
    assert sorted([Cursor("b", 1), Cursor("a", 10), Cursor("a", 9)]) == [Cursor("a", 9), Cursor("a", 10), Cursor("b", 1)]


@given(epochs.filter(lambda epoch: epoch < "z" * EPOCH_WIDTH))
def test_a_new_epoch_sorts_after_the_one_before_and_has_its_width(previous):
    epoch = new_epoch(previous)
    assert epoch > previous
    assert len(epoch) == EPOCH_WIDTH
