"""Copies: everything an event has goes into one file and comes back equal, here or elsewhere, and screens take it."""

import base64
import hashlib
import io
import json
import zipfile
from datetime import timedelta
from decimal import Decimal

import pytest
from auditlog.models import LogEntry
from django.contrib.auth import get_user_model
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from events import board
from events.models import (
    Announcement,
    Award,
    Board,
    Division,
    Event,
    FixedExplanation,
    Look,
    Picture,
    Reveal,
    Screen,
    Team,
    Webhook,
)
from judging.exchange import dump_event
from judging.links import judge_of_link, sign_in_url
from judging.models import (
    Adjustment,
    Conflict,
    CopyClock,
    Extension,
    Judge,
    LinkTerms,
    Project,
    Rehearsal,
    RoundConfirmation,
    Rules,
    Score,
    ScoreVersion,
    SheetReturn,
    Shelf,
    TieBreak,
)
from judging.record.read import Wanted, entries
from judging.record.write import note
from judging.safety import keeper, shelf
from judging.safety.copies import CopyError, copy_of, read_copy, without_passwords
from judging.safety.restore import restore_event
from judging.safety.rows import models_of_event, read_rows
from judging.scoring import Origin, set_round_status
from tests.cast import Gala
from tests.judging.exchange.files import logo_file

pytestmark = pytest.mark.django_db(transaction=True)
BYTES = bytes(range(256))
LOGO = base64.b64decode(logo_file())


@pytest.fixture
def olga(django_user_model):
    return django_user_model.objects.create_user("olga", password="secret", is_staff=True)


@pytest.fixture
def gala(olga):
    """A gala with something of everything."""
    gala = Gala()
    gala.event.organisers.add(olga)
    gala.score(gala.ann, gala.red, "5", "5", key="k1", origin=Origin(address="10.0.0.1"))
    gala.score(gala.ann, gala.red, "6", "5", origin=Origin(user=olga, reason="Misheard", correction=True))
    gala.score(gala.bob, gala.blue, "7", "7")
    Adjustment.objects.create(team=gala.red, points=Decimal("-0.5"), reason="Late")
    Conflict.objects.create(judge=gala.bob, team=gala.green)
    Project.objects.create(team=gala.red, table="A1")
    Rules.objects.create(event=gala.event, decimals=2)
    TieBreak.objects.create(event=gala.event, by="lot")
    gala.ann.assignments.get().teams.set([gala.red, gala.green])
    gala.ann.assignments.get().criteria.set([gala.technique, gala.style])
    Division.objects.create(event=gala.event, code="juniors", name="Juniors")
    Look.objects.create(event=gala.event, accent="#336699", logo=LOGO, logo_digest="abc")
    picture = Picture.objects.create(event=gala.event, name="Sponsors", kind="image/webp", digest="def", data=BYTES[::-1])
    Screen.objects.create(event=gala.event, name="Foyer", slug="foyer", view="picture", picture=picture)
    Announcement.objects.create(event=gala.event, text="Doors open")
    Webhook.objects.create(event=gala.event, url="https://example.org/", active=False)
    Award.objects.create(reveal=Reveal.objects.create(event=gala.event), title="Audience", team=gala.blue)
    FixedExplanation.objects.create(event=gala.event, at="freeze", code="red", body="{}")
    LinkTerms.objects.create(event=gala.event)
    Extension.objects.create(judge=gala.bob, round=gala.final, until=timezone.now())
    SheetReturn.objects.create(judge=gala.bob, team=gala.blue, round=gala.final, version=1, note="Look again")
    RoundConfirmation.objects.create(round=gala.final)
    Rehearsal.objects.create(event=gala.event, before={}, judges=2, rate=60.0, seconds=10)
    shelf.key_of(gala.event)
    return gala


@pytest.fixture
def copies(settings, tmp_path):
    settings.BACKUP_DIR = str(tmp_path / "copies")
    return tmp_path / "copies"


def everything(event):
    """All rows but the board's own, which gets a new epoch."""
    return {
        name: table
        for name, table in read_rows(event.pk).items()
        if name not in ("events.board", "events.explanation", "events.feedstate")
    }


