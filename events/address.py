"""A public address as people get it from a wall: short enough to type, and as a code for a phone's camera."""

from functools import lru_cache
from typing import NamedTuple

import segno
from django.conf import settings
from django.utils.safestring import SafeString, mark_safe


class Address(NamedTuple):
    """One address: whole, as one types it in two parts, and as an inline SVG."""

    full: str
    host: str
    path: str
    code: SafeString


@lru_cache(maxsize=200)
def public_address(path: str) -> Address:
    """The address of a path of this site, as phones reach it (PUBLIC_URL)."""
    full = settings.PUBLIC_URL + path
    host, _, rest = full.split("://", 1)[1].partition("/")
    code = segno.make(full, micro=False, error="m").svg_inline(border=3, omitsize=True, light="#fff", dark="#000")
    return Address(full, host, f"/{rest}".rstrip("/"), mark_safe(code))  # noqa: S308  # made by segno of modules alone
