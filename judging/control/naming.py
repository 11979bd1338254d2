"""Many names in little room: the first few of a list, and heads of columns that are short and still tell judges apart."""

from collections import defaultdict
from itertools import takewhile

from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import ngettext

NAMED = 5  # of a list that may be as long as the panel
LENGTH, FRONT = 32, 10  # characters of a column's head; of its beginning, where what follows is left out


def some_of(names: list[str]) -> str:
    """The first few names, and how many more there are."""
    few, more = _parted(names)
    return f"{few} {more}" if more else few


def some_of_linked(names: list[str], way: str) -> SafeString:
    """The same as HTML: how many more there are leads to where all of them stand."""
    few, more = _parted(names)
    return format_html('{} <a href="{}">{}</a>', few, way, more) if more else format_html("{}", few)


def _parted(names: list[str]) -> tuple[str, str]:
    left = len(names) - NAMED
    if left <= 1:  # the last name takes no more room than the words that would stand for it
        return ", ".join(names), ""
    return ", ".join(names[:NAMED]), ngettext("and %(count)s more", "and %(count)s more", left) % {"count": left}


def short_heads(names: list[str]) -> list[str]:
    """Each name in at most LENGTH characters, none like another: a long one loses its middle.

    Of those that would then look alike the middle is kept, from the word in which they first differ; where that does
    not help either they begin with their place in the list.
    """
    heads = [_without_middle(name) for name in names]
    for group in _alike(heads):
        start = _difference([names[number] for number in group])
        for number in group:
            heads[number] = _joined(names[number][:FRONT], names[number][start:]) if start > FRONT else heads[number]
    for group in _alike(heads):
        for number in group:
            heads[number] = _without_middle(f"{number + 1}. {names[number]}")
    return heads


def _alike(heads: list[str]) -> list[list[int]]:
    """The places of those that another one looks like, group by group."""
    found = defaultdict(list)
    for number, head in enumerate(heads):
        found[head].append(number)
    return [group for group in found.values() if len(group) > 1]


def _difference(names: list[str]) -> int:
    """Where the word begins in which these first differ."""
    letters = zip(*names, strict=False)
    same = "".join(each[0] for each in takewhile(lambda each: len(set(each)) == 1, letters))
    return same.rfind(" ") + 1


def _without_middle(name: str) -> str:
    return name if len(name) <= LENGTH else _joined(name[: LENGTH - FRONT], name[1 - FRONT :])


def _joined(front: str, rest: str) -> str:
    return f"{front.rstrip()}…{rest.lstrip()}"[:LENGTH]
