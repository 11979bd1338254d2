"""Django for the addresses that many call at once: a request is answered in one thread from beginning to end.

Django's own ASGI handler crosses between the loop and a thread a dozen times a request (once for each middleware that
waits for its turn to look), and starts a thread for each request. In a burst of scores that was a third of the work.
"""

import asyncio
import contextvars
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import IO, Any

from django.conf import settings
from django.core.exceptions import RequestAborted
from django.core.handlers.asgi import ASGIHandler, get_script_prefix
from django.core.signals import request_started
from django.http.response import HttpResponseBase
from django.urls import set_script_prefix
from django.utils.module_loading import import_string

THREADS = 16  # more would only wait for each other: for the interpreter, and for the event's lock


class OneThreadHandler(ASGIHandler):
    """Django with its middleware called directly. For views that answer whole: nothing streams, no view is async."""

    def __init__(self) -> None:
        self.pool = ThreadPoolExecutor(THREADS, thread_name_prefix="podium-request")
        super().__init__()

    def load_middleware(self, is_async: bool = False) -> None:
        """Without what can only be awaited: it would make an event loop for each request (files are served elsewhere)."""
        everything = settings.MIDDLEWARE
        settings.MIDDLEWARE = [name for name in everything if getattr(import_string(name), "sync_capable", True)]
        try:
            super().load_middleware(is_async=False)
        finally:
            settings.MIDDLEWARE = everything

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        try:
            body = await self.read_body(receive)
        except RequestAborted:
            return
        # Each request in a context of its own, so that no thread keeps a language or a user for the next one.
        answer = partial(contextvars.copy_context().run, self._answer, scope, body)
        response = await asyncio.get_running_loop().run_in_executor(self.pool, answer)
        await self.send_response(response, send)

    def _answer(self, scope: Any, body: IO[bytes]) -> HttpResponseBase:
        with body:
            set_script_prefix(get_script_prefix(scope))
            request_started.send(sender=type(self), scope=scope)
            request, refused = self.create_request(scope, body)
            response: HttpResponseBase = self.get_response(request) if request else refused  # type: ignore[assignment]
            response._handler_class = type(self)  # type: ignore[attr-defined]  # whom request_finished names as its sender
            response.close()  # gives the database connection back; what is to be sent is in memory already
            return response
