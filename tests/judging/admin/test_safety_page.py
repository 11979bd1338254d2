"""Copies in admin: taken, listed, downloaded, and restored only after a look at what would be lost."""

import threading

import pytest
from django.core.cache import cache
from django.db import connection
from django.urls import reverse

from events.models import Event
from judging.exchange import dump_event
from judging.models import Score
from judging.safety import shelf
from judging.safety.copies import read_copy
from judging.scoring import Receipt
from tests.cast import Gala

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def copies(settings, tmp_path):
    settings.BACKUP_DIR = str(tmp_path)
    return tmp_path


@pytest.fixture
def gala(organiser):
    gala = Gala()
    gala.event.organisers.add(organiser)
    gala.score(gala.ann, gala.red, "5", "5")
    return gala


def url(event, **query):
    return reverse("admin:events_event_safety", args=[event.pk], query=query)


def test_a_copy_is_taken_listed_and_restored_and_that_can_be_undone(office, gala):
    assert "A copy was taken" in office.post(url(gala.event), follow=True).content.decode()
    (kept,) = shelf.copies_of(gala.event)
    text = dump_event(gala.event)
    gala.score(gala.bob, gala.blue, "9", "9")
    later = dump_event(gala.event)
    page = office.get(url(gala.event, copy=kept.name))
    assert "1 sheet came or changed since and would be lost" in page.content.decode()
    assert "Bob: Blue, Final" in page.content.decode()
    answer = office.post(url(gala.event), {"copy": kept.name, "cursor": str(page.context["cursor"])}, follow=True)
    assert "so this can be undone" in answer.content.decode()
    assert dump_event(gala.event) == text
    before = shelf.copies_of(gala.event)[0]
    page = office.get(url(gala.event, copy=before.name))
    office.post(url(gala.event), {"copy": before.name, "cursor": str(page.context["cursor"])})
    assert dump_event(gala.event) == later


def test_the_bar_of_a_restore_moves_through_all_that_it_does(office, gala, monkeypatch):
    for name, value in (("OFTEN", 0), ("COST", float("inf"))):  # tell every step, however fast it was
        monkeypatch.setattr(f"events.work.{name}", value)
    office.post(url(gala.event))
    (kept,) = shelf.copies_of(gala.event)
    page = office.get(url(gala.event, copy=kept.name))
    told, put = [], cache.set

    def keep_and_put(key, value, *more):
        told.extend([value] if key.startswith("work:") else [])
        put(key, value, *more)

    monkeypatch.setattr(cache, "set", keep_and_put)
    asked = {"copy": kept.name, "cursor": str(page.context["cursor"]), "work": "0123456789abcdef"}
    office.post(url(gala.event), asked)
    shares = [each["share"] for each in told]
    assert shares == sorted(shares)
    assert len(set(shares)) > 10
    words = list(dict.fromkeys(each["words"] for each in told))
    assert words == ["", "Copying what is here now", "Writing", "Writing the record"]
    assert told[-1] == {"state": "done", "share": 1.0, "words": "", "count": ""}


def test_an_event_that_has_changed_meanwhile_is_not_replaced(office, gala):
    office.post(url(gala.event))
    (kept,) = shelf.copies_of(gala.event)
    page = office.get(url(gala.event, copy=kept.name))
    gala.score(gala.bob, gala.blue, "9", "9")
    text = dump_event(gala.event)
    answer = office.post(url(gala.event), {"copy": kept.name, "cursor": str(page.context["cursor"])})
    assert "nothing was restored" in answer.content.decode()
    assert dump_event(gala.event) == text


class Meanwhile:
    """Does something in a thread as soon as a condition holds at a query of this one, and lets it try for a moment."""

    def __init__(self, holds, do):
        self.holds, self.do, self.thread, self.outcome = holds, do, None, None

    def __call__(self, execute, *query):
        if self.thread is None and self.holds():
            self.thread = threading.Thread(target=self._run)
            self.thread.start()
            self.thread.join(0.5)
        return execute(*query)

    def _run(self):
        try:
            self.outcome = self.do()
        except Exception as error:
            self.outcome = error
        finally:
            connection.close()


