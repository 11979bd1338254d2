"""Step 1 of an import: bytes or pasted text -> a table of plain texts, whatever program wrote it."""

import csv
import io
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from django.utils.translation import gettext as _

from events.work import teller

MAX_BYTES = 5 * 1024 * 1024
MAX_UNPACKED = 60 * 1024 * 1024  # a workbook is a zip: what a small file may grow to
MAX_ROWS = 5000
MAX_COLUMNS = 60
MAX_CELL = 2000
DELIMITERS = "\t;,"


class TableError(Exception):
    """A file or text that cannot be read as a table; the message says why and what to do."""


@dataclass(frozen=True)
class Table:
    """Headers, and rows with the line that each stands in."""

    headers: list[str]
    rows: list[tuple[int, list[str]]]


def read_file(name: str, data: bytes) -> Table:
    """The first sheet of a workbook, or a text file, told apart by their contents."""
    if not data.strip():
        raise TableError(_("The file is empty. Save it again in the program that it comes from."))
    if len(data) > MAX_BYTES:
        words = _("The file has more than %(limit)s MB. Save only the sheet with the table.")
        raise TableError(words % {"limit": MAX_BYTES >> 20})
    if data[:4] == b"PK\x03\x04":
        return _table(_workbook_lines(data))
    if data[:8] == b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1":
        raise TableError(_("This is an old Excel file (.xls). Open it and save it as .xlsx or CSV."))
    return read_text(_decoded(data))


def read_text(text: str) -> Table:
    """A pasted table, or the text of a CSV file: separated by tabs, semicolons or commas, found out from its first lines."""
    if not text.strip():
        raise TableError(_("There is no table: paste it with its line of headings, or choose a file."))
    if "\x00" in text:
        raise TableError(_("This is not a table: it has bytes that no text has. Save it as CSV or .xlsx."))
    lines = text.replace("\r\n", "\n").replace("\r", "\n")
    try:
        reader = csv.reader(io.StringIO(lines), delimiter=_delimiter(lines), strict=True)
        return _table((reader.line_num, row) for row in reader)
    except csv.Error as error:
        words = _("Line %(line)s cannot be read: %(error)s. Look for a quotation mark that is not closed.")
        raise TableError(words % {"line": reader.line_num, "error": error}) from None


def _decoded(data: bytes) -> str:
    """UTF-8 with or without its mark, UTF-16 with it, else what Windows writes in Western Europe."""
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return data.decode("utf-16", errors="replace")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("cp1252", errors="replace")


def _delimiter(text: str) -> str:
    """The sign that parts the first line into most cells, outside of quotation marks; a tab beats the others."""
    first = next(line for line in text.split("\n") if line.strip())
    counts = {sign: len(next(csv.reader([first], delimiter=sign))) for sign in DELIMITERS}
    return max(DELIMITERS, key=lambda sign: counts[sign])


# --- workbooks -----------------------------------------------------------------------------------------


def _workbook_lines(data: bytes) -> Iterator[tuple[int, list[str]]]:
    """The rows of the first sheet that has any; a formula counts with the value that was saved with it."""
    import openpyxl  # on first use: a process that never imports a workbook need not carry it

    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            if sum(entry.file_size for entry in archive.infolist()) > MAX_UNPACKED:
                raise TableError(_("The workbook is too large. Save only the sheet with the table."))
        book = openpyxl.load_workbook(io.BytesIO(data), read_only=True, data_only=True)
    except TableError:
        raise
    except Exception as error:  # whatever a broken workbook makes the library raise
        raise TableError(_("The workbook cannot be read. Open it and save it again as .xlsx, or as CSV.")) from error
    try:
        for sheet in book.worksheets:
            size = sheet.max_row or 0
            sheet.reset_dimensions()  # some programs write a wrong size
            lines = [(number, [cell_text(cell) for cell in row]) for number, row in _sheet_rows(sheet, size)]
            if any(any(cells) for _number, cells in lines):
                return iter(lines)
    finally:
        book.close()
    raise TableError(_("The workbook has no sheet with anything in it. Save it again, or paste the table."))


def _sheet_rows(sheet: Any, size: int) -> Iterator[tuple[int, tuple[Any, ...]]]:
    """Its rows by number; `size`, how many it says that it has, is good enough to tell how far the reading is."""
    tell = teller("read", _("Reading the table"))
    for number, row in enumerate(sheet.iter_rows(values_only=True), 1):
        if number > MAX_ROWS + 100:
            raise TableError(_too_long())
        yield number, row
        tell(number, max(size, number))


def cell_text(value: Any) -> str:
    """A cell as text: whole numbers without ".0", dates as ISO, nothing as nothing."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() else repr(value)
    if isinstance(value, datetime | date | time):
        return value.isoformat()
    return str(value)


# --- whatever it came from -----------------------------------------------------------------------------


def _too_long() -> str:
    return _("The table has more than %(limit)s rows. Import it in parts.") % {"limit": MAX_ROWS}


def _table(lines: Iterable[tuple[int, list[str]]]) -> Table:
    """The first line that has anything is the headings; empty lines are left out."""
    filled = ((number, [_clean(cell) for cell in row]) for number, row in lines)
    kept = [(number, row) for number, row in filled if any(row)]
    if not kept:
        raise TableError(_("There is nothing in this table. Paste it with its line of headings."))
    headers = kept[0][1]
    while headers and not headers[-1]:
        headers = headers[:-1]
    if len(headers) > MAX_COLUMNS:
        raise TableError(
            _("The table has more than %(limit)s columns. Take away those that are not needed.") % {"limit": MAX_COLUMNS}
        )
    if len(kept) == 1:
        raise TableError(_("The table has only one line. The first line must be headings, such as Team or Name."))
    if len(kept) > MAX_ROWS + 1:
        raise TableError(_too_long())
    return Table(headers, [(number, _fitted(number, row, len(headers))) for number, row in kept[1:]])


def _fitted(number: int, row: list[str], width: int) -> list[str]:
    if any(row[width:]):
        words = _("Line %(line)s has more cells than there are headings. Is a text with a comma missing its quotation marks?")
        raise TableError(words % {"line": number})
    return (row + [""] * width)[:width]


def _clean(cell: str) -> str:
    """Without the blanks around it that nobody sees, and Excel's apostrophe or ="..." around numbers kept as text."""
    text = cell.replace("\xa0", " ").replace("\ufeff", "").strip()
    if text.startswith('="') and text.endswith('"'):
        text = text[2:-1]
    if len(text) > 1 and text[0] == "'" and text[1:].isdigit():
        text = text[1:]
    if len(text) > MAX_CELL:
        raise TableError(
            _("A cell has more than %(limit)s characters. Shorten it, or leave its column out of the file: %(start)s…")
            % {"limit": MAX_CELL, "start": text[:40]}
        )
    return text
