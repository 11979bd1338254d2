"""What machines ask of this process: alive, ready, and counted."""

import asyncio
import secrets

from django.conf import settings
from django.core.cache import cache
from django.db import connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest

from events.live.broadcast import send
from events.live.drain import draining
from events.live.workers import in_worker

PATIENCE = 1.0  # seconds for each part to answer


def healthz(request: HttpRequest) -> HttpResponse:
    """Liveness: the process answers."""
    return JsonResponse({"status": "ok"})


async def readyz(request: HttpRequest) -> HttpResponse:
    """Readiness: database, cache and channel layer answer; 503 names those that do not, or says that this process stops."""
    if draining():
        return JsonResponse({"status": "stopping"}, status=503)
    checks = {"database": in_worker(_ask_database), "cache": in_worker(_ask_cache), "channel_layer": _ask_channel_layer()}
    answers = await asyncio.gather(*(asyncio.wait_for(check, PATIENCE) for check in checks.values()), return_exceptions=True)
    parts = {name: "failed" if isinstance(answer, BaseException) else "ok" for name, answer in zip(checks, answers, strict=True)}
    ready = set(parts.values()) == {"ok"}
    return JsonResponse({"status": "ok" if ready else "failed"} | parts, status=200 if ready else 503)


def _ask_database() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")


def _ask_cache() -> None:
    word = secrets.token_hex(4)
    cache.set(f"ready:{word}", word, timeout=10)
    if cache.get(f"ready:{word}") != word:
        raise ConnectionError("The cache does not remember.")


async def _ask_channel_layer() -> None:
    await send("ready", {"type": "ready"})


def metrics(request: HttpRequest) -> HttpResponse:
    """This process's figures for Prometheus; there is no such page until METRICS_TOKEN is set."""
    if not settings.METRICS_TOKEN:
        return HttpResponse("METRICS_TOKEN is not set.\n", status=404, content_type="text/plain")
    expected = f"Bearer {settings.METRICS_TOKEN}"
    if not secrets.compare_digest(request.headers.get("Authorization", "").encode(), expected.encode()):
        return HttpResponse("This page needs the metrics token.\n", status=401, headers={"WWW-Authenticate": "Bearer"})
    return HttpResponse(generate_latest(), content_type=CONTENT_TYPE_LATEST)
