"""Certificates: one page a team, to print and sign. The place in the event, or in the team's division."""

from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from fpdf.enums import XPos, YPos

from events.board import JSON
from events.results.pdf import ACCENT, INK, SOFT, Sheet
from events.results.reading import Results
from events.work import counted


@dataclass(frozen=True)
class Choice:
    """Which certificates: of one division (empty: of the whole event), the first `places` (None: all)."""

    division: str = ""
    places: int | None = None
    with_unranked: bool = False  # for those who took part and have no place
    signed_by: str = ""  # what stands below the line for the signature
    paper: str = "A4"


@dataclass(frozen=True)
class Award:
    """What one certificate says."""

    team: str
    organisation: str
    division: str
    place: int | None
    shared: bool


def awards_of(results: Results, choice: Choice) -> list[Award]:
    """The certificates in order of place. Everybody who shares a place has it; nobody who left or was disqualified has one."""
    rows = [row for row in results.rows if row["status"] in ("ranked", "unranked") and choice.division in ("", row["division"])]
    awards = [_award(results, row, choice) for row in rows]
    placed = [award for award in awards if award.place is not None and award.place <= (choice.places or award.place)]
    unplaced = [award for award in awards if award.place is None] if choice.with_unranked else []
    return sorted(placed, key=lambda award: award.place or 0) + unplaced


def _award(results: Results, row: JSON, choice: Choice) -> Award:
    if choice.division:
        place = row.get("division_rank")
        shared = place is not None and results.shares_division_rank(row)
    else:
        place, shared = row["rank"], row["tied"]
    return Award(row["name"], row["organisation"], row.get("division_name") or "", place, shared)


def certificates_pdf(results: Results, choice: Choice) -> bytes:
    """One lying page a certificate; a single page that says so where the choice leaves none."""
    sheet = Sheet(f"{results.name}: {_('Certificates')}", results.at, "landscape", choice.paper)
    awards = awards_of(results, choice)
    for award in counted(awards, "lines", gettext_lazy("Making the PDF")):
        sheet.add_page()
        _page(sheet, results, award, choice)
    if not awards:
        sheet.add_page()
        sheet.write_line(_("No team has such a place."), 14, colour=SOFT)
    return bytes(sheet.output())


def _page(sheet: Sheet, results: Results, award: Award, choice: Choice) -> None:
    _frame(sheet)
    sheet.set_y(26)
    sheet.write_line(results.name, 20, bold=True, align="C")
    if choice.division:
        sheet.write_line(award.division, 13, colour=SOFT, align="C")
    sheet.set_y(52)
    if award.place is None:
        sheet.write_line(_("took part"), 22, colour=SOFT, align="C")
    else:
        sheet.write_line(_("shared place") if award.shared else _("place"), 15, colour=SOFT, align="C")
        sheet.write_line(str(award.place), 74, bold=True, align="C", colour=ACCENT)
    sheet.set_y(104)
    sheet.write_line(award.team, _size(sheet, award.team), bold=True, align="C")
    if award.organisation:
        sheet.ln(1)
        sheet.write_line(award.organisation, 15, colour=SOFT, align="C")
    _signature(sheet, results, choice)


def _size(sheet: Sheet, name: str) -> float:
    """The largest size in which the name takes one line, within reason: a very long one takes two."""
    for size in (38.0, 32.0, 26.0, 21.0):
        sheet.set_font("podium", "B", size)
        if sheet.get_string_width(name) <= sheet.epw - 20:
            return size
    return 18.0


def _frame(sheet: Sheet) -> None:
    sheet.set_draw_color(*INK)
    sheet.set_line_width(0.9)
    sheet.rect(9, 9, sheet.w - 18, sheet.h - 18)
    sheet.set_line_width(0.25)
    sheet.rect(11, 11, sheet.w - 22, sheet.h - 22)


def _signature(sheet: Sheet, results: Results, choice: Choice) -> None:
    """The day on the left, the line to sign on the right; and what is not official says so."""
    base, width = sheet.h - 38, 80.0
    left, right = 32.0, sheet.w - 32.0 - width
    sheet.set_draw_color(*SOFT)
    sheet.set_line_width(0.3)
    for start in (left, right):
        sheet.line(start, base, start + width, base)
    sheet.set_text_color(*INK)
    sheet.set_font("podium", "", 12)
    sheet.set_xy(left, base - 8)
    sheet.cell(width, 7, results.day_text, align="C")
    sheet.set_font("podium", "", 9)
    sheet.set_text_color(*SOFT)
    for start, text in ((left, _("Date")), (right, choice.signed_by or _("Signature"))):
        sheet.set_xy(start, base + 1)
        sheet.cell(width, 5, sheet.fitted(text, width), align="C")
    if not results.official:
        sheet.set_xy(sheet.l_margin, sheet.h - 23)
        sheet.cell(0, 5, results.standing, align="C", new_x=XPos.LMARGIN, new_y=YPos.NEXT)