def test_a_sheet_that_is_accepted_during_a_restore_is_in_what_was_copied_or_in_what_is_there(office, gala, copies):
    kept = shelf.take(gala.event)
    page = office.get(url(gala.event, copy=kept.name))
    late = Meanwhile(lambda: len(shelf_files(copies)) == 2, lambda: gala.score(gala.bob, gala.blue, "9", "9"))
    with connection.execute_wrapper(late):
        answer = office.post(url(gala.event), {"copy": kept.name, "cursor": str(page.context["cursor"])}, follow=True)
    late.thread.join(30)
    assert "so this can be undone" in answer.content.decode()
    assert isinstance(late.outcome, Receipt), late.outcome
    (before,) = shelf_files(copies) - {kept}
    copied = {row["team_id"] for row in read_copy(before.read_bytes()).events["gala"].rows["judging.score"]}
    now = set(Score.objects.values_list("team_id", flat=True))
    assert (copied, now) == ({gala.red.pk}, {gala.red.pk, gala.blue.pk})


def shelf_files(folder):
    return set(folder.glob("*.podium.zip"))


def test_only_superusers_get_the_hashes_of_passwords(office, admin_client, gala):
    office.post(url(gala.event))
    (kept,) = shelf.copies_of(gala.event)
    assert read_copy(office.get(url(gala.event, copy=kept.name, download=1)).content).users == []
    names = [user["username"] for user in read_copy(admin_client.get(url(gala.event, copy=kept.name, download=1)).content).users]
    assert names == ["olga", "admin"] or names == ["admin", "olga"]


def test_no_other_file_is_handed_out(office, gala, copies):
    shelf.take(gala.event)
    other = Gala(slug="elsewhere")
    theirs = shelf.take(other.event)
    (copies / "all-events.20260101T000000000000Z.podium.zip").write_bytes(b"secret")
    (copies / "gala.20260101T000000000000Z.podium.zip").write_bytes(b"of old")
    names = ["../gala.zip", "gala", theirs.name, *(path.name for path in copies.glob("*.20260101T*"))]
    assert len(names) == 5
    for name in names:
        assert office.get(url(gala.event, copy=name, download=1)).status_code == 404
        assert office.post(url(gala.event), {"copy": name}).status_code == 404


def test_a_new_event_at_an_address_that_was_given_up_gets_nothing_of_the_old_one(admin_client, office, gala, organiser):
    mine = shelf.take(gala.event)
    gala.event.slug = "gala-2026"
    gala.event.save()
    other = Event.objects.create(slug="gala", name="Mal's", status="draft")
    page = admin_client.get(url(other)).content.decode()
    assert (mine.name in page, "No copy yet" in page) == (False, True)
    assert admin_client.get(url(other, copy=mine.name, download=1)).status_code == 404
    assert mine.name in office.get(url(gala.event)).content.decode()
    page = office.get(url(gala.event, copy=mine.name))
    assert "Its address was gala then; it keeps the one that it has now." in page.content.decode()
    answer = office.post(url(gala.event), {"copy": mine.name, "cursor": str(page.context["cursor"])}, follow=True)
    assert "so this can be undone" in answer.content.decode()
    assert list(Event.objects.order_by("slug").values_list("pk", "slug", "name")) == [
        (other.pk, "gala", "Mal's"),
        (gala.event.pk, "gala-2026", "The Gala"),
    ]


def test_a_file_that_holds_another_event_than_its_name_says_is_refused(office, gala, copies):
    theirs = shelf.take(Gala(slug="elsewhere").event)
    name = theirs.name.replace(shelf.key_of(Event.objects.get(slug="elsewhere")), shelf.key_of(gala.event))
    theirs.rename(copies / name)
    for asked in ({"download": 1}, {}):
        page = office.get(url(gala.event, copy=name, **asked), follow=True)
        assert "This file holds another event than its name says." in page.content.decode()


def test_a_damaged_copy_is_refused_with_a_sentence(office, gala, copies):
    path = shelf.take(gala.event)
    path.write_bytes(b"cut off")
    page = office.get(url(gala.event, copy=path.name), follow=True)
    assert "This is no whole copy of Podium" in page.content.decode()


def test_nobody_copies_or_restores_anothers_event(office, gala):
    other = Gala(slug="elsewhere")
    shelf.take(other.event)
    (kept,) = shelf.copies_of(other.event)
    assert office.get(url(other.event)).status_code == 403
    assert office.post(url(other.event), {"copy": kept.name}).status_code == 403


def test_without_a_folder_the_page_says_so(office, gala, settings):
    settings.BACKUP_DIR = ""
    assert "Copies are switched off" in office.get(url(gala.event)).content.decode()
