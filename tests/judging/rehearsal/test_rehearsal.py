"""Rehearsals: they look real, say everywhere that they are none, refuse to touch real marks, and leave nothing behind."""

import io
import re
import threading
import time

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from pypdf import PdfReader

from events import board
from events.board import read_public
from events.models import Event, Team
from events.results.reading import read_results
from judging.exchange import dump_event
from judging.links import sign_in_url
from judging.models import Judge, Mark, Rehearsal, Rules, Score, ScoreVersion, TieBreak
from judging.record.read import Wanted, entries
from judging.rehearsal.play import parts_of, play
from judging.rehearsal.stage import RehearsalRefused, start_rehearsal, stop_rehearsal, wipe_rehearsal
from judging.safety.rows import read_rows
from judging.setup import what_is_missing
from judging.starters import start_from
from tests.cast import Gala

pytestmark = pytest.mark.django_db(transaction=True)
FAST = 1200.0


@pytest.fixture
def gala():
    return Gala()


def url(event):
    return reverse("admin:events_event_rehearsal", args=[event.pk])


def everything(event):
    rows = read_rows(event.pk)
    return {name: table for name, table in rows.items() if name not in ("events.board", "events.explanation", "events.feedstate")}


def rehearse(event, judges=2, seconds=1, rate=FAST):
    start_rehearsal(event, None, judges=judges, rate=rate, seconds=seconds)
    return play(event.pk, sleep=lambda seconds: None)


def test_generated_judges_play_the_whole_event_and_everything_says_rehearsal(client, gala):
    ended = rehearse(gala.event)
    assert (ended.sent, ended.refused, ended.finished) == (20, 0, True)
    assert Score.objects.count() == 6
    body = read_public("gala").body
    assert body["event"] == {"slug": "gala", "name": "The Gala", "status": "live", "rehearsal": True, "frozen": False}
    assert body["progress"] == {"received": 6, "expected": 6}
    for page in ("/events/gala/", "/events/gala/screen/", "/events/gala/teams/red/"):
        assert "These marks are invented" in client.get(page).content.decode()
    client.post(sign_in_url(gala.ann).split("8000")[1])
    assert (
        '<strong class="desk-rehearsal" id="rehearsal" role="status">Rehearsal: marks'
        in client.get("/judge/gala/ann/").content.decode()
    )
    assert what_is_missing(gala.event) == "A rehearsal is on: wipe it before the real judging begins."


def test_whatever_leaves_the_house_in_a_rehearsal_says_so(client, django_user_model, gala):
    rehearse(gala.event)
    texts = {
        "list of events": client.get("/").content.decode(),
        "results": client.get("/events/gala/results/").content.decode(),
        "table": client.get("/events/gala/results.csv").content.decode("utf-8-sig"),
        "feed": client.get("/events/gala/feed.atom").content.decode(),
        "embed": client.get("/events/gala/embed/").content.decode(),
        "overlay": client.get("/events/gala/overlay/").content.decode(),
        "link preview": re.search(r'og:description" content="([^"]*)', client.get("/events/gala/").content.decode())[1],
        "file name": client.get("/events/gala/results.pdf")["Content-Disposition"],
    }
    assert {name: bool(re.search("[Rr]ehearsal", text)) for name, text in texts.items()} == dict.fromkeys(texts, True)
    assert client.get("/api/scoreboard/gala/teams/red").json()["rehearsal"] is True
    assert client.get("/events/gala/results.json").json()["event"]["rehearsal"] is True
    picture, final = client.get("/events/gala/podium.png").content, read_results(gala.event)
    assert (final.rehearsed, final.standing[:10]) == (True, "Rehearsal:")
    client.force_login(django_user_model.objects.create_superuser("olga", password="x"))
    page = client.get(f"/admin/events/event/{gala.event.pk}/certificates/")
    assert page["Content-Disposition"] == 'inline; filename="gala-rehearsal-certificates.pdf"'
    assert "Rehearsal: these marks are invented" in PdfReader(io.BytesIO(page.content)).pages[0].extract_text()
    wipe_rehearsal(gala.event)
    assert client.get("/events/gala/podium.png").content != picture
    assert "rehearsal" not in client.get("/api/scoreboard/gala/teams/red").json()
    assert "Rehearsal" not in client.get("/").content.decode()