def test_every_model_that_hangs_on_an_event_is_in_a_copy():
    names = {model._meta.label_lower for model in models_of_event()}
    assert names >= {
        "events.event", "events.event_organisers", "events.team", "events.round", "events.criterion", "events.board",
        "events.look", "events.picture",
        "judging.judge", "judging.assignment", "judging.assignment_teams", "judging.score", "judging.mark",
        "judging.scoreversion", "judging.conflict", "judging.project", "judging.rehearsal", "judging.rules", "judging.tiebreak",
        "judging.shelf",
    }  # fmt: skip
    assert not names & {"judging.upload", "judging.copyclock"}


def test_the_gala_of_these_tests_has_something_of_every_model(gala):
    assert [name for name, table in read_rows(gala.event.pk).items() if not table] == []


def test_pictures_and_logos_come_back_byte_by_byte(gala):
    data, _ = copy_of([gala.event])
    Look.objects.update(logo=b"")
    Picture.objects.update(data=b"other")
    restore_event(read_copy(data), "gala", people=False, replace=True)
    assert (bytes(Look.objects.get().logo), bytes(Picture.objects.get().data)) == (LOGO, BYTES[::-1])
    assert copy_of([Event.objects.get()])[1].keys() == {"gala"}


def test_a_lost_event_comes_back_equal(gala):
    before, text = everything(gala.event), dump_event(gala.event)
    link = sign_in_url(gala.ann).rstrip("/").rsplit("/", 1)[1]
    told = entries(gala.event, Wanted())
    data, _ = copy_of([gala.event])
    gala.event.delete()
    get_user_model().objects.all().delete()
    LogEntry.objects.all().delete()
    event = restore_event(read_copy(data), "gala", people=True)
    assert everything(event) == before
    assert dump_event(event) == text
    assert judge_of_link(link) == gala.ann
    assert get_user_model().objects.get(username="olga").check_password("secret")
    assert [entry for entry in entries(event, Wanted()) if entry.kind != "safety"] == told
    assert copy_of([event])[1].keys() == {"gala"}


def test_screens_take_the_restored_board_and_the_standings_are_the_copys(gala):
    shown = board.read_public("gala")
    data, _ = copy_of([gala.event])
    gala.score(gala.bob, gala.red, "1", "1")
    later = board.read_public("gala")
    restore_event(read_copy(data), "gala", people=False, replace=True)
    now = board.read_public("gala")
    assert now.cursor > later.cursor > shown.cursor
    assert now.cursor.epoch > later.cursor.epoch
    for name in ("standings", "progress", "rounds"):
        assert now.body[name] == shown.body[name]


def test_an_epoch_is_never_below_one_that_is_known_even_if_the_clock_is(gala):
    Board.objects.update(epoch="zzzzzzzz0", published_epoch="zzzzzzzz0")
    data, _ = copy_of([gala.event])
    restore_event(read_copy(data), "gala", people=False, replace=True)
    assert Board.objects.get().epoch > "zzzzzzzz0"


def test_a_frozen_board_comes_back_frozen_as_the_public_saw_it(gala):
    board.freeze(gala.event.pk)
    frozen = board.read_public("gala")
    gala.score(gala.bob, gala.red, "10", "10")
    data, _ = copy_of([gala.event])
    gala.event.delete()
    restore_event(read_copy(data), "gala", people=True)
    now = board.read_public("gala")
    assert now.cursor > frozen.cursor
    assert (now.body["event"], now.body["standings"]) == (frozen.body["event"], frozen.body["standings"])
    board.release(Event.objects.get().pk)
    assert board.read_public("gala").body["standings"][0]["team"] == "red"


def test_rows_whose_keys_are_taken_get_new_ones_and_everything_follows(gala):
    text = dump_event(gala.event)
    link = sign_in_url(gala.ann).rstrip("/").rsplit("/", 1)[1]
    data, _ = copy_of([gala.event])
    keys = {name: [row.get("id") for row in table] for name, table in read_rows(gala.event.pk).items()}
    key = gala.event.pk
    gala.event.delete()
    other = Event.objects.create(pk=key, slug="squatter", name="Squatter")
    Team.objects.create(pk=gala.red.pk, event=other, name="In the way")
    Judge.objects.create(pk=gala.ann.pk, event=other, name="In the way too")
    squatted = dump_event(other)
    event = restore_event(read_copy(data), "gala", people=True)
    assert event.pk not in keys["events.event"]
    assert dump_event(event) == text
    assert dump_event(Event.objects.get(slug="squatter")) == squatted
    assert judge_of_link(link).event == event
    assert Project.objects.get(team__event=event).team.code == "red"
    assert Team.objects.create(event=event, name="After").pk > gala.red.pk


