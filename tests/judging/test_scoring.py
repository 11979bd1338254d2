"""The one door for marks: what it refuses changes nothing, what it takes is kept with its history."""

from decimal import Decimal

import pytest

from events.models import Board, Criterion, Round, Team
from judging.models import Assignment, Judge, Mark, Rules, Score, ScoreVersion
from judging.scoring import (
    InvalidMarks,
    KeyReused,
    NotOpen,
    NotYours,
    Origin,
    ScoreChanged,
    ScoreRefused,
    Submission,
    record_score,
    set_round_status,
)
from tests.cast import Gala

pytestmark = pytest.mark.django_db(transaction=True)

GOOD = {"technique": Decimal("7.75"), "style": Decimal("7.5")}


@pytest.fixture
def gala():
    return Gala()


def submit(gala, marks=GOOD, *, judge=None, team=None, **more):
    return record_score(Submission(judge or gala.ann, team or gala.red, gala.final, marks, **more))


def stored():
    """Everything that a submission may write."""
    return (
        list(Score.objects.values_list("judge__code", "team__code", "version")),
        list(Mark.objects.values_list("criterion__code", "points")),
        list(ScoreVersion.objects.values_list("number", "marks")),
        list(Board.objects.values_list("version", flat=True)),
    )


def test_a_sheet_is_stored_with_its_marks_and_first_version(gala):
    receipt = submit(gala, origin=Origin(address="192.0.2.7"))
    assert (receipt.sheet.version, receipt.sheet.marks) == (1, {"technique": "7.75", "style": "7.5"})
    assert stored()[:3] == (
        [("ann", "red", 1)],
        [("technique", Decimal("7.75")), ("style", Decimal("7.5"))],
        [(1, {"technique": "7.75", "style": "7.5"})],
    )
    assert ScoreVersion.objects.get().address == "192.0.2.7"


def test_a_second_sheet_replaces_the_first_and_keeps_it(gala):
    submit(gala)
    receipt = submit(gala, GOOD | {"style": None})
    assert receipt.sheet.version == 2
    assert stored()[1:3] == (
        [("technique", Decimal("7.75")), ("style", None)],
        [(1, {"technique": "7.75", "style": "7.5"}), (2, {"technique": "7.75", "style": None})],
    )


@pytest.mark.parametrize(
    ("marks", "fields"),
    [
        ({"technique": Decimal("10.25")}, {"technique": "Must be from 0 to 10."}),
        ({"technique": Decimal("-0.25")}, {"technique": "Must be from 0 to 10."}),
        ({"technique": Decimal("NaN")}, {"technique": "Must be from 0 to 10."}),
        ({"technique": Decimal("Infinity")}, {"technique": "Must be from 0 to 10."}),
        ({"technique": Decimal("1.1")}, {"technique": "Must go in steps of 0.25 from 0."}),
        ({"technique": Decimal("1.0000001")}, {"technique": "At most six decimals. Round it."}),
        ({"elegance": Decimal(1)}, {"elegance": "There is no such criterion in this round."}),
    ],
)
def test_marks_that_cannot_be_taken_change_nothing(gala, marks, fields):
    submit(gala)
    before = stored()
    with pytest.raises(InvalidMarks) as refused:
        submit(gala, GOOD | marks)
    assert refused.value.fields == fields
    assert stored() == before


def test_a_sheet_that_is_not_complete_is_refused_unless_drafts_are_allowed(gala):
    with pytest.raises(InvalidMarks) as refused:
        submit(gala, {"technique": Decimal(1)})
    assert refused.value.fields == {"style": "Not given yet."}
    Rules.objects.create(event=gala.event, drafts=True)
    submit(gala)
    submit(gala, {"technique": Decimal(1)})
    assert stored()[1] == [("technique", Decimal(1))]


def refusals():
    def foreign_team(gala):
        return {"team": Gala(slug="elsewhere").red}

    def not_assigned(gala):
        Assignment.objects.filter(judge=gala.ann).delete()
        return {}

    def other_criteria(gala):
        Assignment.objects.get(judge=gala.ann).criteria.add(gala.style)
        return {}

    def withdrawn_judge(gala):
        gala.ann.status = Judge.Status.WITHDRAWN
        gala.ann.save()
        return {}

    def withdrawn_team(gala):
        gala.red.status = Team.Status.WITHDRAWN
        gala.red.save()
        return {}

    def final_event(gala):
        gala.event.status = "final"
        gala.event.save()
        return {}

    def in_state(status):
        def change(gala):
            set_round_status([gala.final], status)
            return {}

        change.__name__ = f"round_{status}"
        return change

    rounds = [(in_state(status), NotOpen) for status in ("upcoming", "locked", "closed")]
    mine = [(case, NotYours) for case in (foreign_team, not_assigned, other_criteria, withdrawn_judge)]
    return [*mine, *rounds, (withdrawn_team, NotOpen), (final_event, NotOpen)]


