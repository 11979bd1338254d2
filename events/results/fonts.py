"""The type of files and pictures: Fira Sans (Latin, Greek, Cyrillic), then what FONTS names for other scripts."""

from functools import cache
from pathlib import Path

import fontpkg
from django.conf import settings
from fontTools.ttLib import TTFont
from PIL import ImageFont

REGULAR = Path(fontpkg.path("fira-sans", 400))
BOLD = Path(fontpkg.path("fira-sans", 700))


def fallbacks() -> list[Path]:
    """Further font files, in the order in which they are asked for a character that Fira Sans has not."""
    return [Path(path) for path in settings.FONTS]


@cache
def characters_of(path: Path) -> frozenset[int]:
    """The characters that a font file can show."""
    with TTFont(path, fontNumber=0, lazy=True) as font:
        return frozenset(font.getBestCmap())


def missing_characters(text: str) -> str:
    """The characters of a text that no font here can show; files have the team's code beside what is left (`legible`)."""
    fonts = [characters_of(path) for path in (REGULAR, *fallbacks())]
    return "".join(sorted({sign for sign in text if sign.isprintable() and not any(ord(sign) in font for font in fonts)}))


def legible(text: str, instead: str) -> str:
    """A text as a file can show it: never with holes. What lacks signs has `instead` beside it, or in its place."""
    missing = missing_characters(text)
    if not missing:
        return text
    left = " ".join("".join(sign for sign in text if sign not in missing).split())
    if not any(sign.isalnum() for sign in left):
        return instead
    return f"{left} ({instead})" if instead else left


@cache
def picture_font(path: Path, size: int) -> ImageFont.FreeTypeFont:
    """A font for Pillow, `size` in pixels."""
    return ImageFont.truetype(str(path), size)


def font_for(text: str, size: int, *, bold: bool = False) -> ImageFont.FreeTypeFont:
    """The font that shows the most of this text: Pillow draws one text in one font."""
    choices = [BOLD if bold else REGULAR, *fallbacks()]
    best = min(choices, key=lambda path: sum(ord(sign) not in characters_of(path) for sign in text))
    return picture_font(best, size)
