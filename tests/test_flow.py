"""The story of design section 1: a judge submits, every screen changes; what is rolled back shows nowhere."""

import asyncio
import re
import time

import pytest
from channels.layers import get_channel_layer
from django.db import transaction
from django.test import Client

from events.board import read_public
from events.live.broadcast import group_of
from events.live.hub import get_hub
from events.live.workers import in_worker
from tests.cast import Gala
from tests.viewers import SocketViewer, StreamViewer, get, lose_messages, until_cursor

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.asyncio]


async def everywhere(socket, stream, cursor):
    """The order and cursor that each transport tells, once each has reached this cursor."""
    frames = {"socket": await until_cursor(socket, cursor), "stream": await until_cursor(stream, cursor)}
    partial = await get("/events/gala/board/")
    board = await get("/api/scoreboard/gala")
    return {
        **{name: order_after(seen) for name, seen in frames.items()},
        "poll": (partial["headers"]["x-board-cursor"], re.findall(r'<tr[^>]* data-team="(\w+)"', partial["body"].decode())),
        "json": order_after([{"type": "full", "cursor": board["headers"]["x-board-cursor"], "board": json_of(board)}]),
    }


def json_of(answer):
    import json

    return json.loads(answer["body"])


def order_after(frames):
    """What a screen shows after these frames: (cursor, team codes in order)."""
    order = []
    for frame in frames:
        if frame["type"] == "full":
            order = [row["team"] for row in frame["board"]["standings"]]
        elif frame["type"] == "patch":
            order = frame.get("order", order)
    return frames[-1]["cursor"], order


async def test_a_submitted_score_reaches_every_transport_with_the_same_cursor_and_order():
    gala = await in_worker(Gala)
    async with SocketViewer("gala") as socket, StreamViewer("gala") as stream:
        await in_worker(gala.score, gala.ann, gala.blue, "9.5", "9")
        receipt = await in_worker(gala.score, gala.ann, gala.green, "7", "7")
        seen = await everywhere(socket, stream, receipt.cursor)
    shown = (str(receipt.cursor), ["blue", "green", "red"])
    assert seen == {"socket": shown, "stream": shown, "poll": shown, "json": shown}


async def test_a_rolled_back_score_reaches_nobody():
    gala = await in_worker(Gala)

    def submit_and_fail():
        with pytest.raises(RuntimeError), transaction.atomic():
            gala.score(gala.ann, gala.red, "1", "1")
            raise RuntimeError

    async with SocketViewer("gala") as socket:
        before = (await socket.frame())["cursor"]
        await in_worker(submit_and_fail)
        await asyncio.sleep(1.5)  # longer than the check that would find something to publish
        assert await socket.ws.receive_nothing()
    assert (await get("/api/scoreboard/gala"))["headers"]["x-board-cursor"] == before


async def test_a_score_committed_after_a_rolled_back_savepoint_is_shown():
    gala = await in_worker(Gala)

    def submit_twice():
        with transaction.atomic():
            with pytest.raises(RuntimeError), transaction.atomic():
                gala.score(gala.ann, gala.red, "1", "1")
                raise RuntimeError
            return gala.score(gala.ann, gala.green, "5", "5")

    async with SocketViewer("gala") as socket:
        receipt = await in_worker(submit_twice)
        await until_cursor(socket, receipt.cursor)
    board = json_of(await get("/api/scoreboard/gala"))
    assert [(row["team"], row["total"]) for row in board["standings"]] == [("green", "10"), ("red", None), ("blue", None)]


async def test_an_edit_in_admin_reaches_every_transport(django_user_model):
    gala = await in_worker(Gala)
    await in_worker(gala.score, gala.ann, gala.blue, "5", "5")
    boss = await in_worker(django_user_model.objects.create_superuser, "boss", password="x")

    def withdraw_blue():
        client = Client()
        client.force_login(boss)
        page = client.get(f"/admin/events/team/{gala.blue.pk}/change/")
        form = page.context["adminform"].form
        data = {name: form.get_initial_for_field(field, name) for name, field in form.fields.items()}
        data = {name: "" if value is None else getattr(value, "pk", value) for name, value in data.items()}
        for formset in page.context["inline_admin_formsets"]:
            prefix = formset.formset.prefix
            data |= {f"{prefix}-TOTAL_FORMS": 0, f"{prefix}-INITIAL_FORMS": 0}
        answer = client.post(f"/admin/events/team/{gala.blue.pk}/change/", data | {"status": "withdrawn"})
        assert answer.status_code == 302, answer.content
        return read_public("gala").cursor

    async with SocketViewer("gala") as socket, StreamViewer("gala") as stream:
        cursor = await in_worker(withdraw_blue)
        seen = await everywhere(socket, stream, cursor)
    shown = (str(cursor), ["red", "green", "blue"])
    assert seen == {"socket": shown, "stream": shown, "poll": shown, "json": shown}


