"""How often wrong sign-in links may be tried. A right link is never counted and never refused: a hall shares one address.

What is counted are wrong links, by the judge that they claim to be for and the address that they come from, and at a
far higher number by the address. Whoever guesses is slowed down; whoever has a link gets in all the same.
"""

from django.core.cache import cache
from django.http import HttpRequest

WINDOW = 15 * 60  # seconds
FOR_ONE_JUDGE = 10  # wrong links for one judge from one address in a window
FROM_ONE_ADDRESS = 200  # wrong links from one address in a window, for whomever


def count_wrong_link(request: HttpRequest, token: str) -> bool:
    """Count this wrong link; returns whether it was one too many."""
    address = request.META.get("REMOTE_ADDR") or ""
    claimed = token.split(".")[0][:20]
    limits = {f"wrong-link:{address}:{claimed!r}": FOR_ONE_JUDGE, f"wrong-link:{address}": FROM_ONE_ADDRESS}
    over = [_count(key) > limit for key, limit in limits.items()]  # all are counted, also behind the first that is over
    return any(over)


def _count(name: str) -> int:
    """How often this has been counted in its window, this time included; 0 where the cache does not answer."""
    key = name.encode().hex()  # a cache key holds no blanks and no control characters
    cache.add(key, 0, WINDOW)
    try:
        return cache.incr(key) or 0
    except ValueError:  # the window ended between the two lines
        return 1
