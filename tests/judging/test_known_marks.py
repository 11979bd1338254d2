"""A refresh reads only what was written since the last one, and yet computes with the marks that are there."""

from decimal import Decimal

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from events import board
from events.models import Event
from judging import known_contest, known_marks, known_setup
from judging.contest import contest_of
from judging.models import Mark, RoundConfirmation, Rules, Score, ScoreVersion
from judging.rehearsal.stage import start_rehearsal, wipe_rehearsal
from judging.scoring import Submission, record_score
from tests.cast import Gala

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def gala():
    gala = Gala()
    Rules.objects.create(event=gala.event, drafts=True)
    for judge in (gala.ann, gala.bob):
        for team in (gala.red, gala.green):
            gala.score(judge, team, "5", "5")
    return gala


def read(gala):
    """The contest as a refresh reads it, and as it is read without any memory."""
    with board.consistent_read() as committed:
        at, mark = board.standing(gala.event.pk)
        setup = known_setup.memory.inside(gala.event.pk, mark, committed=committed)
        contest = known_contest.memory.inside(gala.event.pk, mark, committed=committed)
        marks = known_marks.marks_inside(setup, mark, at.version, committed=committed)
        plain = contest_of(Event.objects.get(pk=gala.event.pk))
    return (contest.frame, marks.given), (plain, list(plain.marks))


def same(gala):
    (frame, given), (plain, marks) = read(gala)
    return [getattr(frame, name) == getattr(plain, name) for name in FRAME] == [True] * len(FRAME) and given == marks


FRAME = ("rules", "teams", "judges", "rounds", "adjustments", "lots")


def change_a_sheet(gala):
    gala.score(gala.ann, gala.red, "9", "1")


def send_a_first_sheet(gala):
    gala.score(gala.ann, gala.blue, "9", "1")


def take_a_mark_out_of_a_sheet(gala):
    record_score(Submission(gala.ann, gala.red, gala.final, {"style": Decimal(3)}))


def take_a_mark_out_and_put_it_back(gala):
    take_a_mark_out_of_a_sheet(gala)
    change_a_sheet(gala)


def abstain(gala):
    record_score(Submission(gala.ann, gala.red, gala.final, {"style": None, "technique": Decimal(2)}))


def mend_a_mark_past_the_sheet(gala):
    mark = Mark.objects.first()
    mark.points = Decimal(1)
    mark.save()


def delete_a_mark(gala):
    Mark.objects.first().delete()


def delete_the_marks_of_a_criterion(gala):
    Mark.objects.filter(criterion=gala.style).delete()


def delete_a_sheet(gala):
    Score.objects.first().delete()


def move_a_sheet_to_another_team(gala):
    score = Score.objects.first()
    score.team = gala.blue
    score.save()


def move_a_mark_to_another_sheet(gala):
    gala.score(gala.ann, gala.blue, "4", "4")
    mark = Mark.objects.filter(criterion=gala.style).first()
    mark.score = Score.objects.create(judge=gala.bob, team=gala.blue, round=gala.final)
    mark.save()


def delete_a_team(gala):
    gala.red.delete()


def delete_a_judge(gala):
    gala.ann.delete()


def delete_a_criterion(gala):
    gala.style.delete()


def rename_the_codes(gala):
    for row in (gala.red, gala.ann, gala.style, gala.final):
        row.code = f"{row.code}-2"
        row.save()


def widen_a_range(gala):
    gala.style.maximum = Decimal(20)
    gala.style.save()


def ask_for_confirmation(gala):
    rules = gala.event.rules
    rules.confirm = True
    rules.save()


def confirm(gala):
    ask_for_confirmation(gala)
    RoundConfirmation.objects.create(round=gala.final)


def start_a_new_epoch(gala):
    board.start_epoch(gala.event.pk)


def write_many_sheets(gala):
    for number in range(known_marks.MANY + 5):
        gala.score(gala.ann, gala.red, str(number % 10), "5")


def roll_a_sheet_back(gala):
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        gala.score(gala.ann, gala.red, "9", "9")
        raise ZeroDivisionError


CHANGES = [
    change_a_sheet, send_a_first_sheet, take_a_mark_out_of_a_sheet, take_a_mark_out_and_put_it_back, abstain,
    mend_a_mark_past_the_sheet, delete_a_mark, delete_the_marks_of_a_criterion, delete_a_sheet, move_a_sheet_to_another_team,
    move_a_mark_to_another_sheet, delete_a_team, delete_a_judge, delete_a_criterion, rename_the_codes, widen_a_range,
    ask_for_confirmation, confirm, start_a_new_epoch, write_many_sheets, roll_a_sheet_back,
]  # fmt: skip


@pytest.fixture
def elsewhere(monkeypatch):
    """Have a change made as if by another process: this one keeps what it remembered before."""

    def make(change, gala):
        places = (known_marks, known_setup.memory, known_contest.memory)
        before = [(place, place._known._known.copy()) for place in places]
        change(gala)
        for place, known in before:
            monkeypatch.setattr(place._known, "_known", known)

    return make


@pytest.mark.parametrize("change", CHANGES)
def test_what_another_process_has_changed_is_read(gala, elsewhere, change):
    assert same(gala)
    elsewhere(change, gala)
    assert same(gala)
    Mark.objects.last().delete()
    assert same(gala)


def test_a_rehearsal_that_is_wiped_leaves_no_mark(elsewhere, organiser):
    gala = Gala()
    start_rehearsal(gala.event, organiser, judges=2, rate=60, seconds=10)
    gala.score(gala.ann, gala.red, "5", "5")
    assert read(gala)[0][1] != []
    elsewhere(lambda gala: wipe_rehearsal(gala.event), gala)
    assert read(gala)[0][1] == []
    assert same(gala)


def test_only_the_sheets_that_were_written_are_read(gala, elsewhere):
    read(gala)
    elsewhere(change_a_sheet, gala)
    with board.consistent_read() as committed:
        at, mark = board.standing(gala.event.pk)
        setup = known_setup.memory.inside(gala.event.pk, mark, committed=committed)
        with CaptureQueriesContext(connection) as asked:
            known_marks.marks_inside(setup, mark, at.version, committed=committed)
            known_marks.marks_inside(setup, mark, at.version, committed=committed)
    versions, scores, marks = [query["sql"] for query in asked.captured_queries]
    assert '"judging_scoreversion"."id" >' in versions
    assert [f'"judging_score"."{name}_id" IN ({row.pk})' in scores for name, row in places(gala).items()] == [True] * 3
    assert f'"judging_mark"."score_id" IN ({Score.objects.get(judge=gala.ann, team=gala.red).pk})' in marks


def places(gala):
    return {"judge": gala.ann, "team": gala.red, "round": gala.final}


def test_a_read_that_sees_an_older_version_does_not_use_what_is_newer(gala):
    read(gala)
    with board.consistent_read() as committed:
        at, mark = board.standing(gala.event.pk)
        setup = known_setup.memory.inside(gala.event.pk, mark, committed=committed)
        with CaptureQueriesContext(connection) as asked:
            older = known_marks.marks_inside(setup, mark, at.version - 1, committed=committed)
    assert [">" in query["sql"] for query in asked.captured_queries] == [False, False]
    assert older.version == at.version - 1


def test_what_is_not_committed_is_read_and_not_remembered(gala):
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        gala.score(gala.ann, gala.red, "9", "9")
        gala.red.delete()
        assert same(gala)
        raise ZeroDivisionError
    assert same(gala)
    assert ScoreVersion.objects.count() == 4
