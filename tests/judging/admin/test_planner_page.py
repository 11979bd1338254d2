"""The planner's page: a plan is looked at before it is written, cells turn one by one, and nobody undoes another's work."""

import pytest
from django.urls import reverse

from events.models import Team
from judging.assigning import matrix_of, natural
from judging.models import Assignment, Conflict, Judge, Project
from tests.cast import Gala

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def gala():
    return Gala()


def url(event, **query):
    return reverse("admin:events_event_planner", args=[event.pk], query=query)


def pairs(gala):
    return {(judge, team) for judge, team in matrix_of(gala.event, gala.final).pairs}


def turn(client, gala, judge, team, was, **more):
    body = {"round": "final", "cell": f"{judge.pk}-{team.pk}-{int(was)}"}
    return client.post(url(gala.event), body, **more)


def everything(gala):
    return {(judge.pk, team.pk) for judge in (gala.ann, gala.bob) for team in (gala.red, gala.green, gala.blue)}


def plan_page(client, gala, **asked):
    return client.get(url(gala.event, round="final", **asked))


def write(client, gala, digest, **asked):
    return client.post(url(gala.event), {"round": "final", "digest": digest, **asked}, follow=True)


def test_a_cell_turns_off_and_on_and_only_that_cell(admin_client, gala):
    turn(admin_client, gala, gala.ann, gala.red, True)
    assert pairs(gala) == everything(gala) - {(gala.ann.pk, gala.red.pk)}
    turn(admin_client, gala, gala.ann, gala.red, False)
    assert pairs(gala) == everything(gala)


def test_a_judges_last_team_turned_off_leaves_no_team_instead_of_every_team(admin_client, gala):
    for team in (gala.red, gala.green, gala.blue):
        turn(admin_client, gala, gala.ann, team, True)
    assert pairs(gala) == {(gala.bob.pk, team.pk) for team in (gala.red, gala.green, gala.blue)}
    assert Assignment.objects.filter(judge=gala.ann).count() == 0


def test_htmx_gets_the_cell_with_its_counts(admin_client, gala):
    page = turn(admin_client, gala, gala.ann, gala.red, True, headers={"HX-Request": "true"}).content.decode()
    assert f'value="{gala.ann.pk}-{gala.red.pk}-0"' in page
    assert f'<span id="count-{gala.red.pk}" hx-swap-oob="true">1</span>' in page
    assert f'<span id="load-{gala.ann.pk}" hx-swap-oob="true">2</span>' in page
    assert "Ann - Red: not assigned" in page


def test_two_organisers_on_one_cell_do_not_undo_each_other(admin_client, gala):
    turn(admin_client, gala, gala.ann, gala.red, True)
    page = turn(admin_client, gala, gala.ann, gala.red, True, follow=True).content.decode()
    assert "somebody else has changed this meanwhile" in page
    assert (gala.ann.pk, gala.red.pk) not in pairs(gala)


def test_two_organisers_on_two_cells_both_get_what_they_want(admin_client, gala):
    admin_client.get(url(gala.event))
    turn(admin_client, gala, gala.ann, gala.red, True)
    turn(admin_client, gala, gala.ann, gala.blue, True)
    assert {pair for pair in pairs(gala) if pair[0] == gala.ann.pk} == {(gala.ann.pk, gala.green.pk)}


def test_a_conflict_is_not_turned_on_and_a_marked_pair_not_off(admin_client, gala):
    turn(admin_client, gala, gala.ann, gala.red, True)
    Conflict.objects.create(judge=gala.ann, team=gala.red)
    assert "has a conflict of interest" in turn(admin_client, gala, gala.ann, gala.red, False, follow=True).content.decode()
    gala.score(gala.bob, gala.red, "5", "5")
    assert "has marked Red already" in turn(admin_client, gala, gala.bob, gala.red, True, follow=True).content.decode()
    assert pairs(gala) == everything(gala) - {(gala.ann.pk, gala.red.pk)}


def test_a_plan_is_shown_before_it_is_written_and_written_as_shown(admin_client, gala):
    page = plan_page(admin_client, gala, times=1)
    assert page.context["removed"] == 3
    assert pairs(gala) == everything(gala)
    write(admin_client, gala, page.context["matrix"].digest, times=1)
    assert pairs(gala) == page.context["plan"].pairs
    assert sorted(page.context["plan"].loads.values()) == [1, 2]


