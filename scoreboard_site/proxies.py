"""Believes X-Forwarded-For and X-Forwarded-Proto, but only from the proxies named in TRUSTED_PROXIES."""

from collections.abc import Awaitable, Callable
from typing import Any

Scope = dict[str, Any]
App = Callable[[Scope, Any, Any], Awaitable[None]]


def trust_proxies(app: App, proxies: list[str]) -> App:
    """Wrap an ASGI application: a trusted proxy's word on the client's address and scheme enters the scope."""
    if not proxies:
        return app

    async def wrapped(scope: Scope, receive: Any, send: Any) -> None:
        client = scope.get("client")
        # A server behind a unix socket sees no peer address: "unix" in the list stands for it.
        if (client[0] if client and client[0] else "unix") in proxies:
            scope = scope | _forwarded(scope)
        await app(scope, receive, send)

    return wrapped


def _forwarded(scope: Scope) -> Scope:
    headers = {name: value.decode("latin-1") for name, value in scope.get("headers", [])}
    found: Scope = {}
    # The last entry is the one that our own proxy appended; anybody can write the ones before it.
    address = headers.get(b"x-forwarded-for", "").split(",")[-1].strip()
    if address:
        found["client"] = [address, 0]
    if headers.get(b"x-forwarded-proto") == "https":
        found["scheme"] = "wss" if scope["type"] == "websocket" else "https"
    return found
