"""Who is at work: remembered for each request, so that whatever it changes is written down with a name and an address."""

from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any

from asgiref.sync import iscoroutinefunction
from django.contrib.auth import get_user_model
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils.decorators import sync_and_async_middleware


@dataclass(frozen=True)
class Actor:
    """Somebody at work. In a request the user is looked up only when something is written down."""

    request: HttpRequest | None = None
    name: str = ""  # a command, for instance

    @property
    def user(self) -> Any:
        """The signed-in user, or None."""
        user = getattr(self.request, "user", None)
        return user if isinstance(user, get_user_model()) and user.is_authenticated else None

    @property
    def address(self) -> str:
        """Where the request came from; proxies are believed only where TRUSTED_PROXIES says so."""
        return (self.request.META.get("REMOTE_ADDR") or "") if self.request else ""


_NOBODY = Actor()
_actor: ContextVar[Actor] = ContextVar("actor", default=_NOBODY)


def actor() -> Actor:
    """Who is at work here and now."""
    return _actor.get()


@contextmanager
def acting(someone: Actor) -> Iterator[None]:
    """Write down under this name what is changed inside."""
    token = _actor.set(someone)
    try:
        yield
    finally:
        _actor.reset(token)


Answer = Callable[[HttpRequest], HttpResponseBase] | Callable[[HttpRequest], Awaitable[HttpResponseBase]]


@sync_and_async_middleware
def RememberWho(get_response: Any) -> Answer:  # middleware is named like a class
    """Middleware: the request at hand is who acts until it is answered."""
    if iscoroutinefunction(get_response):

        async def remember_async(request: HttpRequest) -> HttpResponseBase:
            with acting(Actor(request)):
                answer: HttpResponseBase = await get_response(request)
                return answer

        return remember_async

    def remember(request: HttpRequest) -> HttpResponseBase:
        with acting(Actor(request)):
            answer: HttpResponseBase = get_response(request)
            return answer

    return remember
