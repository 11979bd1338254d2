"""Events from templates and copies: they work at once, and carry no mark of what they came from."""

import json
from decimal import Decimal

import pytest
from django.urls import reverse

from events.board import read_public
from events.models import Event, Team
from events.shown import shown_rounds, shown_total
from judging.exchange import dump_event
from judging.models import Adjustment, Conflict, Judge, Project, Score
from judging.scoring import Submission, record_score, set_round_status
from judging.setup import assign_everyone, what_is_missing
from judging.starters import STARTERS, copy_event, free_slug, start_from
from tests.cast import Gala
from tests.judging.admin.test_setting_up import act

pytestmark = pytest.mark.django_db(transaction=True)
START = "/admin/events/event/start/"


@pytest.mark.parametrize("starter", STARTERS, ids=lambda starter: starter.code)
def test_every_template_gives_an_event_that_is_judged_at_once(starter):
    event = start_from(starter.code, "My event", "mine")
    assert (event.name, event.slug, event.status) == ("My event", "mine", "draft")
    teams = [Team.objects.create(event=event, name=name) for name in ("A", "B")]
    judges = [Judge.objects.create(event=event, name=name) for name in ("J", "K", "L")]
    assign_everyone(event)
    assert what_is_missing(event) == "Set the status to Upcoming or Live: a draft is public nowhere."
    event.status = "live"
    event.save()
    set_round_status(event.rounds.all(), "open")
    for round_ in event.rounds.all():
        assert all(criterion.levels for criterion in round_.criteria.all())
        for judge in judges:
            for place, team in enumerate(teams, 1):
                better = {c.code: c.minimum + (place - 1) * (c.step or 1) for c in round_.criteria.all()}
                record_score(Submission(judge, team, round_, better))
    ranks = [(row["rank"], row["tied"]) for row in read_public("mine").body["standings"]]
    assert ranks == [(1, False), (2, False)]


@pytest.mark.parametrize("starter", STARTERS, ids=lambda starter: starter.code)
def test_no_template_rounds_before_the_total(starter):
    """Rounded means could part teams that are equal, or show a total that its parts do not add up to."""
    event = start_from(starter.code, "My event", "mine")
    sums = all(criterion.panel == "sum" for round_ in event.rounds.all() for criterion in round_.criteria.all())
    assert event.rules.decimals is None or sums


def test_thirds_add_up_in_a_hackathon():
    event = start_from("hackathon", "My event", "mine")
    team = Team.objects.create(event=event, name="A")
    judges = [Judge.objects.create(event=event, name=name) for name in ("J", "K", "L")]
    assign_everyone(event)
    event.status = "live"
    event.save()
    round_ = event.rounds.get()
    set_round_status([round_], "open")
    for judge, mark in zip(judges, (4, 5, 6), strict=True):
        marks = {c.code: Decimal(mark if c.code == "design" else 5 if mark < 6 else 4) for c in round_.criteria.all()}
        record_score(Submission(judge, team, round_, marks))
    # 14/3 + 14/3 + 5 + 2 x 14/3; with each mean rounded to two decimals it was 23.68.
    assert read_public("mine").body["standings"][0]["total"] == "23.666667"


@pytest.mark.parametrize("starter", STARTERS, ids=lambda starter: starter.code)
def test_no_template_shows_endless_decimals(starter):
    event = start_from(starter.code, "My event", "mine")
    teams = [Team.objects.create(event=event, name=name) for name in ("A", "B")]
    judges = [Judge.objects.create(event=event, name=name) for name in ("J", "K", "L")]
    assign_everyone(event)
    event.status = "live"
    event.save()
    set_round_status(event.rounds.all(), "open")
    for round_ in event.rounds.all():
        for number, judge in enumerate(judges):
            for place, team in enumerate(teams):
                marks = {
                    c.code: c.minimum + (c.step or 1) * (place if starter.code == "skating" else (number == 2) + 4 * place)
                    for c in round_.criteria.all()
                }
                record_score(Submission(judge, team, round_, marks))
    rows = read_public("mine").body["standings"]
    told = [text for row in rows for text in (shown_total(row), *shown_rounds(row).values())]
    assert all(len(text.partition(".")[2]) <= 2 for text in told), told


