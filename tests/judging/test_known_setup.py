"""What scoring remembers of an event's set-up is forgotten with whatever changes it."""

from decimal import Decimal

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from events.models import Event, Round
from judging import known_setup
from judging.models import Assignment, RoundConfirmation, Rules, SheetReturn
from judging.scoring import InvalidMarks, NotOpen, NotYours, Submission, record_score
from tests.cast import Gala

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def gala():
    gala = Gala()
    gala.score(gala.ann, gala.red, "5", "5")
    return gala


def lock_the_round(gala):
    gala.final.status = Round.Status.LOCKED
    gala.final.save()


def close_the_event(gala):
    gala.event.status = Event.Status.FINAL
    gala.event.save()


def withdraw_the_judge(gala):
    gala.ann.status = "withdrawn"
    gala.ann.save()


def withdraw_the_team(gala):
    gala.red.status = "withdrawn"
    gala.red.save()


def narrow_the_range(gala):
    gala.technique.maximum = Decimal(6)
    gala.technique.save()


def assign_another_team(gala):
    gala.ann.assignments.get().teams.set([gala.blue])


def take_the_assignment_away(gala):
    Assignment.objects.filter(judge=gala.ann).delete()


@pytest.mark.parametrize(
    ("change", "refusal"),
    [
        (lock_the_round, NotOpen),
        (close_the_event, NotOpen),
        (withdraw_the_judge, NotYours),
        (withdraw_the_team, NotOpen),
        (narrow_the_range, InvalidMarks),
        (assign_another_team, NotYours),
        (take_the_assignment_away, NotYours),
    ],
)
def test_a_sheet_is_checked_against_what_holds_now(gala, change, refusal):
    change(gala)
    with pytest.raises(refusal):
        gala.score(gala.ann, gala.red, "7", "7")


def test_partial_sheets_are_taken_as_soon_as_the_rules_say_so(gala):
    part = Submission(gala.ann, gala.red, gala.final, {"style": Decimal(3)})
    with pytest.raises(InvalidMarks):
        record_score(part)
    Rules.objects.create(event=gala.event, drafts=True)
    assert record_score(part).sheet.marks == {"style": "3"}


def test_a_sheet_sent_back_and_a_confirmed_round_are_known_to_the_next_write(gala):
    SheetReturn.objects.create(judge=gala.ann, team=gala.red, round=gala.final, version=1, by=gala.bob, note="Again.")
    RoundConfirmation.objects.create(round=gala.final)
    gala.score(gala.ann, gala.red, "6", "6")
    assert SheetReturn.objects.get().resolved_at is not None
    assert RoundConfirmation.objects.get().ended_at is not None


def test_what_is_rolled_back_is_not_remembered(gala):
    with pytest.raises(NotOpen), transaction.atomic():
        lock_the_round(gala)
        gala.score(gala.ann, gala.red, "7", "7")
    assert gala.score(gala.ann, gala.red, "8", "8").sheet.marks == {"technique": "8", "style": "8"}


def test_a_set_up_that_nobody_changes_is_read_once(gala):
    known_setup.memory.forget()
    with CaptureQueriesContext(connection) as first:
        gala.score(gala.ann, gala.red, "6", "6")
    with CaptureQueriesContext(connection) as second:
        gala.score(gala.ann, gala.red, "7", "7")
    asked = [sum('FROM "judging_assignment"' in query["sql"] for query in each.captured_queries) for each in (first, second)]
    assert asked == [1, 0]