def test_wiping_brings_back_exactly_what_was_there_and_screens_take_it(client, gala):
    gala.final.status = "upcoming"
    gala.final.save()
    Rules.objects.create(event=gala.event)
    TieBreak.objects.create(event=gala.event, by="lot")
    gala.event.refresh_from_db()
    before, text = everything(gala.event), dump_event(gala.event)
    rehearse(gala.event, judges=4)
    assert Judge.objects.count() == 4
    Team.objects.filter(pk=gala.red.pk).first().save()
    board.freeze(gala.event.pk)
    shown = read_public("gala")
    assert wipe_rehearsal(gala.event)
    now = read_public("gala")
    assert everything(gala.event) == before
    assert dump_event(gala.event) == text
    assert now.cursor.epoch > shown.cursor.epoch
    assert "rehearsal" not in now.body["event"]
    assert {row["total"] for row in now.body["standings"]} == {None}
    assert "invented" not in client.get("/events/gala/").content.decode()
    assert not wipe_rehearsal(gala.event)


def test_the_history_of_sheets_that_were_deleted_before_stays(gala):
    gala.score(gala.ann, gala.red, "5", "5")
    Score.objects.get().delete()
    kept = list(ScoreVersion.objects.values())
    rehearse(gala.event)
    wipe_rehearsal(gala.event)
    assert list(ScoreVersion.objects.values()) == kept


def test_a_wipe_costs_the_same_however_many_sheets_were_given(gala):
    for number in range(10):
        Team.objects.create(event=gala.event, name=f"Team {number}")
    sent, queries, versions = [], [], []
    for rate in (120.0, 2400.0):
        sent.append(rehearse(gala.event, rate=rate).sent)
        before = board.committed(gala.event.pk).version
        with CaptureQueriesContext(connection) as captured:
            wipe_rehearsal(gala.event)
        queries.append(len(captured))
        versions.append(board.committed(gala.event.pk).version - before)
        assert (Score.objects.count(), Mark.objects.count(), ScoreVersion.objects.count()) == (0, 0, 0)
    assert sent == [2, 40]
    assert (queries[0], versions[0]) == (queries[1], versions[1])


def test_a_wipe_of_one_event_leaves_the_sheets_of_all_others(gala):
    other = Gala(slug="other")
    rehearse(gala.event)
    other.score(other.ann, other.red, "5", "5")
    kept = everything(other.event)
    wipe_rehearsal(gala.event)
    assert everything(other.event) == kept


def test_a_rehearsal_never_begins_on_real_marks(gala):
    gala.score(gala.ann, gala.red, "5", "5")
    before = everything(gala.event)
    with pytest.raises(RehearsalRefused, match="Marks were given already"):
        start_rehearsal(gala.event, None, judges=2, rate=60, seconds=10)
    assert everything(gala.event) == before


@pytest.mark.parametrize(
    ("spoil", "asked", "words"),
    [
        (lambda gala: Event.objects.filter(pk=gala.event.pk).update(status="draft"), {}, "A draft has no screens"),
        (lambda gala: Event.objects.filter(pk=gala.event.pk).update(status="final"), {}, "The event is final"),
        (lambda gala: board.freeze(gala.event.pk), {}, "The board is frozen"),
        (lambda gala: gala.event.teams.all().delete(), {}, "There are no teams yet"),
        (lambda gala: gala.event.rounds.update(status="closed"), {}, "There is no round with criteria"),
        (lambda gala: None, {"judges": 0}, "Between 1 and 200 judges"),
        (lambda gala: None, {"rate": 0.0}, "Between 1 and 6000 sheets"),
        (lambda gala: None, {"seconds": 0}, "A rehearsal takes between 1 and"),
    ],
)
def test_what_stands_in_the_way_is_said_with_the_way_out(gala, spoil, asked, words):
    spoil(gala)
    with pytest.raises(RehearsalRefused, match=words):
        start_rehearsal(gala.event, None, **({"judges": 2, "rate": 60.0, "seconds": 10} | asked))
    assert Rehearsal.objects.count() == 0


def test_two_rehearsals_at_once_are_refused(gala):
    start_rehearsal(gala.event, None, judges=2, rate=60, seconds=10)
    with pytest.raises(RehearsalRefused, match="A rehearsal is on already"):
        start_rehearsal(gala.event, None, judges=2, rate=60, seconds=10)


