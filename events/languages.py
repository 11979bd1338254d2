"""Which language a page speaks: the event's for the public, the reader's own where the page is a person's."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any

from django.conf import locale, settings
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


FURTHER = ("de-AT",)  # writes as its language does; browsers know its own words


@cache
def locales() -> list[tuple[str, str]]:
    """What an event can choose from, as (code, own name): the languages that there are texts in, and countries' ways to write."""
    folders = Path(locale.__file__).parent.glob("*_*/formats.py")
    countries = sorted({*(path.parent.name.replace("_", "-") for path in folders), *FURTHER})
    found = []
    for language, name in settings.LANGUAGES:
        found.append((language, name))
        found += [(each, _own_name(each, name)) for each in countries if each.partition("-")[0] == language]
    return found


def _own_name(code: str, language: str) -> str:
    return str(locale.LANG_INFO.get(code.lower(), {}).get("name_local") or f"{language} ({code.partition('-')[2]})")


def spoken(language: str) -> str:
    """What to activate for an event's language: it brings the texts of the nearest language that Podium has (English where
    there is none), and writes numbers and times as the country does where one is named that Django knows.
    """
    if language.lower() in {code.lower() for code, _name in locales()}:
        return language.lower()
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
