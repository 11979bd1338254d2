"""Copies: everything an event has goes into one file and comes back equal, here or elsewhere, and screens take it."""

import pytest
from auditlog.models import LogEntry
from django.contrib.auth import get_user_model
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from events import board
from events.models import Board, Event, Look, Picture, Team
from judging.exchange import dump_event
from judging.links import judge_of_link, sign_in_url
from judging.models import Judge, Project, ScoreVersion
from judging.record.read import Wanted, entries
from judging.record.write import note
from judging.safety.copies import CopyError, copy_of, read_copy, without_passwords
from judging.safety.restore import restore_event
from judging.safety.rows import models_of_event, read_rows
from tests.cast import Gala
from tests.judging.safety.files import BYTES, LOGO, changed_file, everything, with_rows

pytestmark = pytest.mark.django_db(transaction=True)


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