def test_the_pace_is_kept_and_stop_stops(gala):
    start_rehearsal(gala.event, None, judges=2, rate=600, seconds=60)
    player = threading.Thread(target=_play, args=(gala.event.pk,))
    started = time.monotonic()
    player.start()
    while Rehearsal.objects.get().sent < 5:
        time.sleep(0.02)
    assert time.monotonic() - started >= 0.4
    stop_rehearsal(gala.event)
    player.join(10)
    assert not player.is_alive()
    assert Rehearsal.objects.get().finished


def test_a_rehearsal_that_is_wiped_while_it_plays_writes_nothing_more(gala):
    start_rehearsal(gala.event, None, judges=2, rate=FAST, seconds=60)
    player = threading.Thread(target=_play, args=(gala.event.pk,))
    player.start()
    while Score.objects.count() < 2:
        time.sleep(0.02)
    wipe_rehearsal(gala.event)
    player.join(10)
    assert not player.is_alive()
    assert (Score.objects.count(), Mark.objects.count(), ScoreVersion.objects.count()) == (0, 0, 0)


def _play(event_id):
    try:
        play(event_id)
    finally:
        connection.close()


def test_each_template_is_rehearsed_with_marks_that_judges_could_give():
    for code in ("hackathon", "skating", "song-contest", "science-fair", "drop-high-low"):
        event = start_from(code, code, f"try-{code}")
        event.status = "upcoming"
        event.save()
        for number in range(5):
            Team.objects.create(event=event, name=f"Team {number}")
        start_rehearsal(event, None, judges=3, rate=15 * 60 * event.rounds.count(), seconds=1)
        assert len(parts_of(Rehearsal.objects.get(event=event))) == 15 * event.rounds.count()
        ended = play(event.pk, sleep=lambda seconds: None)
        assert ended.refused == 0
        rows = read_public(f"try-{code}").body["standings"]
        assert {row["status"] for row in rows} == {"ranked"}


def test_the_command_plays_and_wipes(gala, capsys):
    call_command("rehearse", "gala", judges=2, rate=600, seconds=1)
    assert "10 sheets sent, 0 refused." in capsys.readouterr().out
    with pytest.raises(CommandError, match="A rehearsal is on already"):
        call_command("rehearse", "gala")
    call_command("rehearse", "gala", wipe=True)
    assert Score.objects.count() == 0
    with pytest.raises(CommandError, match="There is no rehearsal to wipe"):
        call_command("rehearse", "gala", wipe=True)


def test_the_page_begins_shows_stops_and_wipes(admin_client, gala):
    assert admin_client.get(url(gala.event)).context["form"]["judges"].value() == 2
    admin_client.post(url(gala.event), {"judges": 2, "rate": 600, "seconds": 30})
    while Rehearsal.objects.get().sent < 2:
        time.sleep(0.02)
    page = admin_client.get(url(gala.event)).content.decode()
    assert "Playing" in page
    admin_client.post(url(gala.event), {"do": "stop"})
    while not Rehearsal.objects.get().finished:
        time.sleep(0.02)
    assert "Played" in admin_client.get(url(gala.event)).content.decode()
    assert "Wiped" in admin_client.post(url(gala.event), {"do": "wipe"}, follow=True).content.decode()
    assert "somebody else has done it already" in admin_client.post(url(gala.event), {"do": "wipe"}, follow=True).content.decode()
    assert [entry.what for entry in entries(gala.event, Wanted(kind="rehearsal"))] == [
        "The rehearsal was wiped.",
        "A rehearsal began: 2 judges, 600 sheets a minute.",
    ]


def test_the_page_refuses_with_words(admin_client, gala):
    gala.score(gala.ann, gala.red, "5", "5")
    page = admin_client.post(url(gala.event), {"judges": 2, "rate": 60, "seconds": 30}).content.decode()
    assert "Copy the event with its people and rehearse on the copy" in page
    assert "Ensure this value" in admin_client.post(url(gala.event), {"judges": 0, "rate": 60, "seconds": 30}).content.decode()


def test_nobody_rehearses_anothers_event(client, django_user_model, gala):
    client.force_login(django_user_model.objects.create_user("olga", is_staff=True))
    assert client.post(url(gala.event), {"judges": 2, "rate": 60, "seconds": 30}).status_code == 403
    assert Rehearsal.objects.count() == 0
