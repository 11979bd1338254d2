"""The results as CSV, XLSX and JSON. What people have typed (names, organisations) never becomes a formula."""

import csv
import io
from decimal import Decimal

from django.utils.translation import gettext as _
from openpyxl import Workbook
from openpyxl.cell import Cell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter
from openpyxl.xml.functions import tostring

from events.board import dumps
from events.results.packing import pack, unpack
from events.results.reading import Results, remark

# A spreadsheet takes a cell that begins so for a formula, whatever the file says.
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n")

Value = str | int | Decimal | None


def table_of(results: Results) -> list[list[Value]]:
    """A heading and one line a team. Places are ints, points exact decimals, everything else text; None is empty."""
    divided = any("division_rank" in row for row in results.rows)
    heading: list[Value] = [_("Rank"), _("Shared"), _("Team"), _("Code"), _("Organisation")]
    heading += [_("Division"), _("Rank in division")] if divided else []
    heading += [*(round_["name"] for round_ in results.rounds), _("Total"), _("Remark")]
    lines = [heading]
    for row in results.rows:
        line: list[Value] = [row["rank"], _("yes") if row["tied"] else None, row["name"], row["team"], row["organisation"]]
        line += [row["division_name"], row["division_rank"]] if divided else []
        line += [_points(row["rounds"].get(round_["code"])) for round_ in results.rounds]
        lines.append([*line, _points(row["total"]), remark(results, row)])
    return lines


def _points(text: str | None) -> Decimal | None:
    return None if text is None else Decimal(text)


def csv_of(results: Results) -> bytes:
    """RFC 4180 with a byte order mark, which is how spreadsheets learn that it is UTF-8."""
    held = io.StringIO()
    csv.writer(held, lineterminator="\r\n").writerows([_safe(value) for value in line] for line in table_of(results))
    return held.getvalue().encode("utf-8-sig")


def _safe(value: Value) -> str:
    if isinstance(value, str) and value.startswith(FORMULA_STARTS):
        return f"'{value}"
    return "" if value is None else f"{value:f}" if isinstance(value, Decimal) else str(value)


def json_of(results: Results) -> bytes:
    """The published board as in design 4.2, with `official`: whether these are the final results."""
    return dumps({"official": results.official} | results.snapshot.body).encode()


def xlsx_of(results: Results) -> bytes:
    """A workbook with the table, and a second sheet that says what it is of."""
    book = Workbook()
    sheet = book.active
    sheet.title = _("Results")
    lines = table_of(results)
    for number, line in enumerate(lines, 1):
        for column, value in enumerate(line, 1):
            _fill(sheet.cell(number, column), value)
    for column in range(1, len(lines[0]) + 1):
        longest = max(len(_safe(line[column - 1])) for line in lines)
        sheet.column_dimensions[get_column_letter(column)].width = min(60, longest + 3)
        sheet.cell(1, column).font = Font(bold=True)
    sheet.freeze_panes = "A2"
    sheet.auto_filter.ref = sheet.dimensions
    about = book.create_sheet(_("About"))
    facts = [
        (_("Event"), results.name),
        (_("State"), results.standing),
        (_("Published"), results.at_text),
        (_("Board"), str(results.cursor)),
    ]
    for number, fact in enumerate(facts, 1):
        for column, value in enumerate(fact, 1):
            _fill(about.cell(number, column), value)
    about.column_dimensions["A"].width, about.column_dimensions["B"].width = 16, 60
    return _settled(book, results)


def _fill(cell: Cell, value: Value) -> None:
    if value == "":
        return
    if isinstance(value, str):
        cell.value = ILLEGAL_CHARACTERS_RE.sub("", value)
        cell.data_type = "s"  # openpyxl would take "=1+1" for a formula
        cell.quotePrefix = value.startswith(FORMULA_STARTS)  # and a spreadsheet, once the cell is edited
        return
    cell.value = value
    if isinstance(value, Decimal):
        digits = max(0, -int(value.as_tuple().exponent))
        cell.number_format = "0." + "0" * digits if digits else "0"
        cell.alignment = Alignment(horizontal="right")


def _settled(book: Workbook, results: Results) -> bytes:
    """The workbook's bytes without the time of day at which it was written."""
    held = io.BytesIO()
    book.save(held)
    moment = results.at.replace(tzinfo=None, microsecond=0)
    book.properties.created = book.properties.modified = moment
    book.properties.title = results.name
    return pack(unpack(held.getvalue()) | {"docProps/core.xml": tostring(book.properties.to_tree())}, results.at)
