"""Our own static files on the disk, for what is served under another address than theirs: a service worker's script."""

from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles import finders


def found_file(name: str) -> Path:
    """The file where it lies: collected, or in the source tree."""
    collected = Path(settings.STATIC_ROOT) / name
    return collected if settings.COLLECTED else Path(str(finders.find(name)))
