"""Who has to score what: one sheet asked by itself is the same as in the list of all."""

import pytest

from judging.duties import duties_of, duty_of
from judging.models import Assignment
from tests.cast import Gala

pytestmark = pytest.mark.django_db


def test_one_sheet_is_what_the_list_of_all_says_of_it():
    gala = Gala()
    ann, bob = Assignment.objects.order_by("id")
    ann.teams.add(gala.red, gala.green)
    ann.criteria.add(gala.style)
    bob.criteria.add(gala.technique)
    more = Assignment.objects.create(judge=gala.ann, round=gala.final)
    more.teams.add(gala.green, gala.blue)
    every = [gala.technique.pk, gala.style.pk]
    asked = {
        (judge.pk, team.pk): duty_of(judge.pk, gala.final.pk, team.pk, every)
        for judge in (gala.ann, gala.bob)
        for team in (gala.red, gala.green, gala.blue)
    }
    all_duties = duties_of(gala.event.pk)
    assert asked == {(judge, team): all_duties[judge].get((gala.final.pk, team)) for judge, team in asked}
    assert asked[gala.ann.pk, gala.red.pk] == {gala.style.pk}


def test_what_is_not_assigned_is_no_duty():
    gala = Gala()
    Assignment.objects.get(judge=gala.ann).teams.add(gala.blue)
    assert duty_of(gala.ann.pk, gala.final.pk, gala.red.pk, [gala.style.pk]) is None
    Assignment.objects.all().delete()
    assert duty_of(gala.bob.pk, gala.final.pk, gala.red.pk, [gala.style.pk]) is None
