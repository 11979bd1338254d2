"""An organiser sets an event up in admin, from nothing to the first score, and sees nobody else's events."""

from decimal import Decimal

import pytest
from django.urls import reverse

from events.board import read_public
from events.models import Criterion, Event, Round, Team
from judging.models import Assignment, Judge, Rules, TieBreak
from judging.scoring import Submission, record_score
from tests.cast import Gala
from tests.pages import added, errors_of, send

pytestmark = pytest.mark.django_db(transaction=True)


def changelist(model):
    return reverse(f"admin:{model._meta.label_lower.replace('.', '_')}_changelist")


def change(row):
    return reverse(f"admin:{row._meta.label_lower.replace('.', '_')}_change", args=[row.pk])


def ask(client, model, action, *rows):
    """Choose an action of a list; returns the answer, which may be a question."""
    return client.post(changelist(model), {"action": action, "_selected_action": [row.pk for row in rows]}, follow=True)


def agree(client, model, asked):
    """Say yes to a question of a list."""
    fields = {"action": asked.context["action"], "_selected_action": asked.context["rows"], "sure": asked.context["seen"]}
    return client.post(changelist(model), fields, follow=True)


def act(client, model, action, *rows):
    """Choose an action of a list, and say yes where it asks."""
    answer = ask(client, model, action, *rows)
    return agree(client, model, answer) if "questions" in answer.context else answer


def test_an_event_is_set_up_from_nothing_without_typing_an_id_twice(office, organiser):
    page = {"name": "Cook-off", "slug": "cook-off", "status": "live"}
    page |= added("divisions", {"name": "Amateurs"})
    page |= added("teams", {"name": "Hot Pot"}, {"name": "Cold Soup"}, {"name": "Hot Pot"})
    page |= added("rounds", {"name": "Tasting"}) | added("judges", {"name": "Mia"}, {"name": "Noor"})
    answer = send(office, "/admin/events/event/add/", page)
    assert answer.status_code == 302, errors_of(answer)
    event = Event.objects.get(slug="cook-off")
    assert list(event.organisers.all()) == [organiser]
    assert [team.code for team in event.teams.all()] == ["hot-pot", "cold-soup", "hot-pot-2"]
    tasting = event.rounds.get(code="tasting")
    criteria = added("criteria", {"name": "Taste", "maximum": "10", "step": "1", "levels": "10 Heaven\n0 Never again"})
    assert send(office, change(tasting), criteria).status_code == 302
    act(office, Event, "assign_everyone", event)
    act(office, Round, "open_rounds", tasting)
    taste = Criterion.objects.get(round=tasting)
    assert taste.levels == [{"points": "10", "text": "Heaven"}, {"points": "0", "text": "Never again"}]
    tasting.refresh_from_db()
    mia, hot_pot = event.judges.get(code="mia"), event.teams.get(code="hot-pot")
    record_score(Submission(mia, hot_pot, tasting, {"taste": Decimal(9)}))
    board = read_public("cook-off").body
    assert [(row["rank"], row["name"], row["total"]) for row in board["standings"]] == [
        (1, "Hot Pot", "9"),
        (None, "Cold Soup", None),
        (None, "Hot Pot", None),
    ]
    assert board["progress"] == {"received": 1, "expected": 6}


def test_who_sets_an_event_up_by_hand_sees_two_decimals_and_not_six(office, organiser):
    send(office, "/admin/events/event/add/", {"name": "Fair", "slug": "fair"})
    assert Event.objects.get().rules.shown == 2


def test_the_event_page_says_what_to_do_next(office, organiser):
    send(office, "/admin/events/event/add/", {"name": "Fair", "slug": "fair"})
    event = Event.objects.get()
    steps = [("There are no teams yet", lambda: Team.objects.create(event=event, name="A"))]
    steps += [("Add a round", lambda: Round.objects.create(event=event, name="One"))]
    steps += [("Give One its criteria", lambda: Criterion.objects.create(round=event.rounds.get(), name="C"))]
    steps += [("There are no judges yet", lambda: Judge.objects.create(event=event, name="Jo"))]
    steps += [("Say in the planner what these judges mark: Jo", lambda: act(office, Event, "assign_everyone", event))]
    steps += [("Set the status", lambda: Event.objects.get().save())]
    for words, step in steps:
        assert words in office.get(change(event)).content.decode()
        step()


def test_assigning_everyone_twice_adds_nothing(office, gala):
    assert "0 assignments added" in act(office, Event, "assign_everyone", gala.event).content.decode()
    assert Assignment.objects.count() == 2


