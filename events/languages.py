"""Which language a page speaks: the event's for the public, the reader's own where the page is a person's."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.conf import settings
from django.http import HttpRequest
from django.utils import translation
from django.utils.translation.trans_real import parse_accept_lang_header

from events.models import Event


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