async def test_a_change_whose_message_is_lost_is_found_by_the_check(monkeypatch):
    gala = await in_worker(Gala)
    async with SocketViewer("gala") as socket:
        await socket.frame()
        lose_messages(monkeypatch)
        receipt = await in_worker(gala.score, gala.ann, gala.red, "5", "5")
        assert (await until_cursor(socket, receipt.cursor))[-1]["type"] == "patch"


async def test_a_layer_that_forgets_its_members_after_a_day_is_reminded_in_time(monkeypatch):
    """With the clock a day ahead the layer drops the hub from the group; subscribing anew brings the push back."""
    gala = await in_worker(Gala)
    a_day_and_more = time.time() + 86_400 + 60
    monkeypatch.setattr("events.live.hub.CHECK_EVERY", 0.2)
    async with SocketViewer("gala") as socket:
        await socket.frame()
        hub, layer = get_hub(), get_channel_layer()
        group = layer.groups[group_of(gala.event.pk, "board")]
        monkeypatch.setattr("channels.layers.time.time", lambda: a_day_and_more)
        layer._clean_expired()
        assert group == {}
        monkeypatch.setattr("events.live.hub.RESUBSCRIBE_EVERY", 0.0)
        async with asyncio.timeout(10):
            while hub.channel not in group:  # noqa: ASYNC110
                await asyncio.sleep(0.05)
        assert list(group) == [hub.channel]
        receipt = await in_worker(gala.score, gala.ann, gala.red, "5", "5")
        assert (await until_cursor(socket, receipt.cursor))[-1]["type"] == "patch"


async def test_a_committed_change_that_nobody_published_is_published_by_the_check():
    """What a process leaves that dies between commit and publish."""
    from django.db.models import F

    from events.models import Board, Team

    gala = await in_worker(Gala)

    def change_past_every_hook():
        Team.objects.filter(pk=gala.red.pk).update(name="Crimson")
        Board.objects.filter(event=gala.event).update(version=F("version") + 1, setup=F("setup") + 1)

    async with SocketViewer("gala") as socket:
        await socket.frame()
        await in_worker(change_past_every_hook)
        frame = await socket.frame()
    assert [row["name"] for row in frame["rows"]] == ["Crimson"]


async def test_a_burst_is_coalesced_and_ends_on_the_newest_board():
    gala = await in_worker(Gala)

    def burst():
        return [gala.score(gala.ann, gala.red, str(n % 10), "5").cursor for n in range(30)][-1]

    async with SocketViewer("gala") as socket:
        last = await in_worker(burst)
        frames = await until_cursor(socket, last)
    cursors = [frame["cursor"] for frame in frames]
    assert cursors == sorted(cursors, key=lambda cursor: int(cursor.split(".")[1]))
    assert len(frames) < 30


async def test_an_event_that_becomes_a_draft_again_closes_its_viewers():
    gala = await in_worker(Gala)

    def hide():
        gala.event.status = "draft"
        gala.event.save()

    async with SocketViewer("gala") as socket:
        await socket.frame()
        await in_worker(hide)
        assert await socket.close_code() == 4404
    assert (await get("/api/scoreboard/gala"))["status"] == 404


async def test_connecting_to_a_warm_board_asks_the_database_nothing(monkeypatch, caplog):
    from django.db.backends.base.base import BaseDatabaseWrapper

    await in_worker(Gala)
    async with SocketViewer("gala") as first:
        cursor = (await first.frame())["cursor"]
        await asyncio.sleep(0.2)
        # Every connection of every thread writes its queries to the log.
        monkeypatch.setattr(BaseDatabaseWrapper, "queries_logged", True)
        caplog.set_level("DEBUG", logger="django.db.backends")
        for query in ("as=json", "as=html", f"as=json&since={cursor}"):
            async with SocketViewer("gala", query) as socket, StreamViewer("gala", query) as stream:
                assert (await socket.frame())["cursor"] == (await stream.frame())["cursor"] == cursor
        assert (await get("/events/gala/board/"))["status"] == 200
        queries = [record.getMessage() for record in caplog.records if "SELECT" in record.getMessage()]
    # The one-second check may have come in between; nothing else has.
    assert [query for query in queries if "published_version" not in query] == []


async def test_a_cold_board_is_loaded_once_however_many_ask_at_once(monkeypatch, caplog):
    from django.db.backends.base.base import BaseDatabaseWrapper

    await in_worker(Gala)
    monkeypatch.setattr(BaseDatabaseWrapper, "queries_logged", True)
    caplog.set_level("DEBUG", logger="django.db.backends")
    answers = await asyncio.gather(*(get("/api/scoreboard/gala") for _ in range(50)))
    assert {answer["status"] for answer in answers} == {200}
    found = [record.getMessage() for record in caplog.records if "events_board" in record.getMessage()]
    assert len(found) < 10, found
