"""The ASGI application that daphne (or any other ASGI server) serves: live routes first, Django for the rest."""

import gc
import os
import sys
from typing import Any

from django.core.asgi import get_asgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "scoreboard_site.settings")
django = get_asgi_application()

# Only now: these import models, which needs the set-up that get_asgi_application has done.
from channels.routing import ProtocolTypeRouter  # noqa: E402
from django.conf import settings  # noqa: E402

from events.live.hub import get_hub  # noqa: E402
from events.live.routing import http_router, websocket_router  # noqa: E402
from judging.safety import keeper  # noqa: E402
from scoreboard_site.one_thread import OneThreadHandler  # noqa: E402
from scoreboard_site.proxies import Scope, trust_proxies  # noqa: E402

# What is loaded by now stays for ever: the collector need not walk through it in the middle of a fan-out.
gc.collect()
gc.freeze()
gc.set_threshold(10_000, 10, 10)
# A submit waits for the database a dozen times, and each time to get going again beside whoever computes; 5 ms a time
# (Python's default) would be most of what it takes in a burst, with the event's lock held.
sys.setswitchinterval(0.0005)


keeper.start()


one_thread = OneThreadHandler()


async def serve_pages(scope: Scope, receive: Any, send: Any) -> None:
    """Make sure that this process's hub runs (the live routes do so themselves), then let Django answer."""
    get_hub()
    answer = one_thread if scope["path"].startswith("/api/judge/") else django
    await answer(scope, receive, send)


router = ProtocolTypeRouter({"http": http_router(serve_pages), "websocket": websocket_router()})
application = trust_proxies(router, settings.TRUSTED_PROXIES)
