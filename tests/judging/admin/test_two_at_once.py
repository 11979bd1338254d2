"""Two organisers, or an organiser and a judge, have the same page open: nobody undoes what the other has done."""

import pytest

from events.models import Criterion, Event, Round, Team
from judging.closing import close_event
from judging.models import Judge, Rules, Score
from judging.scoring import set_round_status, stored_sheet
from tests.cast import Gala
from tests.judging.admin.test_setting_up import change
from tests.pages import errors_of, fields_of

pytestmark = pytest.mark.django_db(transaction=True)

NEWER = ["The sheet was changed since the page was opened. Open it again and correct what stands now."]
CLASH = ["Somebody else has changed this since the page was opened. Open it again to see to what."]


@pytest.fixture
def gala():
    return Gala()


def opened(client, thing, **changes):
    """A page as somebody has opened it and changed on it, not sent yet."""
    return fields_of(client.get(change(thing)), changes)


def test_an_old_page_of_an_event_writes_only_what_was_changed_on_it(gala, admin_client):
    Rules.objects.create(event=gala.event)
    data = opened(admin_client, gala.event, description="New words", **{"teams-1-name": "Greens"})
    close_event(gala.event, release=False)
    Team.objects.filter(pk=gala.red.pk).update(status="absent")
    Team.objects.filter(pk=gala.green.pk).update(organisation="A school")
    Judge.objects.filter(pk=gala.bob.pk).update(head=True)
    Rules.objects.filter(event=gala.event).update(decimals=1)
    assert admin_client.post(change(gala.event), data).status_code == 302
    event = Event.objects.get()
    assert (event.description, event.status) == ("New words", "final")
    assert Round.objects.get().status == "closed"
    assert list(Team.objects.values_list("name", "status", "organisation")) == [
        ("Red", "absent", ""),
        ("Greens", "active", "A school"),
        ("Blue", "active", ""),
    ]
    assert list(Judge.objects.values_list("name", "head")) == [("Ann", False), ("Bob", True)]
    assert Rules.objects.get().decimals == 1


def test_a_field_that_both_have_changed_is_refused_and_nothing_is_written(gala, admin_client):
    data = opened(admin_client, gala.event, name="Ours", **{"teams-0-name": "Our red", "teams-1-name": "Our green"})
    Event.objects.update(name="Theirs")
    Team.objects.filter(pk=gala.red.pk).update(name="Their red")
    answer = admin_client.post(change(gala.event), data)
    assert errors_of(answer) == {"name": CLASH, "teams-0-name": CLASH}
    assert Event.objects.get().name == "Theirs"
    assert list(Team.objects.values_list("name", flat=True)) == ["Their red", "Green", "Blue"]


def test_both_may_have_changed_it_to_the_same(gala, admin_client):
    data = opened(admin_client, gala.event, name="The Ball")
    Event.objects.update(name="The Ball")
    assert admin_client.post(change(gala.event), data).status_code == 302


def test_a_rounds_page_keeps_the_lock_and_the_criteria_that_another_has_set(gala, admin_client):
    data = opened(admin_client, gala.final, name="Grand final", **{"criteria-0-levels": "10 Flawless"})
    set_round_status([gala.final], Round.Status.LOCKED)
    Criterion.objects.filter(pk=gala.technique.pk).update(weight=2)
    assert admin_client.post(change(gala.final), data).status_code == 302
    assert Round.objects.values_list("name", "status").get() == ("Grand final", "locked")
    technique = Criterion.objects.get(pk=gala.technique.pk)
    assert (technique.weight, technique.levels) == (2, [{"points": "10", "text": "Flawless"}])


def test_lines_that_a_file_ended_otherwise_than_a_browser_are_no_change(gala, admin_client):
    Event.objects.update(description="One\nTwo")
    data = opened(admin_client, gala.event, description="One\r\nTwo\r\nThree")
    data["initial-description"] = "One\r\nTwo"
    assert admin_client.post(change(gala.event), data).status_code == 302
    assert Event.objects.get().description == "One\r\nTwo\r\nThree"


def test_a_form_without_what_was_shown_is_taken_as_it_is(gala, admin_client):
    data = {name: value for name, value in opened(admin_client, gala.event, name="The Ball").items() if "initial-" not in name}
    assert admin_client.post(change(gala.event), data).status_code == 302
    assert Event.objects.get().name == "The Ball"


def test_a_correction_does_not_replace_a_newer_sheet_of_the_judge(gala, admin_client):
    gala.score(gala.ann, gala.red, "5", "5")
    score = Score.objects.get()
    data = opened(admin_client, score, reason="Misread", **{"marks-0-points": "6"})
    gala.score(gala.ann, gala.red, "9", "9")
    answer = admin_client.post(change(score), data)
    assert errors_of(answer) == {"__all__": NEWER}
    assert stored_sheet(Score.objects.get()).marks == {"technique": "9", "style": "9"}
    admin_client.post(change(score), opened(admin_client, score, reason="Misread", **{"marks-0-points": "6"}))
    assert stored_sheet(Score.objects.get()).marks == {"technique": "6", "style": "9"}
