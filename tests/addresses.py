"""Every address of the site: what anybody may open, with one example each, and what is not public at all.

A new address fails the tests until it stands here.
"""

import re

from django.urls import URLPattern, URLResolver, get_resolver

from events.live.routing import ROUTES

# Pattern -> addresses at the gala (tests.cast) that stand for it.
PUBLIC = {
    "": ["/"],
    "events/<slug>/": ["/events/gala/"],
    "events/<slug>/screen/": ["/events/gala/screen/"],
    "events/<slug>/screen/<name>/": ["/events/gala/screen/hall/", "/events/gala/screen/nowhere/"],
    "events/<slug>/screen/<name>/seen/": ["/events/gala/screen/hall/seen/"],
    "events/<slug>/look.css": ["/events/gala/look.css"],
    "events/<slug>/logo.png": ["/events/gala/logo.png"],
    "events/<slug>/clock/": ["/events/gala/clock/"],
    "events/<slug>/pictures/<digest>/": ["/events/gala/pictures/abc/", "/events/gala/pictures/none/"],
    "events/<slug>/teams/<code>/": ["/events/gala/teams/red/", "/events/gala/teams/blue/", "/events/gala/teams/nobody/"],
    "events/<slug>/board/": ["/events/gala/board/"],
    "events/<slug>/results/": ["/events/gala/results/"],
    "events/<slug>/results.pdf": ["/events/gala/results.pdf"],
    "events/<slug>/results.csv": ["/events/gala/results.csv"],
    "events/<slug>/results.xlsx": ["/events/gala/results.xlsx"],
    "events/<slug>/results.json": ["/events/gala/results.json"],
    "events/<slug>/archive.zip": ["/events/gala/archive.zip"],
    "events/<slug>/embed/": ["/events/gala/embed/"],
    "events/<slug>/overlay/": ["/events/gala/overlay/", "/events/gala/overlay/?as=lower&team=red"],
    "events/<slug>/feed.atom": ["/events/gala/feed.atom"],
    "events/<slug>/podium.png": ["/events/gala/podium.png"],
    "api/scoreboard/<slug>": ["/api/scoreboard/gala"],
    "api/scoreboard/<slug>/teams/<code>": [
        "/api/scoreboard/gala/teams/red",
        "/api/scoreboard/gala/teams/blue",
        "/api/scoreboard/gala/teams/nobody",
    ],
    "api/feeds/screen/<slug>": ["/api/feeds/screen/gala"],
    "api/": ["/api/"],
    "api/openapi.json": ["/api/openapi.json"],
    "api/docs": ["/api/docs"],
    "favicon.ico": ["/favicon.ico"],
    "healthz": ["/healthz"],
    "readyz": ["/readyz"],
    "nowhere": ["/nowhere", "/events/nowhere/", "/api/scoreboard/nowhere", "/api/nowhere"],
}

# Streams that anybody may open; tests listen to both.
PUBLIC_STREAMS = {
    "api/scoreboard/<slug>/stream",
    "ws/scoreboard/<slug>/",
    "api/feeds/screen/<slug>/stream",
    "ws/screen/<slug>/",
}

# Says the time and nothing else.
CLOCKS = {"/events/gala/clock/"}

# For those who sign in, hold a link or a token (tests.events.test_staff_pages). What lies below belongs to it.
NOT_PUBLIC = (
    "admin/",
    "judge/",
    "api/judge/",
    "metrics",
    "progress/",
    "api/feeds/live/",
    "api/feeds/desk/",
    "ws/live/",
    "ws/desk/",
    "events/<slug>/live/",
    "events/<slug>/reveal/",
)


def addresses_of_the_site():
    """Every pattern of the URLconf and of the live routes, without the converters' names."""
    return {*_patterns(get_resolver().url_patterns), *(_plain(route.pattern) for route in ROUTES)}


def _patterns(entries, before=""):
    for entry in entries:
        here = before + str(entry.pattern)
        if isinstance(entry, URLResolver):
            yield from _patterns(entry.url_patterns, here)
        elif isinstance(entry, URLPattern):
            yield _plain(here)


def _plain(pattern):
    return re.sub(r"<\w+:(\w+)>", r"<\1>", pattern)
