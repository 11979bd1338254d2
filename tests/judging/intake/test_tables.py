"""Tables as spreadsheets and platforms write them: encodings, signs, numbers kept as text, blank lines, limits."""

import io
import tracemalloc
import zipfile

import openpyxl
import pytest

from judging.intake import tables
from judging.intake.tables import Table, TableError, read_file, read_text


def workbook(*rows, sheets=1):
    book = openpyxl.Workbook()
    for _ in range(sheets - 1):
        book.create_sheet()
    for row in rows:
        book.worksheets[-1].append(row)
    kept = io.BytesIO()
    book.save(kept)
    return kept.getvalue()


TEAMS = Table(["Team", "Table"], [(2, ["Zoë", "1"]), (3, ["Ärger", "2"])])


@pytest.mark.parametrize("sign", [",", ";", "\t"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_a_pasted_table_is_read_whatever_parts_its_cells_and_lines(sign, end):
    assert read_text(end.join(sign.join(row) for row in (["Team", "Table"], ["Zoë", "1"], ["Ärger", "2"]))) == TEAMS


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
def test_a_file_is_read_whatever_program_wrote_it(encoding):
    assert read_file("teams.csv", "Team;Table\nZoë;1\nÄrger;2\n".encode(encoding)) == TEAMS


def test_a_workbook_is_read_with_its_numbers_formulas_and_the_first_sheet_that_has_something():
    assert read_file("x.xlsx", workbook(["Team", "Table"], ["Zoë", 1], ["Ärger", 2.0], sheets=2)) == TEAMS
    # openpyxl writes no values for formulas, as a program that never computed them: the cell is empty then.
    assert read_file("x.xlsx", workbook(["Team", "Table"], ["A", "=1+1"])).rows == [(2, ["A", ""])]


def test_numbers_kept_as_text_blank_lines_and_blank_ends_are_what_they_seem():
    text = '\n Team , No ,,\n\n A ,"=""007""",,\n"B, the second",\'12\n,,,\n'
    assert read_text(text) == Table(["Team", "No"], [(4, ["A", "007"]), (5, ["B, the second", "12"])])


def test_a_cell_may_hold_lines_of_its_own():
    assert read_text('Team,Members\nA,"Ann\nBob"\nB,Cid').rows == [(3, ["A", "Ann\nBob"]), (4, ["B", "Cid"])]


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "The file is empty"),
        (b" \n ", "The file is empty"),
        (b"Team,Table", "only one line"),
        (b",,\n,,", "nothing in this table"),
        (b"Team,X\nA,B,C\n", "Line 2 has more cells than there are headings"),
        (b'Team\n"A\n', "cannot be read"),
        (b"Team\x00\nA", "bytes that no text has"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 old", "save it as .xlsx"),
        (b"PK\x03\x04 not a zip", "workbook cannot be read"),
        (b"a" * (tables.MAX_BYTES + 1), "more than 5 MB"),
        (b"Team\n" + b"A\n" * (tables.MAX_ROWS + 1), "more than 5000 rows"),
        ((",".join(["x"] * 61) + "\na").encode(), "more than 60 columns"),
        (b"Team\n" + b"A" * 2001, "more than 2000 characters"),
    ],
)
def test_what_is_no_table_is_refused_with_the_way_out(data, words):
    with pytest.raises(TableError, match=words):
        read_file("x.csv", data)


def test_a_workbook_without_anything_or_with_too_much_is_refused():
    with pytest.raises(TableError, match="no sheet with anything"):
        read_file("x.xlsx", workbook())
    bomb = io.BytesIO()
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", b"0" * (tables.MAX_UNPACKED + 1))
    with pytest.raises(TableError, match="too large"):
        read_file("x.xlsx", bomb.getvalue())
    with pytest.raises(TableError, match="more than 5000 rows"):
        read_file("x.xlsx", workbook(["Team"], *(["A"] for _ in range(tables.MAX_ROWS + 200))))


def test_a_cell_far_to_the_right_does_not_fill_the_memory():
    """16,384 columns in each of 1,000 rows come out of a file of some kilobytes."""
    book = openpyxl.Workbook()
    book.active.append(["name", "code"])
    for row in range(2, 1002):
        book.active.append([f"Team {row}", f"t{row}"])
    for row in range(2, 1002):
        book.active.cell(row, 16384, " ")
    file = io.BytesIO()
    book.save(file)
    tracemalloc.start()
    table = read_file("teams.xlsx", file.getvalue())
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert (table.headers, len(table.rows), peak < 40_000_000) == (["name", "code"], 1000, True)
