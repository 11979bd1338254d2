"""Copies by themselves: when one is due, of two processes one makes it, and one that failed is made again."""

from datetime import timedelta

import pytest
from django.utils import timezone

from events.models import Event
from judging.models import CopyClock, Score
from judging.safety import keeper, shelf
from judging.safety.copies import read_copy
from judging.scoring import set_round_status
from tests.cast import Gala

pytestmark = pytest.mark.django_db(transaction=True)


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