def test_an_event_is_replaced_only_when_that_is_said(gala):
    data, _ = copy_of([gala.event])
    with pytest.raises(CopyError, match="There is an event gala already"):
        restore_event(read_copy(data), "gala", people=False)
    with pytest.raises(CopyError, match="There is no event moon in this copy; it has gala"):
        restore_event(read_copy(data), "moon", people=False)


def test_a_long_record_costs_a_restore_no_further_queries(gala):
    counts = []
    restore_event(read_copy(copy_of([gala.event])[0]), "gala", people=False, replace=True)  # the first makes what later ones find
    for times in (1, 30):
        for number in range(times):
            note(gala.event, "other", f"Note {number}")
        copy = read_copy(copy_of([gala.event])[0])
        with CaptureQueriesContext(connection) as captured:
            restore_event(copy, "gala", people=False, replace=True)
        counts.append(len(captured))
    assert counts[0] == counts[1]


def test_other_peoples_accounts_are_neither_changed_nor_made_without_being_asked_for(gala, olga):
    data, _ = copy_of([gala.event])
    olga.set_password("newer")
    olga.save()
    restore_event(read_copy(data), "gala", people=True, replace=True)
    olga.refresh_from_db()
    assert olga.check_password("newer")
    olga.delete()
    event = restore_event(read_copy(data), "gala", people=False, replace=True)
    assert (get_user_model().objects.count(), event.organisers.count()) == (0, 0)
    assert ScoreVersion.objects.filter(reason="Misheard", user=None).count() == 1


def changed_file(data, **files):
    kept = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(kept, "w") as new:
        for name in old.namelist():
            new.writestr(name, files.get(name.rsplit("/")[-1].removesuffix(".json"), old.read(name)))
    return kept.getvalue()


def with_rows(data, rows):
    """The same copy as another version of Podium would have written it."""
    text = json.dumps(rows)
    manifest = json.loads(zipfile.ZipFile(io.BytesIO(data)).read("manifest.json"))
    manifest["events"][0]["digest"] = hashlib.sha256(text.encode()).hexdigest()
    return changed_file(data, rows=text, manifest=json.dumps(manifest))


