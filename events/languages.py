"""Which language a page speaks: the event's for the public, the reader's own where the page is a person's."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase
from django.utils import translation
from django.utils.deprecation import MiddlewareMixin
from django.utils.translation.trans_real import parse_accept_lang_header

from events.models import Event

View = Callable[..., HttpResponseBase]


class EventLanguage(MiddlewareMixin):
    """Public pages of an event speak its language, whatever the viewer's browser asks for: so does the board in them."""

    def process_view(
        self, request: HttpRequest, view: Callable[..., HttpResponseBase], args: Any, kwargs: dict[str, Any]
    ) -> None:
        match = request.resolver_match
        if match and match.app_name == "events" and "slug" in kwargs:
            language = Event.objects.filter(slug=kwargs["slug"]).values_list("language", flat=True).first()
            if language:
                translation.activate(spoken(language))


def spoken(language: str) -> str:
    """The nearest language that Podium has texts in; English where there is none."""
    try:
        return translation.get_supported_language_variant(language)
    except LookupError:
        return settings.LANGUAGE_CODE


@contextmanager
def in_language(language: str) -> Iterator[None]:
    """Everything inside speaks this language, as far as Podium can."""
    with translation.override(spoken(language)):
        yield


def language_of(request: HttpRequest, event: Event) -> str:
    """The reader's language where the browser asks for one that there is, else the event's."""
    for wanted, _weight in parse_accept_lang_header(request.headers.get("Accept-Language", "")):
        try:
            return translation.get_supported_language_variant(wanted)
        except LookupError:
            continue
    return spoken(event.language)
