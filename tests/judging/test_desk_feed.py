"""The desk feed: what goes on at the desks reaches every judge of the event, without a mark, and nobody else."""

import json
import time
from datetime import timedelta
from functools import partial

import pytest
from asgiref.sync import sync_to_async
from django.test import Client
from django.utils import timezone

from events import board
from events.models import FeedState
from judging import refresh as refreshing
from judging.confirmations import confirm_round
from judging.links import replace_link, sign_in_url
from judging.models import Extension, SheetReturn
from judging.reading import read_event
from judging.refresh import refresh
from judging.scoring import set_round_status
from tests.cast import Gala
from tests.viewers import SocketViewer, get

pytestmark = pytest.mark.django_db(transaction=True)
in_thread = sync_to_async


@pytest.fixture
def gala():
    gala = Gala()
    refresh(gala.event.pk)
    return gala


def state(event="gala"):
    return json.loads(FeedState.objects.get(event__slug=event, kind="desk").text)


def cookie_of(judge):
    client = Client()
    client.post(sign_in_url(judge).split("8000")[1])
    return [(b"cookie", f"sessionid={client.cookies['sessionid'].value}".encode())]


def test_it_tells_states_and_counts_and_no_mark(gala):
    gala.score(gala.ann, gala.red, "7.75", "8.5")
    assert state() == {
        "event": {"status": "live", "frozen": False, "rehearsal": False},
        "generation": 0,
        "rounds": [{"code": "final", "name": "Final", "status": "open"}],
        "confirmed": [],
        "teams": [{"code": code, "status": "active"} for code in ("red", "green", "blue")],
        "progress": {"received": 1, "expected": 6},
        "judges": [
            {"code": "ann", "name": "Ann", "received": 1, "expected": 3},
            {"code": "bob", "name": "Bob", "received": 0, "expected": 3},
        ],
        "extensions": [],
        "returned": [],
    }


def test_whatever_moves_a_desk_is_stored_at_once(gala):
    def told(name):
        return state()[name]

    set_round_status([gala.final], "locked")
    assert told("rounds")[0]["status"] == "locked"
    extension = Extension.objects.create(judge=gala.ann, round=gala.final)
    assert told("extensions") == [{"judge": "ann", "round": "final", "until": None}]
    gala.score(gala.ann, gala.red, "7", "7")
    assert told("progress") == {"received": 1, "expected": 6}
    extension.delete()
    assert told("extensions") == []
    SheetReturn.objects.create(judge=gala.ann, team=gala.red, round=gala.final, version=1, note="Look again")
    assert told("returned") == [{"judge": "ann", "round": "final", "team": "red"}]
    gala.score(gala.ann, gala.red, "7", "6")
    assert told("returned") == []
    confirm_round(gala.final, gala.bob)
    assert told("confirmed") == ["final"]
    board.freeze(gala.event.pk)
    refresh(gala.event.pk)
    assert told("event") == {"status": "live", "frozen": True, "rehearsal": False}
    gala.red.order = 9
    gala.red.save()
    assert [team["code"] for team in told("teams")] == ["green", "blue", "red"]


@pytest.mark.asyncio
async def test_a_judge_follows_it_and_sees_a_round_being_locked(gala):
    cookie = await in_thread(cookie_of)(gala.ann)
    async with SocketViewer("gala", "", path="/ws/desk/gala/", headers=cookie) as socket:
        assert (await socket.frame())["state"]["rounds"][0]["status"] == "open"
        await in_thread(set_round_status)([gala.final], "locked")
        assert (await socket.frame())["state"]["rounds"][0]["status"] == "locked"


@pytest.mark.asyncio
async def test_a_judge_of_another_event_and_one_whose_link_was_replaced_do_not(gala):
    other = await in_thread(Gala)("elsewhere")
    cookies = [await in_thread(cookie_of)(judge) for judge in (other.ann, gala.ann)]
    assert [(await get("/api/feeds/desk/gala", cookie))["status"] for cookie in cookies] == [403, 200]
    await in_thread(replace_link)(gala.ann)
    assert (await get("/api/feeds/desk/gala", cookies[1]))["status"] == 403


def test_what_changes_while_a_board_is_computed_is_not_overwritten_by_it(gala):
    gala.score(gala.ann, gala.red, "7", "7")
    set_round_status([gala.final], "locked")
    board.raise_version([gala.event.pk])
    reading = read_event(gala.event.pk)
    Extension.objects.create(judge=gala.ann, round=gala.final)
    face = json.loads(board.read_public("gala").text)
    assert board.publish(gala.event.pk, reading.at, face, {}, partial(refreshing._tell_desks, reading, [])) is not None
    assert [state()[name] for name in ("extensions", "progress")] == [
        [{"judge": "ann", "round": "final", "until": None}],
        {"received": 1, "expected": 6},
    ]


def test_a_sheet_sent_back_is_told_until_it_is_sent_again_whoever_remembers_it(gala):
    gala.score(gala.ann, gala.red, "7", "7")
    SheetReturn.objects.create(judge=gala.ann, team=gala.red, round=gala.final, version=1, note="Look again")
    gala.score(gala.bob, gala.red, "7", "7")
    assert state()["returned"] == [{"judge": "ann", "round": "final", "team": "red"}]
    gala.score(gala.ann, gala.red, "7", "6")
    assert state()["returned"] == []


def test_an_extension_whose_time_is_over_is_told_no_longer(gala):
    set_round_status([gala.final], "locked")
    soon = timezone.now() + timedelta(seconds=1)
    Extension.objects.create(judge=gala.ann, round=gala.final, until=soon)
    assert [each["judge"] for each in state()["extensions"]] == ["ann"]
    time.sleep(1)
    board.raise_version([gala.event.pk])
    refresh(gala.event.pk)
    assert state()["extensions"] == []
