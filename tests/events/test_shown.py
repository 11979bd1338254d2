"""Wherever people read totals they read the shown text; what programs take stays exact, and a derivation says both."""

import csv
import io
import json
from decimal import Decimal

import pytest
from pypdf import PdfReader

from events.models import Criterion
from judging.models import Assignment, Judge, Rules
from tests.cast import Gala

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def gala():
    """Three judges: red has 26/3 + 3, green and blue have all but the same."""
    gala = Gala()
    Criterion.objects.update(step=None)
    cy = Judge.objects.create(event=gala.event, code="cy", name="Cy")
    Assignment.objects.create(judge=cy, round=gala.final)
    Rules.objects.create(event=gala.event, shown=2)
    for judge, red, green, blue in ((gala.ann, "9", "4", "4"), (gala.bob, "9", "4", "4"), (cy, "8", "4", "3.992")):
        for team, mark in ((gala.red, red), (gala.green, green), (gala.blue, blue)):
            gala.score(judge, team, mark, "3")
    return gala


def text_of(client, address):
    return client.get(address).content.decode()


def test_pages_and_prints_show_what_the_rules_say_and_more_where_neighbours_need_it(client, gala):
    pages = [text_of(client, f"/events/gala/{page}") for page in ("", "screen/", "results/", "overlay/", "embed/")]
    for html in pages:
        assert 'data-exact="11.666667">11.67</td>' in html
        assert 'data-exact="7">7.000</td>' in html
        assert 'data-exact="6.997333">6.997</td>' in html
        assert 'data-round="final">11.67</td>' in html
        assert 'data-figures="6"' in html
    assert "1. Red 11.67, 2. Green 7.000, 3. Blue 6.997" in text_of(client, "/events/gala/feed.atom")
    assert "11.666667" not in text_of(client, "/events/gala/feed.atom")
    pdf = "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(client.get("/events/gala/results.pdf").content)).pages)
    assert [text in pdf for text in ("11.67", "7.000", "6.997", "11.666667")] == [True, True, True, False]


def test_files_for_programs_keep_the_exact_numbers(client, gala):
    rows = list(csv.reader(io.StringIO(client.get("/events/gala/results.csv").content.decode("utf-8-sig"), newline="")))
    assert [row[rows[0].index("Total")] for row in rows[1:]] == ["11.666667", "7", "6.997333"]
    told = json.loads(text_of(client, "/events/gala/results.json"))["standings"]
    assert [(row["total"], row["rounds"], row["shown"]["total"]) for row in told] == [
        ("11.666667", {"final": "11.666667"}, "11.67"),
        ("7", {"final": "7"}, "7.000"),
        ("6.997333", {"final": "6.997333"}, "6.997"),
    ]


@pytest.mark.parametrize("detail", ["totals", "criteria", "marks"])
def test_a_derivation_stays_exact_and_says_what_is_shown(client, gala, detail):
    gala.event.detail = detail
    gala.event.save()
    page = text_of(client, "/events/gala/teams/red/")
    assert "<strong>11.67</strong>" in page
    assert "Exactly 35/3" in page
    assert "Final: 35/3 ≈ 11.67" in page
    assert ("26/3" in page) == (detail != "totals")
    told = json.loads(text_of(client, "/api/scoreboard/gala/teams/red"))["explanation"]
    assert (told["total"], told["shown"], told["exact"]) == ("11.666667", "11.67", "35/3")
    even = text_of(client, "/events/gala/teams/green/")
    assert "<strong>7.000</strong>" in even
    assert "Exactly" not in even


def test_in_german_the_shown_text_has_a_comma(client, gala):
    gala.event.language = "de"
    gala.event.save()
    assert ">11,67</td>" in text_of(client, "/events/gala/")
    assert "<strong>11,67</strong>" in text_of(client, "/events/gala/teams/red/")


def test_what_is_shown_follows_the_neighbours(client, gala):
    gala.score(gala.ann, gala.blue, Decimal(9), "3")
    html = text_of(client, "/events/gala/")
    assert 'data-exact="7">7.00</td>' in html
