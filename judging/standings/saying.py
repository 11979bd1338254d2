"""The sentences of a derivation: marked here for translation, and said by whoever knows the language and how it writes."""

from collections.abc import Callable

Say = Callable[[str], str]  # an English text, with %(places)s, in the language of the reader
Write = Callable[[str], str]  # a decimal text, with the separator of the reader


def _(text: str) -> str:
    """Mark a text so that it is collected for translation; what it says is asked for later, through a Say."""
    return text
