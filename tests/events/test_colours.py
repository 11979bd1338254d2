"""An organiser's colours: whatever is chosen, what stands on the board can be read."""

import re

from hypothesis import given
from hypothesis import strategies as st

from events.colours import BLACK, LEAST, LEAST_INK, WHITE, contrast, hex_of, ink_on, parse_colour
from events.look import GROUNDS, moved_accents, theme_of_ground, tokens_for
from tests.test_docs import ROOT

COLOURS = st.tuples(*[st.integers(0, 255)] * 3).map(hex_of)
GROUND_COLOURS = COLOURS.filter(lambda text: contrast(ink_on(parse_colour(text)), parse_colour(text)) >= LEAST_INK)


def test_contrast_is_that_of_wcag():
    assert round(contrast(WHITE, BLACK), 2) == 21
    assert round(contrast(parse_colour("#777777"), WHITE), 2) == 4.48
    assert contrast(WHITE, WHITE) == 1


def test_the_grounds_are_those_of_the_tokens():
    text = (ROOT / "static/css/tokens.css").read_text()
    blocks = {"light": text[text.index(":root {") :], "dark": text[text.index(':root[data-theme="dark"]') :]}
    for theme, block in blocks.items():
        bound = tuple(parse_colour(re.search(rf"--{name}: (#\w{{6}})", block)[1]) for name in ("paper", "surface", "ink"))
        assert bound == GROUNDS[theme]


@given(accent=COLOURS, ground=st.just("") | GROUND_COLOURS)
def test_every_accent_can_be_read_in_every_theme(accent, ground):
    for theme, (paper, surface, ink) in GROUNDS.items():
        tokens = {"paper": paper, "surface": surface, "ink": ink} | tokens_for(theme, accent, ground)
        for below in ("paper", "surface", "accent-paper"):
            assert contrast(tokens["accent"], tokens[below]) >= LEAST - 0.01, (theme, below, accent, ground)
            assert contrast(tokens["ink"], tokens[below]) >= LEAST, (theme, below, accent, ground)


@given(ground=GROUND_COLOURS)
def test_a_ground_changes_the_theme_it_belongs_to_and_no_other(ground):
    own = theme_of_ground(ground)
    assert hex_of(tokens_for(own, "", ground)["paper"]) == ground
    assert contrast(tokens_for(own, "", ground)["ink-soft"], parse_colour(ground)) >= LEAST
    assert tokens_for({"light": "dark", "dark": "light"}[own], "", ground) == {}


def test_an_accent_that_can_be_read_stays_as_it_is_and_one_that_cannot_is_named():
    assert moved_accents("#fcb643", "") == {"light": hex_of(tokens_for("light", "#fcb643", "")["accent"])}
    assert hex_of(tokens_for("dark", "#fcb643", "")["accent"]) == "#fcb643"