def test_in_robotics_the_best_run_counts_and_the_interview_parts_equal_teams():
    event = start_from("robotics", "My event", "mine")
    one, two = (Team.objects.create(event=event, name=name) for name in ("One", "Two"))
    referee = Judge.objects.create(event=event, name="R")
    assign_everyone(event)
    event.status = "live"
    event.save()
    set_round_status(event.rounds.all(), "open")
    rounds = {round_.code: round_ for round_ in event.rounds.all()}
    for team, runs, interview in ((one, (300, 50, 100), 6), (two, (0, 0, 300), 9)):
        for number, points in enumerate(runs, 1):
            record_score(Submission(referee, team, rounds[f"run-{number}"], {"missions": Decimal(points)}))
        talk = rounds["interview"]
        record_score(Submission(referee, team, talk, {c.code: Decimal(interview) for c in talk.criteria.all()}))
    rows = [(row["name"], row["rank"], row["total"]) for row in read_public("mine").body["standings"]]
    assert rows == [("Two", 1, "300"), ("One", 2, "300")]


@pytest.fixture
def gala(organiser):
    gala = Gala()
    gala.event.organisers.add(organiser)
    gala.score(gala.ann, gala.red, "5", "5")
    Adjustment.objects.create(team=gala.red, points=Decimal(-1), reason="Late")
    Conflict.objects.create(judge=gala.bob, team=gala.blue, reason="Aunt")
    Project.objects.create(team=gala.red, table="A1", members="Ann")
    return gala


def test_a_copy_with_people_is_the_event_before_its_first_mark(gala):
    copy = copy_event(gala.event, "Gala again", "gala-2", people=True)
    old, new = json.loads(dump_event(gala.event)), json.loads(dump_event(copy))
    del old["adjustments"]
    old |= {"scores": []}
    old["event"] |= {"slug": "gala-2", "name": "Gala again", "status": "draft"}
    old["rounds"][0]["status"] = "upcoming"
    assert new == old
    assert list(Conflict.objects.filter(judge__event=copy).values_list("judge__code", "team__code", "reason")) == [
        ("bob", "blue", "Aunt")
    ]
    assert list(Project.objects.filter(team__event=copy).values_list("team__code", "table")) == [("red", "A1")]
    assert set(copy.judges.values_list("link_key", flat=True)).isdisjoint(gala.event.judges.values_list("link_key", flat=True))
    assert Score.objects.count() == 1


def test_a_copy_without_people_has_the_rules_alone(gala):
    copy = copy_event(gala.event, "Empty gala", "empty", people=False)
    file = json.loads(dump_event(copy))
    assert (file["teams"], file["judges"], file["assignments"]) == ([], [], [])
    assert [criterion["code"] for criterion in file["rounds"][0]["criteria"]] == ["technique", "style"]


def test_the_page_starts_an_event_from_a_template(office, organiser):
    page = office.get(START).content.decode()
    assert all(str(starter.when) in page for starter in STARTERS)
    answer = office.post(START, {"name": "Spring Hack", "source": "starter-hackathon"}, follow=True)
    event = Event.objects.get(slug="spring-hack")
    assert "Next: Add the teams." in answer.content.decode()
    assert list(event.organisers.all()) == [organiser]


def test_the_page_copies_ones_own_events_and_nobody_elses(office, gala):
    other = Gala(slug="elsewhere")
    page = office.get(START).content.decode()
    assert f'value="event-{gala.event.pk}"' in page
    assert f'value="event-{other.event.pk}"' not in page
    answer = office.post(START, {"name": "Spy", "source": f"event-{other.event.pk}"})
    assert "not one of the available choices" in answer.content.decode()
    office.post(START, {"name": "Next", "source": f"event-{gala.event.pk}", "people": "on"})
    assert Event.objects.get(slug="next").teams.count() == 3


def test_an_address_that_is_taken_or_senseless_is_refused(office, gala):
    answer = office.post(START, {"name": "Next", "slug": "gala", "source": "starter-skating"})
    assert "already. Choose another." in answer.content.decode()
    answer = office.post(START, {"name": "Next", "slug": "a b", "source": "starter-skating"})
    assert "Enter a valid" in answer.content.decode()
    assert Event.objects.count() == 1


def test_the_list_of_events_copies_with_and_without_people(office, organiser, gala):
    act(office, Event, "copy", gala.event)
    act(office, Event, "copy_with_people", gala.event)
    copies = {event.slug: event.teams.count() for event in organiser.events.exclude(slug="gala")}
    assert copies == {"gala-copy": 0, "gala-copy-2": 3}
    assert reverse("admin:events_event_start") in office.get("/admin/events/event/").content.decode()
    assert reverse("admin:events_event_start") in office.get("/admin/events/event/add/").content.decode()


def test_a_free_address_is_found_beside_taken_ones(gala):
    assert [free_slug("gala"), free_slug("new"), free_slug("")] == ["gala-2", "new", "event"]
