"""Results as files: what they say is the published board, and nothing that people typed becomes a formula."""

import csv
import io
import json

import pytest
from openpyxl import load_workbook
from pypdf import PdfReader

from events import board
from tests.events.results.gala import decided_gala

pytestmark = pytest.mark.django_db(transaction=True)

TABLE = [
    ["Rank", "Shared", "Team", "Code", "Organisation", "Division", "Rank in division", "Final", "Encore", "Total", "Remark"],
    ["1", "yes", "=1+1", "red", "@SUM(A1)", "Young", "1", "12.25", "", "12.25", ""],
    ["1", "yes", "Łódź Größe", "green", "Ωμέγα", "Young", "1", "12.25", "", "12.25", ""],
    ["3", "", "Привет <b>", "blue", "", "Old", "1", "1.5", "", "1.5", ""],
    ["", "", "Late", "late", "", "Old", "", "", "", "", "no score"],
    ["", "", "Gone", "gone", "", "Old", "", "", "", "", "withdrawn"],
]


@pytest.fixture
def gala():
    return decided_gala()


def get(client, name):
    answer = client.get(f"/events/gala/{name}")
    assert answer.status_code == 200, answer.content
    return answer.content


def test_csv_holds_the_whole_board_and_disarms_formulas(client, gala):
    rows = list(csv.reader(io.StringIO(get(client, "results.csv").decode("utf-8-sig"), newline="")))
    disarmed = [[cell if cell not in ("=1+1", "@SUM(A1)") else f"'{cell}" for cell in row] for row in TABLE]
    assert rows == disarmed


def test_xlsx_holds_the_whole_board_with_numbers_as_numbers_and_no_formula(client, gala):
    book = load_workbook(io.BytesIO(get(client, "results.xlsx")))
    sheet = book["Results"]
    assert [["" if cell.value is None else str(cell.value) for cell in row] for row in sheet.iter_rows()] == TABLE
    assert {cell.data_type for row in sheet.iter_rows() for cell in row} == {"s", "n"}
    assert (sheet["C2"].data_type, sheet["C2"].quotePrefix, sheet["J2"].value, sheet["J2"].data_type) == ("s", True, 12.25, "n")
    about = [(row[0].value, row[1].value) for row in book["About"].iter_rows()]
    assert about[:2] == [("Event", "The Gala"), ("State", "Not final: judging goes on")]
    assert about[3] == ("Board", str(board.read_public("gala").cursor))


def test_json_is_the_published_board_and_whether_it_is_official(client, gala):
    assert json.loads(get(client, "results.json")) == {"official": False} | board.read_public("gala").body


def test_pdf_says_it_all_in_every_script(client, gala):
    reader = PdfReader(io.BytesIO(get(client, "results.pdf")))
    text = "\n".join(page.extract_text() for page in reader.pages)
    for row in TABLE[1:]:
        assert row[2] in text, row[2]
    for words in ("The Gala", "Not final: judging goes on", "Ωμέγα", "withdrawn", "no score", "12.25", "Young", "Old"):
        assert words in text
    assert reader.metadata.title == "The Gala: Results"


def test_names_that_bite_no_spreadsheet_format(client, gala):
    gala.red.name = "\x07-2+3\u2028cmd|' /C calc'!A0"
    gala.red.save()
    sheet = load_workbook(io.BytesIO(get(client, "results.xlsx")))["Results"]
    assert (sheet["C2"].value, sheet["C2"].data_type) == ("-2+3\u2028cmd|' /C calc'!A0", "s")
    rows = list(csv.reader(io.StringIO(get(client, "results.csv").decode("utf-8-sig"), newline="")))
    assert rows[1][2] == gala.red.name


FILES = ["results/", "results.pdf", "results.csv", "results.xlsx", "results.json"]


@pytest.mark.parametrize("name", FILES)
def test_under_a_freeze_not_a_byte_changes_while_scores_do(client, gala, name):
    board.freeze(gala.event.pk)
    before = get(client, name)
    gala.score(gala.bob, gala.blue, "10", "10")
    from django.core.cache import cache

    cache.clear()
    assert get(client, name) == before


@pytest.mark.parametrize("name", [*FILES, "archive.zip"])
def test_a_draft_has_no_results(client, gala, name):
    gala.event.status = "draft"
    gala.event.save()
    assert client.get(f"/events/gala/{name}").status_code == 404
    assert client.get(f"/events/nowhere/{name}").status_code == 404


@pytest.mark.parametrize("name", FILES[1:])
def test_a_file_is_sent_again_only_when_the_board_has_changed(client, gala, name):
    first = client.get(f"/events/gala/{name}")
    again = client.get(f"/events/gala/{name}", headers={"If-None-Match": first["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    gala.score(gala.bob, gala.blue, "10", "10")
    changed = client.get(f"/events/gala/{name}", headers={"If-None-Match": first["ETag"]})
    assert (changed.status_code, changed.content != first.content) == (200, True)


def test_files_speak_the_language_and_the_time_of_the_event(client, gala):
    gala.event.timezone = "Pacific/Kiritimati"
    gala.event.save()
    book = load_workbook(io.BytesIO(get(client, "results.xlsx")))
    from datetime import datetime
    from zoneinfo import ZoneInfo

    at = datetime.fromisoformat(board.read_public("gala").body["updated_at"]).astimezone(ZoneInfo("Pacific/Kiritimati"))
    assert book["About"]["B3"].value.split(",")[0] == f"{at:%b}. {at.day}"
