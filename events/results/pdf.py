"""The results as a printable PDF: A4, one line a team, the heading of the table on every page."""

from datetime import datetime
from io import BytesIO

from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from fpdf import FPDF
from fpdf.enums import XPos, YPos
from PIL import Image

from events.board import JSON
from events.look import accent_on_paper, logo_of
from events.results.fonts import BOLD, REGULAR, fallbacks, legible
from events.results.reading import Results, status_text
from events.shown import shown_rounds, shown_total
from events.work import counted

INK, SOFT, LINE, ACCENT = (20, 33, 61), (74, 84, 104), (200, 197, 188), (138, 75, 0)  # the tokens of the same names
MARGIN = 18.0  # millimetres, like every length here
ROW = 7.2
LOGO_WITHIN = (50.0, 18.0)
UPRIGHT_ROUNDS, MOST_ROUNDS = 4, 12  # columns that fit beside the names on a page upright, and lying


class Sheet(FPDF):
    """A page in Podium's type, with a foot that says what it is and which page of how many."""

    foot = ""

    def __init__(self, title: str, at: datetime, orientation: str = "portrait", paper: str = "A4") -> None:
        super().__init__(orientation=orientation, format=paper)
        self.add_font("podium", "", REGULAR)
        self.add_font("podium", "B", BOLD)
        spare = [f"spare{number}" for number, path in enumerate(fallbacks()) for _ in [self.add_font(f"spare{number}", "", path)]]
        self.set_fallback_fonts(spare, exact_match=False)
        # Fira Sans' own scripts need no shaping; the others do (Arabic joins, Devanagari reorders), at 1 ms a text.
        self.set_text_shaping(bool(spare))
        self.set_creation_date(at)  # not the time of printing: the same board gives the same bytes
        self.set_title(title)
        self.set_lang(get_language() or "en")
        self.set_margin(MARGIN)
        self.c_margin = 0.0
        self.set_auto_page_break(False)
        self.alias_nb_pages()

    def write_line(
        self, text: str, size: float, *, bold: bool = False, align: str = "L", colour: tuple[int, int, int] = INK
    ) -> None:
        """One paragraph across the page, and on to the next line."""
        self.set_font("podium", "B" if bold else "", size)
        self.set_text_color(*colour)
        self.multi_cell(0, size * 0.46, text, align=align, new_x=XPos.LMARGIN, new_y=YPos.NEXT)

    def place_logo(self, logo: bytes, x: float, y: float, within: tuple[float, float], align: float) -> float:
        """The organiser's logo beside x (0: it begins there, 1: it ends there); returns how wide it is."""
        with Image.open(BytesIO(logo)) as picture:
            scale = min(within[0] / picture.width, within[1] / picture.height)
            width, height = picture.width * scale, picture.height * scale
        self.image(BytesIO(logo), x - width * align, y + (within[1] - height) / 2, width, height)
        return width

    def footer(self) -> None:
        if self.foot:
            self.set_y(-14)
            self.set_font("podium", "", 8)
            self.set_text_color(*SOFT)
            self.cell(0, 5, self.foot)
            self.set_x(self.l_margin)
            self.cell(0, 5, f"{self.page_no()} / {{nb}}", align="R")

    def fitted(self, text: str, width: float) -> str:
        """As much of a text as fits this width in the font that is set."""
        if self.get_string_width(text) <= width:
            return text
        while text and self.get_string_width(text + "…") > width:
            text = text[:-1]
        return text.rstrip() + "…"


def results_pdf(results: Results) -> bytes:
    """The whole results; the text of the active language."""
    lying = len(columns_of(results)) > UPRIGHT_ROUNDS
    sheet = Sheet(f"{results.name}: {_('Results')}", results.at, "landscape" if lying else "portrait")
    name, at = event_name(results), legible(results.at_text, f"{results.at:%Y-%m-%d %H:%M} UTC")
    sheet.foot = f"{name} · {results.standing} · {at}"
    sheet.add_page()
    logo = logo_of(results.event)
    if logo:
        wide = sheet.place_logo(logo, sheet.w - MARGIN, MARGIN, LOGO_WITHIN, 1)
        sheet.set_right_margin(MARGIN + wide + 6)
    sheet.write_line(name, 22, bold=True)
    sheet.write_line(results.standing, 12, colour=SOFT)
    sheet.write_line(at, 9, colour=SOFT)
    sheet.set_right_margin(MARGIN)
    sheet.set_y(max(sheet.y, MARGIN + LOGO_WITHIN[1] if logo else 0) + 5)
    _table(sheet, results)
    for division in results.divisions:
        teams = [(row, legible(row["name"], row["team"])) for row in division.rows]
        lines = [(row["division_rank"], name, results.figure(shown_total(row))) for row, name in teams]
        _division(sheet, legible(division.name, division.code), lines)
    return bytes(sheet.output())


