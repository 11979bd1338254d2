"""Which sites may show an event's board inside their own pages."""

import re
from urllib.parse import urlsplit

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

HOST = re.compile(r"(\*\.)?[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)*|\[[0-9a-f:.]+\]")
MOST = 20


def origins_of(text: str) -> list[str]:
    """The origins in a text with one a line, each as a browser writes it: "https://example.org", or "*" for every site.

    Raises ValidationError that names the first line which is none. What passes holds nothing but scheme, host and
    port, so it can stand in a Content-Security-Policy.
    """
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    if len(lines) > MOST:
        raise ValidationError(_("At most %(most)s sites. Take those off that show the board no longer."), params={"most": MOST})
    return list(dict.fromkeys(_origin(line) for line in lines))


def _origin(line: str) -> str:
    origin = line.lower().removesuffix("/")
    if origin == "*":
        return origin
    try:
        parts = urlsplit(origin)
        bare = (parts.path, parts.query, parts.fragment, parts.username) == ("", "", "", None)
        host = parts.netloc.rpartition(":")[0] if parts.port is not None else parts.netloc
        good = (
            bare and parts.scheme in ("http", "https") and HOST.fullmatch(host) and re.fullmatch(r"[\w.:*\[\]-]+", parts.netloc)
        )
    except ValueError:  # a port that is no number
        good = None
    if not good:
        raise ValidationError(_("%(line)s is no site: write https://example.org, one a line."), params={"line": line})
    return origin


def validate_origins(text: str) -> None:
    """For the model's field."""
    origins_of(text)
