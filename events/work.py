"""Long work tells how far it is: under a key that the page made up, in the cache, and only to who began it.

The cache lies outside the work's transaction, so what is told is seen while it is written. Work that nobody asked
about (commands, pages without script) tells nothing and costs nothing.
"""

import re
import time
from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar

from django.core.cache import cache
from django.http import HttpRequest, JsonResponse
from django.utils import translation
from django.utils.formats import number_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

KEY = re.compile(r"[0-9a-f]{16,64}")
KEPT_FOR = 600  # seconds
OFTEN = 0.1  # seconds between two tellings
# A cache that has become slow may cost the work this part of its time and no more.
COST = 0.05
ALMOST = 0.99  # as far as work may say that it is before it is done

T = TypeVar("T")
Tell = Callable[[int, int], None]


@dataclass
class Work:
    """One piece of work that somebody waits for; `shares` says how much of it each phase is."""

    name: str
    shares: Mapping[str, float]
    language: str
    next_at: float = 0.0
    told: dict[str, Any] = field(default_factory=dict)

    def tell(self, phase: str, words: str | Promise, done: int, total: int) -> None:
        """Say that of this phase so much is done; the bar never goes back."""
        now = time.monotonic()
        if now < self.next_at or phase not in self.shares or total < 1:
            return
        before = sum(share for name, share in self.shares.items() if _comes_before(self.shares, name, phase))
        share = (before + self.shares[phase] * min(1.0, done / total)) / sum(self.shares.values())
        with translation.override(self.language):  # files are made in the event's language, this is for who waits
            count = _("%(done)s of %(total)s") % {"done": _number(min(done, total)), "total": _number(total)}
            self.say("working", str(words), max(min(share, ALMOST), self.told.get("share", 0.0)), count)
        self.next_at = time.monotonic() + max(OFTEN, (time.monotonic() - now) / COST)

    def say(self, state: str, words: str = "", share: float = 0.0, count: str = "") -> None:
        """Put it into the cache."""
        self.told = {"state": state, "share": round(share, 4), "words": words, "count": count}
        cache.set(self.name, self.told, KEPT_FOR)


def _comes_before(shares: Mapping[str, float], name: str, phase: str) -> bool:
    names = list(shares)
    return names.index(name) < names.index(phase)


def _number(number: int) -> str:
    return str(number_format(number, force_grouping=True))


_working: ContextVar[Work | None] = ContextVar("podium-work", default=None)


def key_of(request: HttpRequest) -> str:
    """The key under which the page that sent this request asks how far its work is; empty where it does not ask."""
    key = request.POST.get("work") or request.GET.get("work") or ""
    return key if KEY.fullmatch(key) else ""


@contextmanager
def telling(request: HttpRequest, shares: Mapping[str, float], *, goes_on: bool = False) -> Iterator[None]:
    """The work inside tells the person of this request how far it is, where the page has asked for it.

    `shares` are its phases in order. With `goes_on` the next request of the same page does the rest.
    """
    key = key_of(request)
    if not key or not request.user.is_authenticated:
        yield
        return
    work = Work(_name(request, key), shares, translation.get_language() or "en")
    work.told = cache.get(work.name) or {}
    work.say("working", share=work.told.get("share", 0.0))
    token = _working.set(work)
    try:
        yield
    except BaseException:
        work.say("failed", _("This went wrong on the server. Try it again; if it happens again, its log says why."))
        raise
    finally:
        _working.reset(token)
    if not goes_on:
        work.say("done", share=1.0)


def _name(request: HttpRequest, key: str) -> str:
    """With the user's own number in it: under somebody else's key there is nothing to be found."""
    return f"work:{request.user.pk}:{key}"


@dataclass(frozen=True)
class Counted(Generic[T]):
    """Items, one by one; as each is finished the work that is under way is so much further on."""

    items: Collection[T]
    phase: str
    words: str | Promise

    def __len__(self) -> int:  # templates ask for it, and would else take all items at once
        return len(self.items)

    def __iter__(self) -> Iterator[T]:
        tell, total = teller(self.phase, self.words), len(self.items)
        for number, item in enumerate(self.items, 1):
            yield item
            tell(number, total)


def counted(items: Collection[T], phase: str, words: str | Promise) -> Counted[T]:
    """These items, to be gone through in this phase of the work."""
    return Counted(items, phase, words)


def teller(phase: str, words: str | Promise) -> Tell:
    """What code calls with (done, total) that knows nothing of pages."""
    work = _working.get()
    if work is None:
        return lambda _done, _total: None
    return lambda done, total: work.tell(phase, words, done, total)


@never_cache
@require_safe
def progress(request: HttpRequest, key: str) -> JsonResponse:
    """How far this person's work under this key is. Work of others, or that has not begun, is unknown."""
    if not request.user.is_authenticated:
        return JsonResponse({"error": _("Sign in first.")}, status=403)
    told = cache.get(_name(request, key)) if KEY.fullmatch(key) else None
    return JsonResponse(told or {"state": "unknown"})