def test_every_page_of_admin_opens_for_an_organiser(office, gala):
    receipt = gala.score(gala.ann, gala.red, "5", "5")
    assert receipt.sheet.version == 1
    score = gala.ann.scores.get()
    rows = [gala.event, gala.red, gala.final, gala.ann, score]
    for row in rows:
        assert office.get(changelist(type(row))).status_code == 200
        assert office.get(change(row)).status_code == 200
        assert office.get(change(row).replace("change", "delete")).status_code == 200
        assert office.get(change(row).replace("change", "history")).status_code == 200
    assert office.get(reverse("admin:events_event_links", args=[gala.event.pk])).status_code == 200


# --- other people's events -------------------------------------------------------------------------------


@pytest.fixture
def foreign(django_user_model):
    """An event that somebody else organises."""
    other = Gala(slug="elsewhere")
    other.event.organisers.add(django_user_model.objects.create_user("pia", is_staff=True))
    other.score(other.ann, other.red, "5", "5")
    Rules.objects.create(event=other.event)
    return other


def test_an_organiser_sees_no_other_organisers_events(office, gala, foreign):
    rows = [foreign.event, foreign.red, foreign.final, foreign.ann, foreign.ann.scores.get()]
    for row in rows:
        listed = office.get(changelist(type(row))).context["cl"].result_list
        assert row not in list(listed)
        for page in ("change", "delete", "history"):
            # Django answers the unknown with the way back to the start page.
            answer = office.get(change(row).replace("change", page))
            assert (answer.status_code, answer.get("Location", "/admin/")) in [
                (302, "/admin/"),
                (403, "/admin/"),
                (404, "/admin/"),
            ]
    assert office.get(reverse("admin:events_event_links", args=[foreign.event.pk])).status_code == 403
    found = office.get(
        "/admin/autocomplete/", {"app_label": "events", "model_name": "team", "field_name": "event", "term": "Gala"}
    )
    assert [row["id"] for row in found.json()["results"]] == [str(gala.event.pk)]


def test_an_organiser_changes_no_other_organisers_events(office, gala, foreign):
    act(office, Event, "freeze", foreign.event)
    act(office, Round, "lock_rounds", foreign.final)
    act(office, Judge, "replace_links", foreign.ann)
    office.post(change(foreign.red).replace("change", "delete"), {"post": "yes"})
    foreign.event.board.refresh_from_db()
    foreign.final.refresh_from_db()
    key = foreign.ann.link_key
    foreign.ann.refresh_from_db()
    assert (foreign.event.board.frozen, foreign.final.status, foreign.ann.link_key) == (False, "open", key)
    assert Team.objects.filter(pk=foreign.red.pk).exists()


def test_nothing_can_be_put_into_another_organisers_event(office, gala, foreign):
    answer = send(office, "/admin/events/team/add/", {"name": "Spy", "event": foreign.event.pk})
    assert "event" in errors_of(answer)
    answer = send(office, change(gala.red), {"event": foreign.event.pk})
    assert "event" in errors_of(answer)
    assignments = added("assignments", {"judge": foreign.ann.pk}, existing=2)
    answer = send(office, change(gala.final), assignments)
    assert "assignments-2-judge" in errors_of(answer)


def test_who_organises_is_for_superusers_to_say(office, gala, admin_client):
    assert "organisers" not in office.get(change(gala.event)).context["adminform"].form.fields
    assert "organisers" in admin_client.get(change(gala.event)).context["adminform"].form.fields


def test_a_judges_link_is_no_way_into_admin(client, gala):
    from judging.links import sign_in_url

    client.post(sign_in_url(gala.ann).split("8000")[1])
    assert client.get("/admin/").status_code == 302
    assert client.get(change(gala.event)).status_code == 302


# --- deleting --------------------------------------------------------------------------------------------


def test_deleting_an_event_says_what_goes_with_it_and_does_it(office, gala):
    gala.score(gala.ann, gala.red, "5", "5")
    url = change(gala.event).replace("change", "delete")
    page = office.get(url).content.decode()
    for line in ("teams: 3", "judges: 2", "scores: 1", "marks: 2"):
        assert line.lower() in page.lower()
    assert office.post(url, {"post": "yes"}).status_code == 302
    assert not Event.objects.exists()


# --- rules -----------------------------------------------------------------------------------------------

GOOD_RULES = {"rules-0-method": "points", "rules-0-places_from": "marks", "rules-0-rounding": "half_up"}
GOOD_RULES |= {"rules-0-normalise": "none", "rules-0-combine": "sum"}


def test_rules_and_tie_breaks_are_chosen_from_lists_and_move_the_board(office, gala):
    gala.score(gala.ann, gala.red, "4", "6")
    gala.score(gala.ann, gala.blue, "6", "4")
    step = {"order": "1", "by": "criteria", "criteria": ["style"], "prefer": "high"}
    page = GOOD_RULES | {"rules-TOTAL_FORMS": 1, "rules-0-decimals": "1"} | added("tie_breaks", step)
    assert send(office, change(gala.event), page).status_code == 302
    rows = read_public("gala").body["standings"]
    assert [(row["rank"], row["team"], row["total"]) for row in rows[:2]] == [(1, "red", "10.0"), (2, "blue", "10.0")]
    assert TieBreak.objects.get().criteria == ["style"]


