"""Our own static files on the disk, for what is served under another address than theirs: a service worker's script."""

from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles import finders


def found_file(name: str) -> Path:
    """The file where it lies: collected, or in the source tree."""
    collected = Path(settings.STATIC_ROOT) / name
    return collected if settings.COLLECTED else Path(str(finders.find(name)))


def worker_parts(name: str) -> list[str]:
    """The files that this service worker's script is made of: a worker is one script, and both workers answer for kept pages."""
    return ["js/kept_answer.js", name]


def worker_script(name: str) -> str:
    """The script of this service worker, as browsers get it."""
    return "\n".join(found_file(part).read_text(encoding="utf-8") for part in worker_parts(name))
