"""Whose a copy is: copies follow their event and no other, are kept by number and age, and old ones still come back."""

from datetime import timedelta

import pytest
from django.core.management import call_command
from django.utils import timezone

from events import board
from events.models import Event
from judging.exchange import dump_event
from judging.models import Score, Shelf
from judging.safety import shelf
from judging.safety.copies import CopyError, copy_of, read_copy
from judging.safety.restore import restore_event
from tests.judging.safety.files import with_rows

pytestmark = pytest.mark.django_db(transaction=True)


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
