"""Certificates: one page for each team that has the place, ties shown as ties."""

import io

import pytest
from fontTools.fontBuilder import FontBuilder
from fontTools.pens.ttGlyphPen import TTGlyphPen
from pypdf import PdfReader

from events.results.certificates import Award, Choice, awards_of, certificates_pdf
from events.results.fonts import missing_characters
from events.results.pdf import results_pdf
from events.results.reading import read_results
from tests.events.results.gala import decided_gala

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def gala():
    return decided_gala()


def results(gala):
    return read_results(gala.event)


RED = Award("=1+1", "@SUM(A1)", "Young", 1, True)
GREEN = Award("Łódź Größe", "Ωμέγα", "Young", 1, True)
BLUE = Award("Привет <b>", "", "Old", 3, False)
LATE = Award("Late", "", "Old", None, False)


@pytest.mark.parametrize(
    ("choice", "awards"),
    [
        (Choice(), [RED, GREEN, BLUE]),
        (Choice(places=1), [RED, GREEN]),
        (Choice(places=2), [RED, GREEN]),
        (Choice(with_unranked=True), [RED, GREEN, BLUE, LATE]),
        (Choice(division="young"), [RED, GREEN]),
        (Choice(division="old"), [Award("Привет <b>", "", "Old", 1, False)]),
        (Choice(division="nowhere"), []),
    ],
)
def test_who_gets_one(gala, choice, awards):
    assert awards_of(results(gala), choice) == awards


def pages(gala, choice):
    reader = PdfReader(io.BytesIO(certificates_pdf(results(gala), choice)))
    return [page.extract_text().splitlines() for page in reader.pages]


def test_a_name_that_no_font_can_show_has_its_code_and_no_hole(gala):
    gala.red.name, gala.red.organisation, gala.red.division.name = "فريق النور", "القاهرة", "شباب"
    gala.green.name = "Team 日本 7"
    gala.event.name = "مسابقة"
    for row in (gala.red.division, gala.red, gala.green, gala.event):
        row.save()
    assert awards_of(results(gala), Choice(places=1, division="young")) == [
        Award("red", "", "young", 1, True),
        Award("Team 7 (green)", "Ωμέγα", "young", 1, True),
    ]
    first = pages(gala, Choice(places=1, division="young"))[0]
    assert first[:5] == ["gala", "young", "shared place", "1", "red"]
    printed = "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(results_pdf(results(gala)))).pages).splitlines()
    assert (printed[0], [line for line in printed if "red" in line.split() or "(green)" in line]) == (
        "gala",
        ["1 = red 12.25 – 12.25", "1 = Team 7 (green) 12.25 – 12.25", "1 = red 12.25", "1 = Team 7 (green) 12.25"],
    )


def test_a_certificate_says_team_place_event_day_and_who_signs(gala):
    found = pages(gala, Choice(signed_by="Dr. Ärzte, head of the jury"))
    day = results(gala).day_text
    foot = [day, "Date Dr. Ärzte, head of the jury", "Not final: judging goes on"]
    assert found == [
        ["The Gala", "shared place", "1", "=1+1", "@SUM(A1)", *foot],
        ["The Gala", "shared place", "1", "Łódź Größe", "Ωμέγα", *foot],
        ["The Gala", "place", "3", "Привет <b>", *foot],
    ]


def test_an_official_one_is_not_marked(gala):
    gala.event.status = "final"
    gala.event.save()
    assert pages(gala, Choice(division="old"))[0][-1] == "Date Signature"


def test_a_very_long_name_stays_on_its_page(gala):
    gala.blue.name = "The Extraordinary " * 11
    gala.blue.save()
    assert len(pages(gala, Choice())) == 3


def test_a_choice_without_teams_says_so(gala):
    assert pages(gala, Choice(division="nowhere")) == [["No team has such a place."]]


def test_what_no_font_can_show_is_known():
    assert missing_characters("Łódź Größe Ωμέγα Привет, ışık") == ""
    assert missing_characters("日本 ok") == "日本"


def font_with(path, sign):
    """A font file that has this one character."""
    pen = TTGlyphPen(None)
    pen.moveTo((100, 0))
    pen.lineTo((100, 600))
    pen.lineTo((400, 600))
    pen.closePath()
    glyph = pen.glyph()
    builder = FontBuilder(1000, isTTF=True)
    builder.setupGlyphOrder([".notdef", "sign"])
    builder.setupCharacterMap({ord(sign): "sign"})
    builder.setupGlyf({".notdef": glyph, "sign": glyph})
    builder.setupHorizontalMetrics({".notdef": (500, 100), "sign": (500, 100)})
    builder.setupHorizontalHeader(ascent=800, descent=-200)
    builder.setupNameTable({"familyName": "Spare", "styleName": "Regular"})
    builder.setupOS2()
    builder.setupPost()
    builder.save(path)
    return str(path)


def test_fonts_of_ones_own_fill_the_gaps(gala, settings, tmp_path):
    assert missing_characters("ok ☃") == "☃"
    settings.FONTS = [font_with(tmp_path / "spare.ttf", "☃")]
    assert missing_characters("ok ☃") == ""
    gala.blue.name = "Snow ☃"
    gala.blue.save()
    assert pages(gala, Choice(division="old"))[0][4] == "Snow ☃"