def test_decimals_shown_are_chosen_beside_those_that_round_and_move_nothing(office, gala):
    gala.score(gala.ann, gala.red, "4.25", "6")
    gala.score(gala.ann, gala.blue, "6", "4")
    page = office.get(change(gala.event)).content.decode()
    assert "It changes no total, no rank and no tie." in page
    assert send(office, change(gala.event), GOOD_RULES | {"rules-TOTAL_FORMS": 1, "rules-0-shown": "1"}).status_code == 302
    rows = read_public("gala").body["standings"]
    assert [(row["rank"], row["team"], row["total"], row["shown"]["total"]) for row in rows[:2]] == [
        (1, "red", "10.25", "10.3"),
        (2, "blue", "10", "10.0"),
    ]


@pytest.mark.parametrize(
    ("fields", "wrong"),
    [
        ({"rules-0-combine": "best"}, "rules-0-count"),
        ({"rules-0-count": "2"}, "rules-0-count"),
        ({"rules-0-zscore_mean": "5"}, "rules-0-zscore_mean"),
        ({"rules-0-decimals": "99"}, "rules-0-decimals"),
        ({"rules-0-shown": "7"}, "rules-0-shown"),
        ({"rules-0-places_from": "points"}, "rules-0-places_from"),
        ({"rules-0-method": "placings", "rules-0-decimals": "2"}, "rules-0-decimals"),
        ({"rules-0-method": "placings"} | added("tie_breaks", {"order": "1", "by": "raters", "prefer": "high"}), "tie_breaks"),
        (added("tie_breaks", {"order": "1", "by": "criteria", "prefer": "high"}), "tie_breaks-0-criteria"),
        (added("tie_breaks", {"order": "1", "by": "round", "prefer": "high"}), "tie_breaks-0-round"),
        (added("tie_breaks", {"order": "1", "by": "raters", "prefer": "low"}), "tie_breaks-0-prefer"),
        (added("tie_breaks", {"order": "1", "by": "lot", "prefer": "high", "places": "0"}), "tie_breaks-0-places"),
    ],
)
def test_rules_that_make_no_sense_are_refused_beside_their_field(office, gala, fields, wrong):
    answer = send(office, change(gala.event), GOOD_RULES | {"rules-TOTAL_FORMS": 1} | fields)
    assert answer.status_code == 200
    assert wrong in errors_of(answer)
    assert (Rules.objects.count(), TieBreak.objects.count()) == (0, 0)


def test_a_criterions_range_only_changes_where_the_marks_still_fit(office, gala):
    gala.score(gala.ann, gala.red, "9.25", "3")
    answer = send(office, change(gala.final), {"criteria-0-maximum": "9", "criteria-0-step": "0.5"})
    assert set(errors_of(answer)) == {"criteria-0-maximum", "criteria-0-step"}
    assert send(office, change(gala.final), {"criteria-0-maximum": "20"}).status_code == 302
    mark = gala.ann.scores.get().marks.get(criterion=gala.technique)
    assert (mark.points, mark.highest) == (Decimal("9.25"), Decimal(20))
    gala.technique.refresh_from_db()
    assert gala.score(gala.ann, gala.red, "19", "3").sheet.marks["technique"] == "19"


def test_rubric_lines_that_are_none_are_refused(office, gala):
    answer = send(office, change(gala.final), {"criteria-0-levels": "great"})
    assert list(errors_of(answer)) == ["criteria-0-levels"]


def test_a_penalty_moves_the_board(office, gala):
    gala.score(gala.ann, gala.red, "5", "5")
    penalty = added("adjustments", {"points": "-2.5", "reason": "Late", "round": gala.final.pk})
    assert send(office, change(gala.red), penalty).status_code == 302
    assert read_public("gala").body["standings"][0]["total"] == "7.5"


def test_language_and_time_zone_are_chosen_and_what_a_file_brought_stays(office, gala):
    answer = send(office, change(gala.event), {"language": "xx", "timezone": "Mars/Olympus"})
    assert {"language", "timezone"} <= set(answer.context["adminform"].form.errors)
    Event.objects.filter(pk=gala.event.pk).update(language="nl")
    send(office, change(gala.event), {"timezone": "Europe/Vienna"})
    gala.event.refresh_from_db()
    assert (gala.event.language, gala.event.timezone) == ("nl", "Europe/Vienna")


def test_a_negative_weight_of_a_round_is_refused_in_words(office, gala):
    answer = send(office, change(gala.event), {"rounds-0-weight": "-1"})
    assert "The weight must not be negative." in answer.content.decode()
    assert "round_weight_not_negative" not in answer.content.decode()
