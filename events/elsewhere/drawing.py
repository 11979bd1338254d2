"""Draws the podium for link previews. Imported on first use: Pillow and the fonts take memory that boards do not need."""

from io import BytesIO

from django.utils.translation import gettext as _
from PIL import Image, ImageDraw

from events.board import JSON
from events.results.fonts import font_for
from events.results.reading import Results

WIDTH, HEIGHT = 1200, 630  # what previews are made for
EDGE = 72
# The tokens of the projected board: --paper, --surface, --ink, --ink-soft, --accent.
PAPER, SURFACE, INK, SOFT, ACCENT = "#0b101c", "#131b2e", "#f6f4ee", "#aab4c8", "#fcb643"
PLACES = 3


def draw(results: Results) -> bytes:
    """Event, state and the first three; where nobody is ranked yet, a sentence instead."""
    image = Image.new("RGB", (WIDTH, HEIGHT), PAPER)
    pen = ImageDraw.Draw(image)
    _line(pen, results.name, 56, 58, INK, bold=True)
    _line(pen, _state(results), 136, 30, SOFT)
    leaders = results.ranked[:PLACES]
    for number, row in enumerate(leaders):
        _place(pen, row, 206 + number * 128)
    if not leaders:
        _line(pen, _("No scores yet"), 300, 64, SOFT)
    held = BytesIO()
    image.save(held, "PNG", optimize=True)
    return held.getvalue()


def _state(results: Results) -> str:
    if results.rehearsed:
        return _("Rehearsal: these marks are invented")
    if results.official:
        return _("Final results")
    face = results.snapshot.body["event"]
    return _("The board is frozen") if face["frozen"] else _("Live scoreboard")


def _place(pen: ImageDraw.ImageDraw, row: JSON, top: int) -> None:
    colour = ACCENT if row["rank"] == 1 else INK
    pen.rounded_rectangle((EDGE, top, WIDTH - EDGE, top + 112), 10, SURFACE)
    middle = top + 56
    rank = f"{row['rank']}{'=' if row['tied'] else ''}"
    pen.text((EDGE + 32, middle), rank, colour, font_for(rank, 60, bold=True), anchor="lm")
    total = row["total"] or ""
    points = font_for(total, 56, bold=True)
    pen.text((WIDTH - EDGE - 32, middle), total, colour, points, anchor="rm")
    room = WIDTH - 2 * EDGE - 180 - 32 - 40 - int(points.getlength(total))
    size, text = _fitted(row["name"], (50, 42, 36), room, bold=True)
    pen.text((EDGE + 160, middle), text, INK, font_for(text, size, bold=True), anchor="lm")


def _line(pen: ImageDraw.ImageDraw, text: str, top: int, size: int, colour: str, *, bold: bool = False) -> None:
    """A line of text from edge to edge."""
    size, text = _fitted(text, (size, size * 4 // 5, size * 2 // 3), WIDTH - 2 * EDGE, bold=bold)
    pen.text((EDGE, top), text, colour, font_for(text, size, bold=bold))


def _fitted(text: str, sizes: tuple[int, ...], room: int, *, bold: bool) -> tuple[int, str]:
    """The largest of the sizes in which a text fits, or the smallest and as much of it as does."""
    for size in sizes:
        if font_for(text, size, bold=bold).getlength(text) <= room:
            return size, text
    font = font_for(text, sizes[-1], bold=bold)
    while text and font.getlength(text + "…") > room:
        text = text[:-1]
    return sizes[-1], text.rstrip() + "…"
