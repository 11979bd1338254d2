"""The desk as an app on the phone: its manifest, and the service worker that opens it where there is no network."""

import hashlib
import json
from functools import lru_cache

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from events.static_files import found_file, worker_parts, worker_script

# What each page needs before it can be used: named ahead in it, so that the modules load side by side.
SHARED = ["page", "places", "plain", "pocket", "record", "store", "words"]
DESK = [*SHARED, "search"]
SHEET = [
    *SHARED, "answer", "app", "ask", "conflict", "controls", "feed", "follow", "form",
    "here", "outbox", "outlived", "server", "settle", "show", "turns", "unusual",
]  # fmt: skip
LADDER = ["js/cursor.js", "js/ladder.js", "js/transports.js"]
ENTRIES = ["js/desk.js", "js/sheet.js"]


def modules_of(names: list[str]) -> list[str]:
    """The files of these modules of the desk."""
    return [f"js/judge/{name}.js" for name in names]


STYLES = ["css/tokens.css", "css/base.css", "css/desk.css"]
IMAGES = ["img/favicon.svg"]
WORKER = "js/judge/worker.js"
FILES = [*STYLES, *ENTRIES, *modules_of([*SHEET, "search"]), *LADDER, *IMAGES]


@require_safe
@cache_control(no_cache=True)
def service_worker(request: HttpRequest) -> HttpResponse:
    """The worker's script, under /judge/ so that it answers for the desk and nothing else.

    It begins with the release: any change of any file is another script to the browser, which then takes it in.
    """
    facts = {
        "release": release(),
        "prefix": settings.STATIC_URL,
        "files": [static(name) for name in FILES],
        # Hashed names never change their contents and may be answered without asking.
        "immutable": settings.COLLECTED,
        "offline": render_to_string("judging/offline.html", {"language": get_language()}).strip(),
    }
    text = f"const FACTS = {json.dumps(facts)};\n{worker_script(WORKER)}"
    return HttpResponse(text, content_type="text/javascript; charset=utf-8")


@require_safe
@cache_control(no_cache=True)
def manifest(request: HttpRequest) -> JsonResponse:
    """What a phone needs to put the desk on its home screen."""
    return JsonResponse(
        {
            "id": "/judge/",
            "name": _("Podium: judging"),
            "short_name": _("Judging"),
            "lang": get_language(),
            "start_url": "/judge/",
            "scope": "/judge/",
            "display": "standalone",
            "background_color": "#fbfaf7",
            "theme_color": "#14213d",
            "icons": [
                {"src": static(f"img/desk-{size}.png"), "sizes": f"{size}x{size}", "type": "image/png", "purpose": "any"}
                for size in (192, 512)
            ],
        },
        content_type="application/manifest+json",
    )


@lru_cache
def release() -> str:
    """A name for exactly these files."""
    digest = hashlib.sha256()
    for name in [*FILES, *worker_parts(WORKER)]:
        digest.update(name.encode() + b"\0" + found_file(name).read_bytes())
    return digest.hexdigest()[:12]