def test_a_damaged_or_foreign_file_changes_nothing(gala):
    data, _ = copy_of([gala.event])
    before = everything(gala.event)
    wrong = [b"", b"no zip", data[: len(data) // 2], changed_file(data, rows="{}")]
    wrong.append(changed_file(data, manifest='{"format": "x/2"}'))
    for each in wrong:
        with pytest.raises(CopyError):
            read_copy(each)
    newer = read_copy(with_rows(data, {"judging.telepathy": []}))
    with pytest.raises(CopyError, match=r"judging\.telepathy"):
        restore_event(newer, "gala", people=True, replace=True)
    assert everything(Event.objects.get()) == before


def test_a_copy_without_passwords_still_restores_the_event(gala):
    data = without_passwords(copy_of([gala.event])[0])
    assert b"pbkdf2" not in data
    assert read_copy(data).users == []
    restore_event(read_copy(data), "gala", people=True, replace=True)


# --- whose a copy is -----------------------------------------------------------------------------------


def renamed(event, slug):
    event.slug = slug
    event.save()


def held(event):
    return [kept.name.split(".")[0] for kept in shelf.copies_of(event)]


def test_copies_follow_their_event_to_a_new_address_and_never_go_to_who_takes_the_old_one(gala, copies):
    shelf.take(gala.event)
    renamed(gala.event, "gala-2026")
    other = Event.objects.create(slug="gala", name="Mine", status="draft")
    assert (held(gala.event), held(other)) == (["gala"], [])
    shelf.take(other)
    shelf.take(gala.event)
    assert (held(gala.event), held(other)) == (["gala-2026", "gala"], ["gala"])
    gala.event.delete()
    assert (held(Event.objects.create(slug="gala-2026", name="Theirs")), held(other)) == ([], ["gala"])


def test_no_events_copies_count_for_another_ones_number(gala, copies, settings):
    settings.BACKUP_KEEP = 1
    shelf.take(gala.event)
    renamed(gala.event, "gala-2026")
    shelf.take(Event.objects.create(slug="gala", name="Mine"))
    assert held(gala.event) == ["gala"]


def test_a_renamed_event_is_put_back_where_it_is_now(gala, copies):
    before = shelf.take(gala.event).read_bytes()
    renamed(gala.event, "gala-2026")
    other = Event.objects.create(slug="gala", name="Mine", status="draft")
    gala.score(gala.bob, gala.green, "3", "3")
    with pytest.raises(CopyError, match="There is an event gala-2026 already"):
        restore_event(read_copy(before), "gala", people=False)
    event = restore_event(read_copy(before), "gala", people=False, replace=True)
    assert (event.pk, event.slug, event.judges.count()) == (gala.event.pk, "gala-2026", 2)
    assert Score.objects.count() == 2
    assert board.read_public("gala-2026").body["event"]["slug"] == "gala-2026"
    assert list(Event.objects.filter(slug="gala").values_list("pk", "name")) == [(other.pk, "Mine")]
    assert held(event) == ["gala"]


def test_on_another_machine_an_event_finds_its_own_copies_and_no_others(gala, copies):
    """The folder was carried over, and another event has the key that this one had."""
    data = shelf.take(gala.event).read_bytes()
    key = gala.event.pk
    Event.objects.all().delete()
    other = Event.objects.create(pk=key, slug="squatter", name="Squatter")
    event = restore_event(read_copy(data), "gala", people=True)
    assert event.pk != key
    assert (held(event), held(other)) == (["gala"], [])


def test_a_copy_from_before_there_were_shelves_comes_back_by_command_and_is_on_no_page(gala, copies, capsys):
    shelf.take(gala.event)
    Shelf.objects.all().delete()
    data, _ = copy_of([gala.event])
    old = copies / "gala.20260101T000000000000Z.podium.zip"
    without = {name: table for name, table in read_copy(data).events["gala"].rows.items() if name != "judging.shelf"}
    old.write_bytes(with_rows(data, without))
    text, key = dump_event(gala.event), shelf.key_of(gala.event)
    gala.score(gala.bob, gala.green, "3", "3")
    assert held(gala.event) == []
    call_command("restore", str(old), replace=True)
    event = Event.objects.get()
    assert (dump_event(event), shelf.key_of(event)) == (text, key)
    call_command("backup", "gala")
    assert held(event) == ["gala"]
    Event.objects.all().delete()
    call_command("restore", str(old))
    assert dump_event(Event.objects.get()) == text


# --- commands ------------------------------------------------------------------------------------------


def test_all_events_go_into_one_file_and_come_back_by_one_command(gala, tmp_path, capsys):
    other = Gala(slug="second")
    texts = [dump_event(gala.event), dump_event(other.event)]
    path = tmp_path / "all.zip"
    call_command("backup", all=True, to=path)
    assert path.stat().st_mode & 0o077 == 0
    Event.objects.all().delete()
    call_command("restore", str(path))
    assert "Restored The Gala: /events/gala/" in capsys.readouterr().out
    assert [dump_event(event) for event in Event.objects.order_by("pk")] == texts


def test_commands_refuse_with_a_sentence(gala, tmp_path, settings):
    for arguments in ([], ["gala", "--all"], ["moon"], ["gala"]):
        with pytest.raises(CommandError):
            call_command("backup", *arguments)
    with pytest.raises(CommandError, match="No such file"):
        call_command("restore", str(tmp_path / "none.zip"))
    path = tmp_path / "gala.zip"
    call_command("backup", "gala", to=path)
    with pytest.raises(CommandError, match="nothing was changed"):
        call_command("restore", str(path))
    settings.SECRET_KEY = "another"
    assert not read_copy(path.read_bytes()).same_key


# --- by themselves -------------------------------------------------------------------------------------


def test_a_live_event_is_copied_every_five_minutes_and_only_when_it_has_changed(gala, copies):
    assert len(keeper.copy_what_is_due()) == 1
    assert keeper.copy_what_is_due() == []
    CopyClock.objects.update(claimed_at=timezone.now() - timedelta(seconds=301))
    assert keeper.copy_what_is_due() == []
    gala.score(gala.bob, gala.green, "3", "3")
    CopyClock.objects.update(claimed_at=timezone.now() - timedelta(seconds=301))
    assert len(keeper.copy_what_is_due()) == 1
    newest = read_copy(shelf.copies_of(gala.event)[0].path.read_bytes())
    assert len(newest.events["gala"].rows["judging.score"]) == 3


def test_a_copy_is_made_at_each_rounds_lock_whatever_the_time(gala, copies):
    keeper.copy_what_is_due()
    set_round_status([gala.final], "locked")
    (path,) = keeper.copy_what_is_due()
    assert read_copy(path.read_bytes()).events["gala"].rows["events.round"][0]["status"] == "locked"


def test_events_that_are_not_live_are_left_alone(copies):
    Gala(status="upcoming")
    assert keeper.copy_what_is_due() == []


def test_of_two_processes_one_copies(gala, copies):
    assert keeper._claim(gala.event) is not None
    assert keeper._claim(gala.event) is None


def test_copies_are_kept_by_number_and_age_and_the_newest_always(gala, copies, settings):
    settings.BACKUP_KEEP = 3
    for number in range(5):
        gala.score(gala.bob, gala.green, str(number), "3")
        shelf.take(gala.event)
    kept = shelf.copies_of(gala.event)
    assert len(kept) == 3
    old = copies / f"gala.{shelf.key_of(gala.event)}.{(timezone.now() - timedelta(days=40)).strftime(shelf.STAMP)}.podium.zip"
    kept[-1].path.rename(old)
    shelf.prune(gala.event)
    assert len(shelf.copies_of(gala.event)) == 2
    for each in shelf.copies_of(gala.event):
        each.path.unlink()
    old.write_bytes(b"")
    shelf.prune(gala.event)
    assert [each.path for each in shelf.copies_of(gala.event)] == [old]
    assert list(copies.glob(".copy-*")) == []


@pytest.fixture
def full_disk(settings, tmp_path):
    """A folder that cannot be written to, until it is called."""
    blocked = tmp_path / "file"
    blocked.write_text("")
    settings.BACKUP_DIR = str(blocked / "copies")
    return blocked.unlink


def later(seconds):
    """Let so much time go by for the copies' clock."""
    row = CopyClock.objects.get()
    ago = timedelta(seconds=seconds)
    CopyClock.objects.update(claimed_at=row.claimed_at - ago, taken_at=row.taken_at and row.taken_at - ago)


def test_a_disk_that_refuses_does_not_end_the_looking(gala, full_disk, caplog):
    assert keeper.copy_what_is_due() == []
    assert "Copying gala failed" in caplog.text
    assert Score.objects.count() == 2


def test_a_copy_that_failed_is_made_again_and_the_lock_that_asked_for_it_is_not_forgotten(gala, full_disk):
    Event.objects.update(status="upcoming")
    set_round_status([gala.final], "locked")
    assert keeper.copy_what_is_due() == []
    row = CopyClock.objects.get()
    assert (row.taken_at, row.digest, row.error) == (None, "", "Not a directory")
    full_disk()
    assert keeper.copy_what_is_due() == [], "it is not tried at every look"
    later(31)
    (path,) = keeper.copy_what_is_due()
    assert read_copy(path.read_bytes()).events["gala"].rows["events.round"][0]["status"] == "locked"
    row = CopyClock.objects.get()
    assert (row.taken_at >= row.claimed_at, row.due, row.error) == (True, False, "")
    later(3600)
    assert keeper.copy_what_is_due() == [], "the event is not live, and nobody asks any more"


def test_a_copy_whose_process_died_is_made_by_another(gala, copies):
    assert keeper._claim(gala.event) is not None
    assert keeper.copy_what_is_due() == []
    later(31)
    assert len(keeper.copy_what_is_due()) == 1


def test_a_lock_that_comes_while_a_copy_is_made_gets_one_of_its_own(gala, copies):
    clock = keeper._claim(gala.event)
    set_round_status([gala.final], "locked")
    assert keeper._claim(gala.event) is None
    shelf.take(gala.event, unless=clock.digest)
    assert keeper._claim(gala.event) is not None


def test_a_copy_by_hand_says_that_copies_work_again(gala, full_disk):
    keeper.copy_what_is_due()
    full_disk()
    assert shelf.take(gala.event) is not None
    row = CopyClock.objects.get()
    assert (row.taken_at >= row.claimed_at, row.error) == (True, "")
