"""The addresses of the results: a page, and the same as files. All of them show the published board and nothing else."""

import threading
from collections.abc import Mapping
from typing import NamedTuple

from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils import translation
from django.utils.cache import get_conditional_response
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _

from events.access import Missing
from events.live.frames import board_html
from events.live.request import ANY_ORIGIN
from events.look import look_of, version_of, with_look
from events.results.reading import Results, read_results
from events.work import telling

KEEP = 24 * 3600  # seconds that a file is kept for the next one who asks

# One file at a time: when a hall asks for the results at once, they are made once, and the boards go on meanwhile.
_making = threading.Lock()


class File(NamedTuple):
    """One form of the results: the end of its name, its type, and the function that makes it.

    A file that holds more than the board has a function that reads it together with its board, which is what it is kept
    under. Each function is named and imported on first use: their libraries (fpdf2, openpyxl, Pillow) take 40 MB, which a
    process that only serves boards need not carry.
    """

    suffix: str
    type: str
    maker: str
    shares: Mapping[str, float] = {}  # what of the time of making it goes where, for who waits
    reader: str = ""


WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
FILES = {
    "pdf": File("results.pdf", "application/pdf", "events.results.pdf.results_pdf", {"lines": 1}),
    "csv": File("results.csv", "text/csv; charset=utf-8", "events.results.tables.csv_of"),
    "xlsx": File("results.xlsx", WORKBOOK, "events.results.tables.xlsx_of"),
    "json": File("results.json", "application/json", "events.results.tables.json_of"),
}
ARCHIVE = File(
    "archive.zip",
    "application/zip",
    "events.results.archive.archive_of",
    {"pages": 3, "lines": 2},
    "events.results.archive.read_whole",
)


def public_results(slug: str) -> Results:
    """The results at this address, or 404 where the public may know of none."""
    results = read_results(with_look(slug))
    if results is None:
        raise Missing(_("Nothing is published yet. Results appear with the first marks."))
    return results


def results(request: HttpRequest, slug: str) -> HttpResponse:
    """The results for people: to read, to print, to take along."""
    found = public_results(slug)
    context = {
        "results": found,
        "event": found.event,
        "look": look_of(found.event),
        "board": found.snapshot.body,
        "board_html": board_html(found.snapshot),
    }
    response = render(request, "results/results.html", context)
    response["Cache-Control"] = "no-cache"
    return response


def results_file(request: HttpRequest, slug: str, form: str) -> HttpResponseBase:
    """The results as one of FILES."""
    return answer(request, public_results(slug), FILES[form])


def archive(request: HttpRequest, slug: str) -> HttpResponseBase:
    """The whole event as plain files in a zip, once it is final."""
    found = public_results(slug)
    if not found.official:
        raise Missing(
            _("The static copy is public when the results are final. Until then organisers have it on the page Results.")
        )
    return answer(request, found, ARCHIVE)


def answer(request: HttpRequest, found: Results, file: File) -> HttpResponseBase:
    """The file of this board: made once, kept under its cursor, told apart by ETag."""
    known = get_conditional_response(request, _etag(found, file))
    if known is not None:
        with telling(request, file.shares):
            return known
    with telling(request, file.shares):
        found, content = content_of(found, file)
    response = HttpResponse(content, content_type=file.type)
    for name, value in ANY_ORIGIN.items():
        response[name] = value
    response["ETag"] = _etag(found, file)
    response["Cache-Control"] = "no-cache"
    name = f"{found.snapshot.slug}-rehearsal" if found.rehearsed else found.snapshot.slug
    response["Content-Disposition"] = f'attachment; filename="{name}-{file.suffix}"'
    return response


def _etag(found: Results, file: File) -> str:
    return f'"{found.cursor}-{version_of(found.event)}{file.suffix}"'


def content_of(found: Results, file: File) -> tuple[Results, bytes]:
    """The file's bytes, in the event's language; from the cache where somebody has asked before. And what they are of:

    these results, or newer ones where a board was published meanwhile and the file has to be read with its board.
    """
    content: bytes | None = cache.get(_key(found, file))
    if content is not None:
        return found, content
    with _making:
        content = cache.get(_key(found, file))
        if content is None and file.reader:
            found = import_string(file.reader)(found)
            content = cache.get(_key(found, file))
        if content is None:
            with translation.override(found.event.language):
                content = import_string(file.maker)(found)
            cache.set(_key(found, file), content, KEEP)
    return found, content


def _key(found: Results, file: File) -> str:
    event = found.event
    shown = f"{event.language}:{event.timezone}:{event.detail}:{version_of(event)}"
    return f"results:{event.pk}:{found.cursor}:{shown}:{file.suffix}"
