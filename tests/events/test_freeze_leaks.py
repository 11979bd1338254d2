"""A freeze without leaks: every public address and both streams say the same bytes, whatever is judged meanwhile."""

import asyncio
import json
import re
from datetime import timedelta
from decimal import Decimal

import pytest
from django.test import Client
from django.utils import timezone

from events import board
from events.live import hub
from events.live.routing import ROUTES
from events.live.workers import in_worker
from events.models import Board, Picture, Reveal, Round, Screen, Team
from events.reveal import show
from events.reveal.plan import stops
from events.screens import announce
from judging.models import Adjustment
from tests.addresses import CLOCKS, NOT_PUBLIC, PUBLIC, PUBLIC_STREAMS, addresses_of_the_site
from tests.cast import Gala
from tests.viewers import SocketViewer, StreamViewer, get

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.asyncio]

FORMS = ("as=json", "as=html")
SOCKETS = ("/ws/scoreboard/gala/", "/ws/screen/gala/")
STREAMS = ("/api/scoreboard/gala/stream", "/api/feeds/screen/gala/stream")


async def test_every_address_is_either_listed_as_public_or_not_public():
    known = {*PUBLIC, *PUBLIC_STREAMS}
    found = {pattern for pattern in addresses_of_the_site() if not pattern.startswith(NOT_PUBLIC)}
    assert (sorted(found - known), sorted(known - found - {"nowhere"})) == ([], [])


def a_night_of_judging(gala):
    """Everything that can move a board: scores, corrections, people who leave, points taken, names, rounds, a reset."""
    gala.score(gala.ann, gala.blue, "9.5", "9")
    gala.score(gala.bob, gala.red, "1", "1")
    gala.score(gala.ann, gala.red, "2", "2")
    Adjustment.objects.create(team=gala.green, points=Decimal(-3), reason="Late")
    Team.objects.create(event=gala.event, code="pink", name="Pink")
    gala.red.name = "Crimson"
    gala.red.status = "withdrawn"
    gala.red.save()
    gala.final.status = "closed"
    gala.final.save()
    Round.objects.create(event=gala.event, code="encore", name="Encore", status="open")
    gala.event.status = "final"
    gala.event.save()
    gala.blue.code = "navy"
    gala.blue.save()
    gala.green.delete()
    board.start_epoch(gala.event.pk)


def frozen_gala():
    gala = Gala()
    gala.event.detail = "marks"
    gala.event.save()
    gala.score(gala.ann, gala.red, "5", "5")
    gala.score(gala.ann, gala.green, "6", "6")
    Screen.objects.create(event=gala.event, name="Hall")
    Picture.objects.create(event=gala.event, name="Logo", digest="abc", kind="image/webp", data=b"RIFF")
    announce(gala.event, "Frozen from now on", urgent=False, ends_at=None)
    board.freeze(gala.event.pk)
    return gala


def gala_in_the_middle_of_a_reveal():
    gala = frozen_gala()
    gala.score(gala.ann, gala.green, "1", "1")
    show.begin(gala.event)
    for position in (1, 2):
        show.jump(gala.event, Reveal.objects.get().turn, stops(json.loads(Reveal.objects.get().beats))[position], sure=True)
    return gala


def addresses():
    found = [address for group in PUBLIC.values() for address in group]
    cursor = board.read_public("gala").cursor
    return [*found, *(f"/events/gala/board/?since={since}" for since in (cursor, "k00000001.1", "zzzzzzzzz.1"))]


async def everything(paths):
    """Status, headers and body of every public address, asked plainly and with the ETag that was given."""
    seen = {}
    for path in paths:
        seen[path] = await ask(path)
        etag = seen[path]["headers"].get("etag")
        if etag:
            seen[path, "again"] = await ask(path, etag=etag)
        seen[path, "HEAD"] = await ask(path, method="HEAD")
    return seen


async def ask(path, method="GET", etag=""):
    """The whole answer, from Django or from the live routes before it."""
    if answered_before_django(path):
        return await get(path, [(b"if-none-match", etag.encode())] if etag else [], method)

    def from_django():
        answer = Client().generic(method, path, headers={"if-none-match": etag} if etag else {})
        body = b"".join(answer.streaming_content) if answer.streaming else answer.content
        answer.close()
        if path in CLOCKS and answer.status_code == 200 and method == "GET":
            (body,) = json.loads(body)  # its one key; the time itself always changes
        elif isinstance(body, bytes):
            body = re.sub(rb'data-now="[^"]*"', b"", body)  # a screen's clock begins with the time of the page
        return {"status": answer.status_code, "headers": {k.lower(): v for k, v in answer.items()}, "body": body}

    return await in_worker(from_django)


