"""The Atom feed: one entry, the board as it is published now. A reader that looks in keeps what it has seen."""

from datetime import datetime
from typing import Any

from django.conf import settings
from django.contrib.syndication.views import Feed
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.cache import get_conditional_response
from django.utils.feedgenerator import Atom1Feed
from django.utils.translation import gettext as _

from events.board import JSON
from events.decimals import decimal_in
from events.live.request import ANY_ORIGIN
from events.results.reading import Results
from events.results.views import public_results
from events.shown import shown_total

FIRST_PLACES = 10  # that an entry names


class BoardFeed(Feed):  # type: ignore[type-arg]  # generic only in the stubs
    """Everything in it follows from the published board, so its cursor is the ETag and a freeze covers it."""

    feed_type = Atom1Feed

    def get_object(self, request: HttpRequest, results: Results) -> Results:
        return results

    def title(self, results: Results) -> str:
        return results.name

    def item_title(self, results: Any) -> str:
        return headline(results)

    def subtitle(self, results: Results) -> str:
        return results.event.description

    def link(self, results: Results) -> str:
        return settings.PUBLIC_URL + results.event.get_absolute_url()

    def feed_url(self, results: Results) -> str:
        return settings.PUBLIC_URL + reverse("events:feed", args=[results.snapshot.slug])

    def feed_guid(self, results: Results) -> str:
        return self.link(results)

    def items(self, results: Results) -> list[Results]:
        return [results]

    def item_description(self, results: Results) -> str:
        rows = results.ranked[:FIRST_PLACES]
        return render_to_string(
            "elsewhere/entry.html", {"results": results, "rows": rows, "rest": len(results.ranked) - len(rows)}
        )

    def item_link(self, results: Results) -> str:
        return self.link(results)

    def item_guid(self, results: Results) -> str:
        return f"{self.link(results)}#{results.cursor}"

    def item_pubdate(self, results: Results) -> datetime:
        return results.at

    item_updateddate = item_pubdate


def headline(results: Results) -> str:
    """The first three and what the board is worth, in a line."""
    return leaders_of(results.rows, results.event.language, rehearsed=results.rehearsed) or results.standing


def leaders_of(rows: list[JSON], language: str, *, rehearsed: bool) -> str:
    """The first three in a line, which says so where their marks are invented; empty where nobody is ranked."""
    ranked = [row for row in rows if row["rank"] is not None][:3]
    words = ", ".join(f"{row['rank']}. {row['name']} {decimal_in(shown_total(row) or '–', language)}" for row in ranked)
    return _("Rehearsal: %(words)s") % {"words": words} if words and rehearsed else words


_view: Any = BoardFeed()


def feed(request: HttpRequest, slug: str) -> HttpResponseBase:
    """GET /events/<slug>/feed.atom, in the event's language, with ETag."""
    results = public_results(slug)
    etag = f'"{results.cursor}-atom"'
    response = get_conditional_response(request, etag)
    if response is None:
        with translation.override(results.event.language):
            response = _view(request, results)
        for name, value in ANY_ORIGIN.items():
            response[name] = value
        response["ETag"] = etag
        response["Cache-Control"] = "no-cache"
        del response["Last-Modified"]
    return response