def test_a_plan_for_an_event_that_has_changed_meanwhile_is_made_anew_and_says_so(admin_client, gala):
    digest = plan_page(admin_client, gala, times=1).context["matrix"].digest
    Team.objects.create(event=gala.event, name="Late")
    page = write(admin_client, gala, digest, times=1)
    assert "The event has changed meanwhile, nothing was written" in page.content.decode()
    assert len(pairs(gala)) == 8
    write(admin_client, gala, page.context["matrix"].digest, times=1)
    assert len(pairs(gala)) == 4


def test_what_is_kept_and_what_is_marked_stays(admin_client, gala):
    gala.score(gala.ann, gala.red, "5", "5")
    gala.score(gala.bob, gala.red, "5", "5")
    made = plan_page(admin_client, gala, times=1).context["plan"]
    assert {(gala.ann.pk, gala.red.pk), (gala.bob.pk, gala.red.pk)} <= made.pairs
    assert plan_page(admin_client, gala, times=1, keep="on").context["plan"].pairs == everything(gala)


def test_what_cannot_be_met_is_said_with_names(admin_client, gala):
    Conflict.objects.create(judge=gala.ann, team=gala.red)
    page = plan_page(admin_client, gala, times=3).content.decode()
    assert "Each team is to be seen by 3 judges, but there are only 2" in page
    assert "Red is seen by 1 instead of 3" in page


def test_tables_decide_who_is_near_whom(admin_client, gala):
    for team, table in ((gala.red, "B10"), (gala.green, "B2"), (gala.blue, "A1")):
        Project.objects.create(team=team, table=table)
    assert [team.name for team in matrix_of(gala.event, gala.final).teams] == ["Blue", "Green", "Red"]
    assert natural("B2") < natural("B10") < natural("C")


def test_what_a_judge_marks_of_a_team_stays_as_it_is(admin_client, gala):
    row = Assignment.objects.get(judge=gala.ann)
    row.criteria.set([gala.style])
    turn(admin_client, gala, gala.ann, gala.red, True)
    assert list(Assignment.objects.get(judge=gala.ann).criteria.all()) == [gala.style]


def test_withdrawn_teams_and_judges_are_not_planned_and_keep_what_they_have(admin_client, gala):
    gala.red.status = "withdrawn"
    gala.red.save()
    Judge.objects.filter(pk=gala.bob.pk).update(status="withdrawn")
    digest = plan_page(admin_client, gala, times=1).context["matrix"].digest
    turn(admin_client, gala, gala.ann, gala.blue, True)
    assert digest != matrix_of(gala.event, gala.final).digest
    assert set(Assignment.objects.get(judge=gala.ann).teams.all()) == {gala.red, gala.green}
    assert Assignment.objects.filter(judge=gala.bob).count() == 1


@pytest.mark.parametrize("cell", ["", "1", "a-b-c", "1-2-3-4", "999-999-1"])
def test_a_senseless_cell_changes_nothing(admin_client, gala, cell):
    before = pairs(gala)
    assert admin_client.post(url(gala.event), {"round": "final", "cell": cell}).status_code in (302, 400)
    assert pairs(gala) == before


def test_the_page_says_what_to_do_first(admin_client, gala):
    Judge.objects.all().delete()
    assert "The planner needs judges and teams" in admin_client.get(url(gala.event)).content.decode()
    gala.event.rounds.all().delete()
    assert "There is no round to plan yet" in admin_client.get(url(gala.event)).content.decode()


def test_only_who_runs_the_event_plans_it(client, django_user_model, gala):
    client.force_login(django_user_model.objects.create_user("olga", is_staff=True))
    assert client.get(url(gala.event)).status_code == 403
    assert turn(client, gala, gala.ann, gala.red, True).status_code == 403
    assert pairs(gala) == everything(gala)
    other = Gala(slug="elsewhere")
    client.logout()
    client.force_login(django_user_model.objects.create_superuser("root"))
    assert client.get(url(gala.event, round="none")).status_code == 404
    cell = f"{other.ann.pk}-{other.red.pk}-1"
    client.post(url(gala.event), {"round": "final", "cell": cell})
    assert matrix_of(other.event, other.final).pairs == everything(other)
