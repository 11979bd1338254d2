"""An event's own look: the organiser's colours as tokens that can be read in every theme, the logo, and who chose which theme."""

import hashlib
from functools import lru_cache
from typing import Any, NamedTuple

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext_lazy as _

from events.colours import LEAST, WHITE, Colour, contrast, hex_of, ink_on, mixed, parse_colour, readable
from events.models import Event, Look

THEMES = {"light": _("Light"), "dark": _("Dark"), "contrast": _("High contrast")}
# What tokens.css binds as --paper, --surface and --ink; a test holds the two to be the same.
GROUNDS: dict[str, tuple[Colour, Colour, Colour]] = {
    "light": (parse_colour("#fbfaf7"), parse_colour("#ffffff"), parse_colour("#14213d")),
    "dark": (parse_colour("#0b101c"), parse_colour("#131b2e"), parse_colour("#f6f4ee")),
}
KEPT_FOR = 365 * 24 * 3600  # seconds that a browser remembers a theme


class PublicLook(NamedTuple):
    """Where a page finds the event's own look."""

    stylesheet: str
    logo: str


def with_look(slug: str) -> Event:
    """The public event at this address, with its colours but without the bytes of its logo; 404 where there is none."""
    return get_object_or_404(Event.objects.public().select_related("look").defer("look__logo"), slug=slug)


def look_of(event: Event) -> PublicLook | None:
    """The addresses of the event's look; None where it has none. They change with what they lead to."""
    found: Look | None = getattr(event, "look", None)
    if found is None or not (found.accent or found.ground or found.logo_digest):
        return None
    version = hashlib.sha256(stylesheet(found.accent, found.ground).encode()).hexdigest()[:12]
    look, logo = (reverse(f"events:{name}", args=[event.slug]) for name in ("look", "logo"))
    return PublicLook(f"{look}?v={version}", f"{logo}?v={found.logo_digest}" if found.logo_digest else "")


def version_of(event: Event) -> str:
    """What tells files that are drawn in the event's look from those in an earlier one; empty where it has none."""
    found = look_of(event)
    return hashlib.sha256("".join(found).encode()).hexdigest()[:8] if found else ""


def logo_of(event: Event) -> bytes:
    """The logo as a PNG; empty where the event has none."""
    found: Look | None = getattr(event, "look", None)
    return bytes(found.logo) if found is not None and found.logo_digest else b""


# --- colours -------------------------------------------------------------------------------------------


@lru_cache(maxsize=256)
def stylesheet(accent: str, ground: str) -> str:
    """Tokens bound anew for this event. High contrast stays as it is: there nothing is the organiser's."""
    light, dark = (declarations(tokens_for(theme, accent, ground)) for theme in ("light", "dark"))
    rules = [
        f':root:not([data-theme]), :root[data-theme="light"] {{ {light} }}',
        f"@media (prefers-color-scheme: dark) {{ :root:not([data-theme]) {{ {dark} }} }}",
        f':root[data-theme="dark"] {{ {dark} }}',
        # Over a video picture there is one palette, the dark one.
        f".overlay {{ {dark} }}",
    ]
    return "\n".join(rules) + "\n"


def declarations(tokens: dict[str, Colour]) -> str:
    """Tokens as CSS."""
    return " ".join(f"--{name}: {hex_of(colour)};" for name, colour in tokens.items())


def tokens_for(theme: str, accent: str, ground: str) -> dict[str, Colour]:
    """The tokens that the organiser's colours bind in a theme; each is readable on what it stands on.

    A dark ground is the paper of the dark theme, a light one of the light theme.
    """
    paper, surface, ink = GROUNDS[theme]
    tokens: dict[str, Colour] = {}
    if ground and theme_of_ground(ground) == theme:
        paper = parse_colour(ground)
        ink = ink_on(paper)
        surface = mixed(paper, ink, 0.05)
        soft = readable(mixed(ink, paper, 0.3), paper, surface)
        tokens = {"paper": paper, "surface": surface, "ink": ink, "ink-soft": soft, "line": mixed(paper, ink, 0.22)}
    chosen = parse_colour(accent) if accent else readable(mixed(paper, ink, 0.8), paper)
    if accent or tokens:
        tokens |= _accent_tokens(chosen, paper, surface, ink)
    return tokens


def colours_of(event: Event) -> dict[str, Colour]:
    """The dark theme's tokens as the event binds them, for pictures; those that it leaves alone are absent."""
    found: Look | None = getattr(event, "look", None)
    return tokens_for("dark", found.accent, found.ground) if found is not None else {}


def accent_on_paper(event: Event) -> Colour | None:
    """The event's accent where it is printed on white; None where it has none."""
    found: Look | None = getattr(event, "look", None)
    return readable(parse_colour(found.accent), WHITE) if found is not None and found.accent else None


def _accent_tokens(accent: Colour, paper: Colour, surface: Colour, ink: Colour) -> dict[str, Colour]:
    """The accent, and a faint paper of it on which both the text and the accent itself can be read."""
    for share in (0.22, 0.17, 0.12, 0.07):
        faint = mixed(paper, accent, share)
        strong = readable(accent, paper, surface, faint)
        if contrast(ink, faint) >= LEAST and strong != ink:
            return {"accent": strong, "accent-paper": faint}
    return {"accent": readable(accent, paper, surface), "accent-paper": mixed(paper, ink, 0.07)}


def theme_of_ground(ground: str) -> str:
    """The theme that a ground belongs to."""
    return "dark" if ink_on(parse_colour(ground)) == (255, 255, 255) else "light"


def moved_accents(accent: str, ground: str) -> dict[str, str]:
    """In which themes the accent cannot be read as it was chosen, and what stands there instead."""
    shown = {theme: hex_of(tokens_for(theme, accent, ground)["accent"]) for theme in GROUNDS}
    return {theme: colour for theme, colour in shown.items() if colour != accent.lower()}


# --- theme ---------------------------------------------------------------------------------------------


def theme_of(request: HttpRequest, cookie: str, default: str = "") -> str:
    """The theme asked for in the address, else the one that this browser remembers, else the page's own."""
    for chosen in (request.GET.get("theme"), request.COOKIES.get(cookie)):
        if chosen in THEMES:
            return chosen
    return default


def remember_theme(request: HttpRequest, response: HttpResponse, cookie: str) -> None:
    """Keep a theme that the address asks for in this browser; works without scripts."""
    patch_vary_headers(response, ["Cookie"])
    theme: Any = request.GET.get("theme")
    if theme in THEMES:
        # Scripts write it too: it is a taste, no secret.
        response.set_cookie(cookie, theme, max_age=KEPT_FOR, samesite="Lax", secure=request.is_secure())
