"""The podium as a picture, for link previews: who leads now, drawn once for each published board."""

from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils import translation
from django.utils.cache import get_conditional_response
from django.utils.module_loading import import_string

from events.look import version_of
from events.results.reading import Results
from events.results.views import KEEP, public_results


def podium(request: HttpRequest, slug: str) -> HttpResponseBase:
    """GET /events/<slug>/podium.png; pages name it with the board's cursor behind, so that caches renew it."""
    results = public_results(slug)
    etag = f'"{results.cursor}-podium{version_of(results.event)}"'
    known = get_conditional_response(request, etag)
    if known is not None:
        return known
    headers = {"ETag": etag, "Cache-Control": "no-cache"}
    return HttpResponse(picture_of(results), content_type="image/png", headers=headers)


def picture_of(results: Results) -> bytes:
    """The PNG of this board, from the cache where it was drawn before."""
    key = f"podium:{results.event.pk}:{results.cursor}:{results.event.language}:{version_of(results.event)}"
    content: bytes | None = cache.get(key)
    if content is None:
        with translation.override(results.event.language):
            content = import_string("events.elsewhere.drawing.draw")(results)
        cache.set(key, content, KEEP)
    return content