def event_name(results: Results) -> str:
    """The name of the event as the page's type can show it."""
    return legible(results.name, results.event.slug)


def columns_of(results: Results) -> list[JSON]:
    """The rounds that get a column: all of them, or none where they would not fit (CSV and XLSX always have them)."""
    return results.rounds if len(results.rounds) <= MOST_ROUNDS else []


def _widths(sheet: Sheet, results: Results) -> tuple[float, float, float, float]:
    """Of the columns: rank, names, one round, total."""
    rounds = len(columns_of(results))
    each = min(24.0, (sheet.epw - 100.0) / rounds) if rounds else 0.0
    return 16.0, sheet.epw - 16.0 - rounds * each - 26.0, each, 26.0


def _heading(sheet: Sheet, results: Results) -> None:
    rank, names, each, total = _widths(sheet, results)
    sheet.set_font("podium", "", 8)
    sheet.set_text_color(*SOFT)
    sheet.cell(rank, 6, _("Rank"))
    sheet.cell(names, 6, _("Team"))
    for round_ in columns_of(results):
        sheet.cell(each, 6, sheet.fitted(legible(round_["name"], round_["code"]), each - 3), align="R")
    sheet.cell(total, 6, _("Total"), align="R", new_x=XPos.LMARGIN, new_y=YPos.NEXT)
    sheet.set_draw_color(*(accent_on_paper(results.event) or INK))
    sheet.set_line_width(0.5)
    sheet.line(sheet.l_margin, sheet.y, sheet.w - sheet.r_margin, sheet.y)


def _table(sheet: Sheet, results: Results) -> None:
    _heading(sheet, results)
    for row in counted(results.rows, "lines", gettext_lazy("Making the PDF")):
        division = legible(row.get("division_name") or "", row["division"] or "")
        more = " · ".join(filter(None, [status_text(row), legible(row["organisation"], ""), division]))
        height = ROW + 3.6 if more else ROW
        if sheet.y + height > sheet.h - 20:
            sheet.add_page()
            _heading(sheet, results)
        _row(sheet, results, row, more, height)


def _row(sheet: Sheet, results: Results, row: JSON, more: str, height: float) -> None:
    rank, names, each, total = _widths(sheet, results)
    top = sheet.y
    sheet.set_text_color(*INK)
    sheet.set_font("podium", "B", 12)
    sheet.cell(rank, ROW, f"{row['rank']}{' =' if row['tied'] else ''}" if row["rank"] is not None else "–")
    sheet.set_font("podium", "B", 11)
    sheet.cell(names, ROW, sheet.fitted(legible(row["name"], row["team"]), names - 3))
    sheet.set_font("podium", "", 10)
    sheet.set_text_color(*SOFT)
    rounds = shown_rounds(row)
    for round_ in columns_of(results):
        sheet.cell(each, ROW, results.figure(rounds.get(round_["code"])), align="R")
    sheet.set_text_color(*INK)
    sheet.set_font("podium", "B", 12)
    sheet.cell(total, ROW, results.figure(shown_total(row)), align="R")
    if more:
        sheet.set_xy(sheet.l_margin + rank, top + ROW - 1.6)
        sheet.set_font("podium", "", 8)
        sheet.set_text_color(*SOFT)
        sheet.cell(names, 4.4, sheet.fitted(more, names - 3))
    sheet.set_xy(sheet.l_margin, top + height)
    sheet.set_draw_color(*LINE)
    sheet.set_line_width(0.2)
    sheet.line(sheet.l_margin, sheet.y, sheet.w - sheet.r_margin, sheet.y)


def _division(sheet: Sheet, name: str, lines: list[tuple[int, str, str]]) -> None:
    if sheet.y + 20 + ROW > sheet.h - 20:
        sheet.add_page()
    else:
        sheet.ln(8)
    sheet.write_line(name, 14, bold=True)
    sheet.ln(1)
    places = [rank for rank, _name, _total in lines]
    for rank, team, total in lines:
        if sheet.y + ROW > sheet.h - 20:
            sheet.add_page()
        sheet.set_text_color(*INK)
        sheet.set_font("podium", "B", 11)
        sheet.cell(16, ROW - 1, f"{rank}{' =' if places.count(rank) > 1 else ''}")
        sheet.set_font("podium", "", 11)
        sheet.cell(sheet.epw - 42, ROW - 1, sheet.fitted(team, sheet.epw - 45))
        sheet.cell(26, ROW - 1, total, align="R", new_x=XPos.LMARGIN, new_y=YPos.NEXT)
