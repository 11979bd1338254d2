"""Draws the podium for link previews. Imported on first use: Pillow and the fonts take memory that boards do not need."""

from io import BytesIO
from typing import NamedTuple

from django.utils.translation import gettext as _
from PIL import Image, ImageDraw

from events.board import JSON
from events.colours import Colour
from events.look import colours_of, logo_of
from events.results.fonts import font_for
from events.results.reading import Results
from events.shown import shown_total

WIDTH, HEIGHT = 1200, 630  # what previews are made for
EDGE = 72
PLACES = 3
LOGO_WITHIN = (300, 110)


class Palette(NamedTuple):
    """The tokens of the projected board: --paper, --surface, --ink, --ink-soft, --accent."""

    paper: Colour = (0x0B, 0x10, 0x1C)
    surface: Colour = (0x13, 0x1B, 0x2E)
    ink: Colour = (0xF6, 0xF4, 0xEE)
    soft: Colour = (0xAA, 0xB4, 0xC8)
    accent: Colour = (0xFC, 0xB6, 0x43)


def draw(results: Results) -> bytes:
    """Event, state and the first three; where nobody is ranked yet, a sentence instead."""
    own = {name.removeprefix("ink-"): colour for name, colour in colours_of(results.event).items()}
    colours = Palette()._replace(**{name: colour for name, colour in own.items() if name in Palette._fields})
    image = Image.new("RGB", (WIDTH, HEIGHT), colours.paper)
    pen = ImageDraw.Draw(image)
    edge = _logo(image, logo_of(results.event))
    _line(pen, results.name, (56, edge), 58, colours.ink, bold=True)
    _line(pen, _state(results), (136, edge), 30, colours.soft)
    leaders = results.ranked[:PLACES]
    for number, row in enumerate(leaders):
        _place(pen, row, results.figure(shown_total(row)), 206 + number * 128, colours)
    if not leaders:
        _line(pen, _("No scores yet"), (300, WIDTH - EDGE), 64, colours.soft)
    held = BytesIO()
    image.save(held, "PNG", optimize=True)
    return held.getvalue()


def _logo(image: Image.Image, logo: bytes) -> int:
    """The organiser's logo in the upper corner; returns how far lines beside it may go."""
    if not logo:
        return WIDTH - EDGE
    with Image.open(BytesIO(logo)) as kept:
        small = kept.convert("RGBA")
    small.thumbnail(LOGO_WITHIN, Image.Resampling.LANCZOS)
    image.paste(small, (WIDTH - EDGE - small.width, 60), small)
    return WIDTH - EDGE - small.width - 36


def _state(results: Results) -> str:
    if results.rehearsed:
        return _("Rehearsal: these marks are invented")
    if results.official:
        return _("Final results")
    face = results.snapshot.body["event"]
    return _("The board is frozen") if face["frozen"] else _("Live scoreboard")


def _place(pen: ImageDraw.ImageDraw, row: JSON, total: str, top: int, colours: Palette) -> None:
    colour = colours.accent if row["rank"] == 1 else colours.ink
    pen.rounded_rectangle((EDGE, top, WIDTH - EDGE, top + 112), 10, colours.surface)
    middle = top + 56
    rank = f"{row['rank']}{'=' if row['tied'] else ''}"
    pen.text((EDGE + 32, middle), rank, colour, font_for(rank, 60, bold=True), anchor="lm")
    points = font_for(total, 56, bold=True)
    pen.text((WIDTH - EDGE - 32, middle), total, colour, points, anchor="rm")
    room = WIDTH - 2 * EDGE - 180 - 32 - 40 - int(points.getlength(total))
    size, text = _fitted(row["name"], (50, 42, 36), room, bold=True)
    pen.text((EDGE + 160, middle), text, colours.ink, font_for(text, size, bold=True), anchor="lm")


def _line(pen: ImageDraw.ImageDraw, text: str, at: tuple[int, int], size: int, colour: Colour, *, bold: bool = False) -> None:
    """A line of text at (top, where it must end)."""
    top, end = at
    size, text = _fitted(text, (size, size * 4 // 5, size * 2 // 3), end - EDGE, bold=bold)
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
