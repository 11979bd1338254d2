"""The record: who changed what, when, from where, before and after; searched, filtered, exported, and only one's own."""

import csv
import io
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from django.urls import reverse
from django.utils.translation import override

from events import board
from events.models import Event, Round
from judging.models import Assignment, Score
from judging.record.read import Entry, Wanted, entries
from judging.scoring import Origin, set_round_status
from tests.cast import Gala
from tests.judging.admin.test_setting_up import act, change
from tests.pages import added, send

pytestmark = pytest.mark.django_db(transaction=True)


def told(event, **wanted):
    """Newest first: who, what, before and after."""
    return [(entry.who, entry.what, entry.changes) for entry in entries(event, Wanted(**wanted))]


def url(event):
    return reverse("admin:events_event_record", args=[event.pk])


def test_a_change_in_admin_is_written_with_who_from_where_before_and_after(office, gala):
    send(office, change(gala.red), {"name": "Crimson"})
    newest = entries(gala.event, Wanted())[0]
    assert newest == Entry(newest.at, "olga", "127.0.0.1", "teams", "Team changed: Crimson", [("name", "Red", "Crimson")])


def test_a_round_that_is_locked_and_a_board_that_is_frozen_and_released_are_written(office, gala):
    gala.score(gala.ann, gala.red, "5", "5")
    act(office, Round, "lock_rounds", gala.final)
    act(office, Event, "freeze", gala.event)
    act(office, Event, "release", gala.event)
    assert told(gala.event)[:3] == [
        ("olga", "The public board was released.", []),
        ("olga", "The public board was frozen.", []),
        ("olga", "Round changed: Final", [("status", "Open", "Locked")]),
    ]


def test_a_freeze_that_was_set_for_a_time_is_written_without_a_name(gala):
    gala.score(gala.ann, gala.red, "5", "5")
    board.freeze(gala.event.pk)
    assert told(gala.event)[0] == ("", "The public board was frozen.", [])


def test_marks_stand_in_the_record_with_what_they_were(office, organiser, gala):
    gala.score(gala.ann, gala.red, "5", "5", origin=Origin(address="10.0.0.7"))
    send(office, change(Score.objects.get()), {"marks-0-points": "7", "reason": "Misheard"})
    assert told(gala.event, kind="marks") == [
        ("olga", "Sheet of Ann for Red in Final, version 2", [("Technique", "5", "7")]),
        (
            "Ann",
            "Sheet of Ann for Red in Final, version 1",
            [("Technique", "not given", "5"), ("Style", "not given", "5")],
        ),
    ]
    assert [entry.who for entry in entries(gala.event, Wanted(person=f"user-{organiser.pk}", kind="marks"))] == ["olga"]
    assert [entry.address for entry in entries(gala.event, Wanted(person=f"judge-{gala.ann.pk}"))] == ["10.0.0.7"]
    assert [entry.reason for entry in entries(gala.event, Wanted(text="misheard"))] == ["Misheard"]


def test_rules_and_assignments_are_written(office, gala):
    page = {"rules-TOTAL_FORMS": 1, "rules-0-method": "points", "rules-0-places_from": "marks", "rules-0-rounding": "half_up"}
    page |= {"rules-0-normalise": "zscore", "rules-0-combine": "sum"} | added("tie_breaks", {"order": "1", "by": "countback"})
    assert send(office, change(gala.event), page).status_code == 302
    assert {what for _, what, _ in told(gala.event, kind="rules")} >= {
        "Rules added: Points",
        "Tie break added: Countback: most of the highest mark",
    }
    Assignment.objects.get(judge=gala.ann).teams.add(gala.red)
    assert told(gala.event)[0] == ("", "Assignment changed: Ann - Final", [("teams", "", "Red")])


def test_a_submit_is_written_once_and_costs_no_query_for_the_record(gala, django_assert_num_queries):
    before = len(told(gala.event, kind="rounds"))
    gala.score(gala.ann, gala.red, "5", "5")
    assert len(told(gala.event, kind="rounds")) == before
    from auditlog.models import LogEntry

    count = LogEntry.objects.count()
    gala.score(gala.ann, gala.blue, "5", "5")
    assert LogEntry.objects.count() == count


def test_a_links_secret_is_never_written(office, gala):
    from auditlog.models import LogEntry

    from judging.links import replace_link

    replace_link(gala.ann)
    assert not [entry for entry in LogEntry.objects.all() if gala.ann.link_key in str(entry.changes)]


def test_what_is_deleted_stays_in_the_record(office, gala):
    office.post(change(gala.red).replace("change", "delete"), {"post": "yes"})
    assert ("olga", "Team deleted: Red") in [(who, what) for who, what, _ in told(gala.event, text="Red")]


