"""Every reveal of these tests has the cast of one show."""

from datetime import timedelta

import pytest

from events.reveal import show
from tests.events.reveal.cast import Show


@pytest.fixture
def gala(monkeypatch):
    monkeypatch.setattr(show, "TOO_SOON", timedelta(0))  # tests press faster than thumbs
    return Show()