def answered_before_django(path):
    return any(re.fullmatch(re.sub("<.*?>", "[^/]+", route.pattern), path.lstrip("/").split("?")[0]) for route in ROUTES)


def listeners(query, socket_path, stream_path):
    return SocketViewer("gala", query, path=socket_path), StreamViewer("gala", query, path=stream_path)


async def first_frames(cursor):
    """What somebody who comes now is sent first, by stream, format and what they have already."""
    seen = {}
    for form in FORMS:
        for since in ("", f"&since={cursor}", "&since=k00000001.1"):
            for socket_path, stream_path in zip(SOCKETS, STREAMS, strict=True):
                socket, stream = listeners(form + since, socket_path, stream_path)
                async with socket, stream:
                    seen[form, since, socket_path] = (await socket.frame(), await stream.event())
    return seen


async def test_both_streams_of_every_public_feed_are_listened_to():
    assert {f"/{pattern.replace('<slug>', 'gala')}" for pattern in PUBLIC_STREAMS} == {*SOCKETS, *STREAMS}


@pytest.mark.parametrize("prepared", [frozen_gala, gala_in_the_middle_of_a_reveal])
async def test_nothing_public_changes_while_a_frozen_event_is_judged(prepared, monkeypatch):
    monkeypatch.setattr(hub, "HEARTBEAT_EVERY", 3600.0)  # else it comes in the middle on a slow machine; first_frames() has it
    gala = await in_worker(prepared)
    cursor = (await in_worker(board.read_public, "gala")).cursor
    paths = await in_worker(addresses)
    before = (await everything(paths), await first_frames(cursor))
    pairs = [listeners(form, *paths) for form in FORMS for paths in zip(SOCKETS, STREAMS, strict=True)]
    viewers = [viewer for pair in pairs for viewer in pair]
    for viewer in viewers:
        await viewer.__aenter__()
        await viewer.frame()
    await in_worker(a_night_of_judging, gala)
    await asyncio.sleep(1.3)  # longer than the one-second check
    assert [await heard_nothing(viewer) for viewer in viewers] == [True] * len(viewers)
    for viewer in viewers:
        await viewer.__aexit__()
    after = (await everything(paths), await first_frames(cursor))
    for path, answer in before[0].items():
        assert after[0][path] == answer, path
    assert after[1] == before[1]
    # The night did move the live board, or this test would prove nothing.
    live = await in_worker(Board.objects.get, event=gala.event)
    assert "Crimson" in live.snapshot


async def heard_nothing(viewer):
    channel = viewer.ws if isinstance(viewer, SocketViewer) else viewer.http
    return await channel.receive_nothing(timeout=0.05)


async def test_a_set_freeze_comes_at_its_time_whoever_asks_first():
    gala = await in_worker(Gala)
    await in_worker(gala.score, gala.ann, gala.red, "5", "5")

    def set_freeze():
        Board.objects.filter(event=gala.event).update(freeze_at=timezone.now() - timedelta(milliseconds=1))

    await in_worker(set_freeze)
    assert b"Frozen" in (await ask("/events/gala/"))["body"]
    await in_worker(gala.score, gala.ann, gala.red, "9", "9")
    assert b'"total":"10"' in (await get("/api/scoreboard/gala"))["body"]


async def test_a_computation_on_its_way_when_the_freeze_comes_is_not_shown():
    gala = await in_worker(Gala)
    await in_worker(gala.score, gala.ann, gala.red, "5", "5")

    def freeze_between_computing_and_storing():
        face = dict(board.read_public("gala").body, standings=[])
        board.raise_version([gala.event.pk])
        at = board.committed(gala.event.pk)
        Board.objects.filter(event=gala.event).update(freeze_at=timezone.now())
        board.publish(gala.event.pk, at, face, {})
        return board.read_public("gala").body["standings"]

    standings = await in_worker(freeze_between_computing_and_storing)
    assert [row["total"] for row in standings] == ["10", None, None]