@pytest.mark.parametrize(("case", "error"), refusals(), ids=lambda case: case.__name__)
def test_what_is_not_open_or_not_this_judges_is_refused(gala, case, error):
    more = case(gala)
    before = stored()
    with pytest.raises(error):
        submit(gala, **more)
    assert stored() == before


def test_an_organiser_corrects_what_is_locked_with_a_reason(gala, django_user_model):
    submit(gala)
    boss = django_user_model.objects.create_user("boss")
    set_round_status([gala.final], Round.Status.LOCKED)
    submit(gala, GOOD | {"style": Decimal(8)}, origin=Origin(user=boss, reason="Misread.", correction=True))
    newest = ScoreVersion.objects.last()
    assert (newest.number, newest.user, newest.reason) == (2, boss, "Misread.")


def test_a_base_that_is_no_longer_the_newest_is_refused_with_what_is_there(gala):
    submit(gala, base=0)
    submit(gala, base=1)
    for base in (0, 1, 7):
        with pytest.raises(ScoreChanged) as refused:
            submit(gala, base=base)
        assert (refused.value.current.version, refused.value.current.marks) == (2, {"technique": "7.75", "style": "7.5"})
    assert submit(gala, base=None).sheet.version == 3


def test_the_same_key_and_body_is_answered_as_before_and_written_once(gala):
    first = submit(gala, key="abc")
    before = stored()
    assert submit(gala, key="abc") == first
    assert stored() == before


def test_the_same_key_with_another_body_is_refused(gala):
    submit(gala, key="abc")
    before = stored()
    with pytest.raises(KeyReused):
        submit(gala, GOOD | {"style": Decimal(1)}, key="abc")
    with pytest.raises(KeyReused):
        submit(gala, key="abc", team=gala.green)
    assert stored() == before


def test_two_judges_may_use_the_same_key(gala):
    submit(gala, key="abc")
    assert submit(gala, key="abc", judge=gala.bob).sheet.version == 1


def test_a_mark_changed_past_the_door_moves_the_board_and_is_kept_as_a_version(gala):
    submit(gala)
    version = gala.event.board.version
    mark = Mark.objects.get(criterion=gala.style)
    mark.points = Decimal(1)
    mark.save()
    assert ScoreVersion.objects.last().marks == {"technique": "7.75", "style": "1"}
    assert Score.objects.get().version == 2
    assert Board.objects.get(event=gala.event).version > version


def test_a_deleted_score_keeps_its_history_and_a_new_one_goes_on_counting(gala):
    submit(gala)
    Score.objects.get().delete()
    assert list(ScoreVersion.objects.values_list("number", "marks", "reason")) == [
        (1, {"technique": "7.75", "style": "7.5"}, ""),
        (2, {}, "Deleted."),
    ]
    assert submit(gala, base=0).sheet.version == 3


def test_the_database_itself_refuses_a_second_sheet_and_points_out_of_bounds(gala):
    from django.db import IntegrityError

    submit(gala)
    score = Score.objects.get()
    with pytest.raises(IntegrityError):
        Score.objects.create(judge=gala.ann, team=gala.red, round=gala.final)
    with pytest.raises(IntegrityError):
        Mark.objects.filter(score=score, criterion=gala.style).update(points=11)
    with pytest.raises(IntegrityError):
        Team.objects.create(event=gala.event, code="red", name="Red again")


def test_codes_are_made_from_names_and_stay_apart(gala):
    names = ["Ältere Füchse", "Ältere Füchse", "???", "???"]
    assert [Team.objects.create(event=gala.event, name=name).code for name in names] == [
        "altere-fuchse", "altere-fuchse-2", "team", "team-2",
    ]  # fmt: skip
    assert Criterion.objects.create(round=gala.final, name="Style").code == "style-2"


def test_every_refusal_tells_its_status():
    statuses = {error.__name__: (error.status, error.code) for error in ScoreRefused.__subclasses__()}
    assert statuses == {
        "NotYours": (403, "not_yours"),
        "NotOpen": (409, "locked"),
        "ScoreChanged": (409, "changed"),
        "InvalidMarks": (422, "out_of_range"),
        "KeyReused": (422, "key_reused"),
    }
