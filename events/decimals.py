"""Decimal texts as people write them: the one place that knows the separator of a language."""

from django.utils import formats


def decimal_in(text: str, language: str | None = None) -> str:
    """A decimal text with the separator of this language, else of the page's; never through a number, so no digit can change.

    Languages into which Podium is not translated have their separator too.
    """
    return text.replace(".", formats.get_format("DECIMAL_SEPARATOR", lang=language))