def test_the_page_searches_filters_pages_and_exports(office, gala):
    for number in range(30):
        set_round_status([gala.final], "locked" if number % 2 else "closed")
        gala.score(gala.ann, gala.red, "5", "5", origin=Origin(correction=True, reason=f"Nr {number}"))
    page = office.get(url(gala.event)).content.decode()
    assert "Page 1 of 2" in page
    assert "Page 2 of 2" in office.get(url(gala.event), {"page": 2}).content.decode()
    found = office.get(url(gala.event), {"text": "Nr 17"}).context["page"]
    assert [entry.reason for entry in found] == ["Nr 17"]
    assert len(office.get(url(gala.event), {"kind": "rounds"}).context["page"].object_list) >= 30
    answer = office.get(url(gala.event), {"kind": "marks", "export": "csv"})
    rows = list(csv.reader(io.StringIO(answer.content.decode().removeprefix("\ufeff"))))
    assert rows[0] == ["when", "who", "from", "kind", "what", "field", "before", "after", "reason"]
    assert rows[1][1:] == ["Ann", "", "marks", "Sheet of Ann for Red in Final, version 30", "", "", "", "Nr 29"]
    assert len(rows) == 1 + 29 + 2


def test_times_limit_the_record_in_the_events_own_zone(office, gala):
    Event.objects.get(pk=gala.event.pk)
    answer = office.get(url(gala.event), {"until": "2001-01-01T10:00"})
    assert list(answer.context["page"]) == []
    assert len(list(office.get(url(gala.event), {"since": "2001-01-01T10:00"}).context["page"])) > 0
    wrong = office.get(url(gala.event), {"since": "yesterday"})
    assert wrong.status_code == 200
    assert "Enter a valid date/time." in wrong.content.decode()


def test_a_formula_in_a_name_is_harmless_in_the_export(office, gala):
    send(office, change(gala.red), {"name": '=HYPERLINK("http://x")'})
    answer = office.get(url(gala.event), {"text": "HYPERLINK", "export": "csv"})
    rows = list(csv.reader(io.StringIO(answer.content.decode())))
    assert rows[1][7] == '\'=HYPERLINK("http://x")'


def test_nobody_reads_another_organisers_record(office, gala):
    other = Gala(slug="elsewhere")
    assert office.get(url(other.event)).status_code == 403
    assert {entry.what for entry in entries(gala.event, Wanted(text="elsewhere"))} == set()


def test_values_are_told_as_the_pages_show_them_and_times_in_the_events_zone(admin_client):
    gala = Gala()
    Event.objects.filter(pk=gala.event.pk).update(timezone="Europe/Vienna")
    gala.final.weight, gala.final.status = Decimal("2.5"), "locked"
    gala.final.ends_at = datetime(2001, 1, 1, 9, tzinfo=UTC)
    gala.final.save()
    page = admin_client.get(reverse("admin:events_event_record", args=[gala.event.pk])).context["page"]
    changes = {
        name: (before, after) for entry in page for name, before, after in entry.changes if entry.what == "Round changed: Final"
    }
    assert changes == {"weight": ("1", "2.5"), "status": ("Open", "Locked"), "ends at": ("", "2001-01-01 10:00:00")}


def test_a_tick_is_told_as_yes_or_no_in_the_readers_language(gala):
    gala.ann.head = True
    gala.ann.save()
    assert told(gala.event)[0][2] == [("head judge", "no", "yes")]
    with override("de"):
        assert told(gala.event)[0][2][0][1:] == ("nein", "ja")


def test_numbers_are_written_as_the_reader_does_and_in_the_export_with_a_point(admin_client, gala):
    gala.style.weight = Decimal("1.50")
    gala.style.save()
    gala.score(gala.ann, gala.red, "7.25", "5")
    german = {"Accept-Language": "de"}
    page = admin_client.get(url(gala.event), headers=german).context["page"]
    assert [[change[2] for change in entry.changes] for entry in page][:2] == [["7,25", "5"], ["1,5"]]
    answer = admin_client.get(url(gala.event), {"export": "csv"}, headers=german)
    rows = list(csv.reader(io.StringIO(answer.content.decode().removeprefix("\ufeff"))))
    assert [row[7] for row in rows[1:4]] == ["7.25", "5", "1.5"]


def test_times_in_the_export_name_their_offset_in_the_events_zone(admin_client):
    gala = Gala()
    Event.objects.filter(pk=gala.event.pk).update(timezone="Europe/Vienna")
    gala.final.ends_at = datetime(2001, 1, 1, 9, tzinfo=UTC)
    gala.final.save()
    answer = admin_client.get(url(gala.event), {"kind": "rounds", "export": "csv"})
    rows = list(csv.reader(io.StringIO(answer.content.decode().removeprefix("\ufeff"))))
    assert rows[1][5:8] == ["ends at", "", "2001-01-01T10:00:00+01:00"]
    assert datetime.fromisoformat(rows[1][0]).utcoffset() == timedelta(hours=1)
