"""The control room's map tells every state of a sheet, and the page costs the same at any size."""

import pytest
from django.db import transaction

from events.models import Team
from judging.control.naming import short_heads
from judging.control.sheets import maps_of
from judging.models import Judge, SheetReturn
from tests.judging.admin.room import do, lock, page

pytestmark = pytest.mark.django_db(transaction=True)


def states(gala):
    """The map of the final: {team: the states of Ann's and Bob's sheets}."""
    gala.final.refresh_from_db()
    map_ = maps_of(gala.event, [gala.final])[0]
    return {team.code: [cell.state for cell in cells] for team, cells in map_.rows}


def test_zero_abstained_and_missing_are_three_states(gala):
    gala.score(gala.ann, gala.red, "0", "5")
    gala.score(gala.ann, gala.green, "5", "5")
    score = gala.score(gala.bob, gala.red, "5", "5") and gala.bob.scores.get()
    for mark in score.marks.all():
        mark.points = None
        mark.save()
    assert states(gala) == {"red": ["zero", "abstained"], "green": ["given", "missing"], "blue": ["missing", "missing"]}


def test_a_sheet_with_some_of_its_marks_is_begun(gala):
    gala.score(gala.ann, gala.red, "5", "5")
    gala.ann.scores.get().marks.first().delete()
    assert states(gala)["red"] == ["begun", "missing"]


def test_what_is_missing_from_a_locked_round_is_late_until_its_judge_is_let_in(admin_client, gala):
    gala.score(gala.ann, gala.red, "5", "5")
    lock(admin_client, gala)
    assert states(gala)["red"] == ["given", "late"]
    do(admin_client, gala, "late", f"{gala.bob.pk}-{gala.final.pk}", "out", "in")
    assert states(gala) == {"red": ["given", "let_in"], "green": ["late", "let_in"], "blue": ["late", "let_in"]}


def test_returned_sheets_absent_teams_and_withdrawn_judges_stand_out(gala):
    gala.score(gala.ann, gala.red, "5", "5")
    SheetReturn.objects.create(judge=gala.ann, team=gala.red, round=gala.final, version=1, note="Look again")
    gala.bob.status = Judge.Status.WITHDRAWN
    gala.bob.save()
    Team.objects.filter(pk=gala.blue.pk).update(status="absent")
    assert states(gala) == {"red": ["returned", "out"], "green": ["missing", "out"], "blue": ["out", "out"]}


def test_who_judges_only_some_teams_has_no_sheet_for_the_others(gala):
    gala.ann.assignments.get().teams.add(gala.red)
    assert states(gala) == {team: [ann, "missing"] for team, ann in (("red", "missing"), ("green", "none"), ("blue", "none"))}


KIM, EVA, ALEXANDRA = (f"Professor Alexandra Maria {name}von Hohenfels" for name in ("Kim ", "Eva ", ""))


@pytest.mark.parametrize(("names", "heads"), [
    (["Ann", "Bob"], ["Ann", "Bob"]),
    (["Member of the north eastern jury 01", "Member of the north eastern jury 02"],
     ["Member of the north ea…n jury 01", "Member of the north ea…n jury 02"]),
    ([KIM, EVA], ["Professor…Kim von Hohenfels", "Professor…Eva von Hohenfels"]),
    ([ALEXANDRA, "Ann", ALEXANDRA], ["1. Professor Alexandra…Hohenfels", "Ann", "3. Professor Alexandra…Hohenfels"]),
])  # fmt: skip
def test_heads_are_short_and_tell_judges_apart(names, heads):
    assert short_heads(names) == heads
    assert max(len(head) for head in heads) <= 32


def test_a_shortened_head_tells_the_whole_name_to_who_points_at_it_or_listens(admin_client, gala):
    Judge.objects.filter(pk=gala.ann.pk).update(name=ALEXANDRA)
    head = f'<span aria-hidden="true">Professor Alexandra Ma…Hohenfels</span><span class="visually-hidden">{ALEXANDRA}</span>'
    assert f'title="{ALEXANDRA}">{head}</th>' in page(admin_client, gala)


def test_marks_stand_in_the_hover_and_counts_on_the_page(admin_client, gala):
    gala.score(gala.ann, gala.red, "7.75", "6")
    text = page(admin_client, gala)
    assert 'title="Ann - Red: given (7.75 · 6)"' in text
    assert "1 of 6" in text


def test_the_page_costs_the_same_queries_at_any_size(admin_client, gala, django_assert_max_num_queries):
    with transaction.atomic():  # one board after all of them
        for number in range(40):
            Team.objects.create(event=gala.event, name=f"Team {number}")
            judge = Judge.objects.create(event=gala.event, name=f"Judge {number}")
            judge.assignments.create(round=gala.final)
    page(admin_client, gala)
    with django_assert_max_num_queries(60):
        page(admin_client, gala, part="now")


def test_the_part_that_changes_comes_alone(admin_client, gala):
    part = page(admin_client, gala, part="now")
    assert ("<html" in part, 'class="control-map"' in part) == (False, True)
