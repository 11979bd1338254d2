"""Numbers and times on the board, as the event's language writes them; and which way it is written."""

import io
import re

import pytest
from django.utils import translation
from PIL import ImageDraw
from pypdf import PdfReader

from events.elsewhere.drawing import draw
from events.languages import locales, spoken
from events.results.reading import read_results
from events.templatetags.board import day_and_time, direction, in_locale, time_of_day
from tests.cast import Gala
from tests.events.results.gala import decided_gala


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


@pytest.fixture(params=["de-CH", "fr"])
def printed(request):
    """A gala with two rounds and divisions, of a language with a comma; Podium has no texts for the second."""
    gala = decided_gala()
    gala.event.language = request.param
    gala.event.save()
    return gala


@pytest.mark.django_db(transaction=True)
def test_what_leaves_the_site_writes_figures_as_the_board_does(client, printed, monkeypatch):
    pdf = PdfReader(io.BytesIO(client.get("/events/gala/results.pdf").content))
    texts = "\n".join(page.extract_text() for page in pdf.pages)
    assert (texts.count("12,25"), texts.count("1,5"), "12.25" in texts) == (6, 3, False)  # round, total, division
    assert "–" in texts  # the rounds and totals that nobody has yet
    drawn = []
    monkeypatch.setattr(ImageDraw.ImageDraw, "text", lambda pen, at, text, *args, **more: drawn.append(text))
    draw(read_results(printed.event))
    assert [text for text in drawn if re.fullmatch(r"\d+[.,]\d+", text)] == ["12,25", "12,25", "1,5"]
    leaders = "1. =1+1 12,25, 1. Łódź Größe 12,25, 3. Привет &lt;b&gt; 1,5"
    feed, page = client.get("/events/gala/feed.atom").text, client.get("/events/gala/").text
    assert (f"<title>{leaders}</title>" in feed, "12.25" in feed) == (True, False)
    assert re.findall(r'content="([^"]*12[.,]25[^"]*)"', page) == [leaders, leaders]  # the description and the picture's


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("form", ["csv", "json"])
def test_what_programs_take_keeps_the_point(client, printed, form):
    told = client.get(f"/events/gala/results.{form}").text
    assert ("12.25" in told, "12,25" in told) == (True, False)


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


def test_an_event_can_choose_how_countries_write_the_languages_that_there_are():
    assert dict(locales()) == {
        "en": "English", "en-AU": "Australian English", "en-CA": "English (CA)", "en-GB": "British English",
        "en-IE": "English (IE)", "de": "Deutsch", "de-AT": "Deutsch (AT)", "de-CH": "Deutsch (CH)",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("language", "active", "frozen"),
    [
        ("en", "en", "Frozen"),
        ("en-GB", "en-gb", "Frozen"),
        ("de-CH", "de-ch", "Eingefroren"),
        ("de-AT", "de-at", "Eingefroren"),
        ("de-LU", "de", "Eingefroren"),
        ("fr-CH", "en", "Frozen"),
        ("tlh", "en", "Frozen"),
    ],
)
def test_the_texts_are_the_languages_and_the_ways_of_writing_the_countrys(language, active, frozen):
    assert spoken(language) == active
    with translation.override(spoken(language)):
        assert translation.gettext("Frozen") == frozen


@pytest.mark.parametrize(
    ("language", "shown"),
    [("en", "July 1, 12:30 a.m."), ("en-GB", "1 July, 12:30 a.m."), ("de-AT", "1. Juli, 00:30"), ("de-CH", "1. Juli, 00:30")],
)
def test_an_end_on_another_day_is_written_as_the_country_does(language, shown):
    board = {"event": {"language": language}, "updated_at": "2026-06-30T21:30:00.000Z"}
    assert day_and_time("2026-07-01T00:30:00+02:00", board) == shown


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    ("language", "date", "words", "total"),
    [
        ("en", r"[A-Z][a-z]+\.? \d{1,2}, 20\d\d", "These are the results.", "15.25"),
        ("en-GB", r"\d{1,2} [A-Z][a-z]{2} 20\d\d, ", "These are the results.", "15.25"),
        ("de-CH", r"\d{1,2}\. [A-Z]\w+ 20\d\d", "Das sind die Ergebnisse.", "15,25"),
    ],
)
def test_every_page_of_an_event_writes_as_its_country_does(client, language, date, words, total):
    gala = Gala()
    gala.event.language = language
    gala.event.save()
    gala.score(gala.ann, gala.red, "7.25", "8")
    gala.event.status = "final"
    gala.event.save()
    pages = {path: client.get(f"/events/gala/{path}").text for path in ("", "screen/", "results/", "teams/red/")}
    for path, page in pages.items():
        # Which case a language is written in means nothing.
        assert (f'<html lang="{language}"'.lower() in page.lower(), total in page) == (True, True), path
    assert re.search(date, pages["results/"])
    assert words in pages[""]


@pytest.mark.django_db(transaction=True)
def test_the_card_of_a_reveal_writes_figures_as_the_board_does(client):
    gala = Gala()
    gala.event.language = "de-CH"  # browsers would write 15.25, Django's board has 15,25
    gala.event.save()
    assert 'data-point=","' in client.get("/events/gala/screen/").text


@pytest.mark.django_db(transaction=True)
def test_the_organiser_chooses_among_them(admin_client):
    gala = Gala()
    page = admin_client.get(f"/admin/events/event/{gala.event.pk}/change/")
    assert page.context["adminform"].form.fields["language"].choices == locales()
