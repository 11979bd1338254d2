"""Colours that can be read: contrast as WCAG 2 measures it, and an organiser's colour moved until it has enough of it. Pure."""

import re

Colour = tuple[int, int, int]

LEAST = 4.5  # contrast that text must have (WCAG 2, AA)
LEAST_INK = 7.0  # what a ground must leave to the text on it (AAA): the back row is far away
WHITE, BLACK = (255, 255, 255), (0, 0, 0)
STEPS = 50


def parse_colour(text: str) -> Colour:
    """#rrggbb as three numbers; ValueError for anything else."""
    if not re.fullmatch(r"#[0-9a-fA-F]{6}", text):
        raise ValueError(f"{text!r} is not a colour such as #0a7cff.")
    return int(text[1:3], 16), int(text[3:5], 16), int(text[5:7], 16)


def hex_of(colour: Colour) -> str:
    """A colour as #rrggbb."""
    return "#{:02x}{:02x}{:02x}".format(*colour)


def contrast(one: Colour, other: Colour) -> float:
    """From 1 (the same) to 21 (black on white)."""
    high, low = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def _luminance(colour: Colour) -> float:
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in (n / 255 for n in colour)]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def mixed(colour: Colour, other: Colour, share: float) -> Colour:
    """So much of `other` stirred into `colour`: 0 none, 1 nothing else."""
    red, green, blue = (round(a + (b - a) * share) for a, b in zip(colour, other, strict=True))
    return red, green, blue


def ink_on(ground: Colour) -> Colour:
    """White or black, whichever reads better on this ground."""
    return max(WHITE, BLACK, key=lambda ink: contrast(ink, ground))


def readable(colour: Colour, *grounds: Colour) -> Colour:
    """The colour itself, or the nearest towards white or black that reads on every one of these grounds."""
    towards = ink_on(grounds[0])
    for step in range(STEPS + 1):
        moved = mixed(colour, towards, step / STEPS)
        if all(contrast(moved, ground) >= LEAST for ground in grounds):
            return moved
    return towards
