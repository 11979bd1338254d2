"""Numbers and times on the board, as the event's language writes them; and which way it is written."""

import pytest

from events.templatetags.board import day_and_time, direction, in_locale, time_of_day
from tests.cast import Gala


@pytest.mark.parametrize(
    ("text", "language", "shown"),
    [
        ("18.5", "en", "18.5"),
        ("18.5", None, "18.5"),
        ("18.5", "de", "18,5"),
        ("-0.123456", "fr", "-0,123456"),
        ("12345678901234567890.10", "de", "12345678901234567890,10"),
        ("18", "de", "18"),
        ("18.5", "tlh", "18.5"),
        (None, "de", None),
    ],
)
def test_a_total_gets_the_languages_separator_and_keeps_every_digit(text, language, shown):
    assert in_locale(text, {"language": language} if language else {}) == shown


@pytest.mark.parametrize(("language", "shown"), [("en", "9:30 p.m."), ("de", "21:30")])
def test_a_time_is_written_as_the_language_does(language, shown):
    assert time_of_day("2026-07-01T21:30:00+02:00", {"language": language}) == shown


@pytest.mark.parametrize(("language", "way"), [("en", "ltr"), ("ar", "rtl"), ("he", "rtl"), ("ckb-IQ", "rtl"), ("tlh", "ltr")])
def test_a_language_is_written_from_its_own_side(language, way):
    assert direction(language) == way


@pytest.mark.django_db(transaction=True)
def test_the_board_speaks_numbers_as_the_event_does(client):
    gala = Gala()
    gala.event.language = "de"
    gala.event.save()
    gala.score(gala.ann, gala.red, "7.25", "8")
    page = client.get("/events/gala/").text
    assert '<html lang="de" dir="ltr"' in page
    assert '<td role="cell" class="total">15,25</td>' in page
    assert "7,25" not in page
    assert client.get("/api/scoreboard/gala/teams/red").json()["row"]["total"] == "15.25"


@pytest.mark.parametrize(
    ("published", "shown"),
    [
        ("2026-06-30T22:30:00.000Z", "00:30"),  # in the zone of the event it is the first of July already
        ("2026-06-30T21:30:00.000Z", "1. Juli, 00:30"),
        ("2026-07-01T22:30:00.000Z", "1. Juli, 00:30"),
    ],
)
def test_an_end_on_another_day_has_its_day(published, shown):
    board = {"event": {"language": "de"}, "updated_at": published}
    assert day_and_time("2026-07-01T00:30:00+02:00", board) == shown
