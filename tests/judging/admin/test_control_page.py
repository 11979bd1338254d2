"""The control room: the map tells every state of a sheet, deeds ask once and are undone, nobody undoes another's work."""

import json
import random
import re
from datetime import UTC, datetime, timedelta
from html import unescape

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from events import screens
from events.board import start_epoch
from events.models import Board, Round, Screen, Team, Webhook
from judging.control.deeds import link_state
from judging.control.sheets import maps_of
from judging.models import CopyClock, Extension, Judge, Presence, SheetReturn
from judging.safety import keeper
from tests.cast import Gala

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def gala():
    cache.clear()
    return Gala()


def url(gala, **query):
    return reverse("admin:events_event_control", args=[gala.event.pk], query=query)


def page(client, gala, **query):
    return client.get(url(gala, **query)).content.decode()


def do(client, gala, deed, which, seen, to, **more):
    return client.post(url(gala), {"do": deed, "which": which, "seen": seen, "to": to, "sure": "1"} | more, follow=True)


def lock(client, gala, **more):
    return do(client, gala, "round", gala.final.pk, "open", "locked", **more)


def undo(client, gala):
    """Press Undo: send the form as the page shows it."""
    return client.post(url(gala), undo_form(client, gala), follow=True)


def undo_form(client, gala):
    form = re.search(r'<div class="control-undo">(.*?)</div>', page(client, gala), re.S)[1]
    return {name: unescape(value) for name, value in re.findall(r'name="(do|which|seen|to|sure)" value="([^"]*)"', form)}


def undo_is_offered(client, gala):
    return 'class="control-undo"' in page(client, gala)


def said(answer):
    return [str(message) for message in answer.context["messages"]]


def status(row):
    row.refresh_from_db()
    return row.status


def states(gala):
    """The map of the final: {team: the states of Ann's and Bob's sheets}."""
    gala.final.refresh_from_db()
    map_ = maps_of(gala.event, [gala.final])[0]
    return {team.code: [cell.state for cell in cells] for team, cells in map_.rows}


# --- the map -------------------------------------------------------------------------------------------


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


def test_marks_stand_in_the_hover_and_counts_on_the_page(admin_client, gala):
    gala.score(gala.ann, gala.red, "7.75", "6")
    text = page(admin_client, gala)
    assert 'title="Ann - Red: given (7.75 · 6)"' in text
    assert "1 of 6" in text


def test_the_page_costs_the_same_queries_at_any_size(admin_client, gala, django_assert_max_num_queries):
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


class Shown:
    """A page that is open: the text of its pieces by id, and the state that it says it has."""

    def __init__(self, client, gala):
        self.client, self.gala = client, gala
        answer = client.get(url(gala))
        self.state = re.search(r'data-room="(\w+)"', answer.content.decode())[1]
        self.pieces = {piece.id: piece.html.strip() for piece in answer.context["pieces"].all}

    def ask(self):
        return self.client.get(url(self.gala, part="now", have=self.state))

    def take(self, answer):
        """What control.js does with an answer; the ids of the pieces that it held, None for the whole room."""
        if "X-Room-From" not in answer:
            self.pieces = {piece.id: piece.html.strip() for piece in answer.context["pieces"].all}
            self.state = answer["X-Room"]
            return None
        if answer["X-Room-From"] != self.state:
            return []
        found = re.findall(r"<template>(.*?)</template>", answer.content.decode(), re.S)
        new = {re.search(r'id="([^"]*)"', html)[1]: html.strip() for html in found}
        self.pieces |= new
        self.state = answer["X-Room"]
        return list(new)

    def look(self):
        return self.take(self.ask())


def rows(found):
    return [name for name in found if name.startswith(("team-", "judge-"))]


def test_a_refresh_sends_what_has_changed_since_the_state_that_the_page_has(admin_client, gala):
    for team in (gala.red, gala.green):
        gala.score(gala.bob, team, "5", "5")
    shown = Shown(admin_client, gala)
    gala.score(gala.ann, gala.red, "5", "5")
    changed = rows(shown.look())
    assert (f"team-{gala.red.pk}" in changed, f"team-{gala.green.pk}" in changed) == (True, False)
    assert shown.look() == []


def test_another_round_on_the_map_a_new_team_and_a_state_that_nobody_knows_are_sent_whole(admin_client, gala):
    shown = Shown(admin_client, gala)
    lock(admin_client, gala)
    assert shown.look() is None
    Team.objects.create(event=gala.event, name="Late comers")
    assert shown.look() is None
    shown.state = "0" * 18
    assert shown.look() is None
    do(admin_client, gala, "team", gala.red.pk, "active", "absent")
    cache.clear()
    assert shown.look() is None


def test_a_page_ends_at_the_truth_however_its_answers_are_lost_late_or_out_of_order(admin_client, gala):
    luck = random.Random(7)
    shown, under_way = Shown(admin_client, gala), []
    for number in range(60):
        if luck.random() < 0.5:
            gala.score(luck.choice([gala.ann, gala.bob]), luck.choice([gala.red, gala.green, gala.blue]), luck.randrange(10), 5)
        if number % 20 == 19:
            lock(admin_client, gala)
            undo(admin_client, gala)
        under_way.append(shown.ask())
        luck.shuffle(under_way)
        if luck.random() < 0.3:
            under_way.pop()
        while len(under_way) > 2:
            shown.take(under_way.pop())
    while under_way:
        shown.take(under_way.pop())
    shown.look()
    assert shown.pieces == Shown(admin_client, gala).pieces


# --- what is wrong -------------------------------------------------------------------------------------


def test_a_judge_far_under_the_middle_is_behind(admin_client, gala):
    cyd = Judge.objects.create(event=gala.event, name="Cyd")
    cyd.assignments.create(round=gala.final)
    for judge in (gala.ann, gala.bob):
        for team in (gala.red, gala.green):
            gala.score(judge, team, "5", "5")
    context = admin_client.get(url(gala)).context
    assert {row["now"].judge.name: row["now"].behind for row in context["panel"]} == {"Ann": False, "Bob": False, "Cyd": True}
    assert "Far behind the other judges: Cyd (0/3)." in [each.words for each in context["troubles"]]


def test_every_trouble_is_a_sentence_with_its_way_out(admin_client, gala, settings):
    settings.BACKUP_DIR = ""
    Presence.objects.create(judge=gala.ann, seen_at=timezone.now())
    Screen.objects.create(event=gala.event, name="Hall", last_seen=timezone.now() - timedelta(minutes=5))
    Webhook.objects.create(event=gala.event, url="https://example.org/x", failures=3, result="503")
    Round.objects.create(event=gala.event, name="Gala night", status="open").criteria.create(name="Style")
    Round.objects.filter(pk=gala.final.pk).update(ends_at=datetime(2001, 1, 1, 9, tzinfo=UTC))
    words = [each.words for each in admin_client.get(url(gala)).context["troubles"]]
    assert words == [
        "Final was to end by now (2001-01-01 09:00) and is still open: lock it below, or set another end on its page.",
        "Gala night has no judges: assign some in the planner.",
        "Not heard of for a quarter of an hour, with sheets to give: Bob. Ask them, or give them a new link.",
        "No word from the screen Hall: look whether its computer is on and has network.",
        "https://example.org/x did not take the board (503). It is tried again by itself.",
        "No copies are made: BACKUP_DIR is set empty.",
    ]


def copy_troubles(client, gala):
    return [each.words for each in client.get(url(gala)).context["troubles"] if each.label == "Copies"]


def test_copies_that_fail_are_told_at_once_and_for_as_long_as_they_do(admin_client, gala, settings, tmp_path):
    blocked = tmp_path / "file"
    blocked.write_text("")
    settings.BACKUP_DIR = str(blocked / "copies")
    keeper.copy_what_is_due()
    failed = "The newest copy could not be made (Not a directory). It is tried again by itself; see whether the disk is full."
    assert copy_troubles(admin_client, gala) == [failed]
    hour_ago = timezone.now() - timedelta(hours=1)
    CopyClock.objects.update(taken_at=hour_ago, claimed_at=hour_ago)
    keeper.copy_what_is_due()
    since = f"No copy was made since {hour_ago:%H:%M}: take one by hand, and see whether the disk is full."
    assert copy_troubles(admin_client, gala) == [failed, since]
    blocked.unlink()
    CopyClock.objects.update(claimed_at=hour_ago)
    assert len(keeper.copy_what_is_due()) == 1
    assert copy_troubles(admin_client, gala) == []


def test_a_tie_across_the_cut_line_is_told(admin_client, gala):
    gala.final.advance = 1
    gala.final.save()
    for team in (gala.red, gala.green):
        gala.score(gala.ann, team, "5", "5")
    assert "1 advance, and Red, Green are tied across the line" in page(admin_client, gala)


# --- deeds ---------------------------------------------------------------------------------------------


def test_a_lock_is_asked_about_once_with_what_is_missing_and_undone(admin_client, gala):
    asked = admin_client.post(url(gala), {"do": "round", "which": gala.final.pk, "seen": "open", "to": "locked"})
    assert asked.context["question"].endswith("A copy is taken. 6 sheets have not come: Ann 3, Bob 3.")
    assert status(gala.final) == "open"
    assert said(lock(admin_client, gala)) == ["Final is locked now."]
    assert status(gala.final) == "locked"
    assert said(undo(admin_client, gala)) == ["Final is open now."]
    assert status(gala.final) == "open"


def test_opening_the_first_time_asks_nothing(admin_client, gala):
    Round.objects.filter(pk=gala.final.pk).update(status="upcoming")  # the event is live
    answer = admin_client.post(url(gala), {"do": "round", "which": gala.final.pk, "seen": "upcoming", "to": "open"})
    assert (answer.status_code, status(gala.final)) == (302, "open")


@pytest.fixture
def before_the_event(gala):
    """The gala before its first round: upcoming, and so is the final."""
    Round.objects.filter(pk=gala.final.pk).update(status="upcoming")
    gala.event.status = "upcoming"
    gala.event.save()
    return gala


def test_opening_a_round_takes_an_upcoming_event_live_and_undo_takes_both_back(admin_client, before_the_event):
    gala = before_the_event
    opening = {"do": "round", "which": gala.final.pk, "seen": "upcoming", "to": "open"}
    asked = admin_client.post(url(gala), opening).context["question"]
    assert asked.startswith("The Gala goes live with this")
    assert (status(gala.event), status(gala.final)) == ("upcoming", "upcoming")
    admin_client.post(url(gala), opening | {"sure": "1"})
    assert (status(gala.event), status(gala.final)) == ("live", "open")
    undo(admin_client, gala)
    assert (status(gala.event), status(gala.final)) == ("upcoming", "upcoming")


def test_the_control_room_goes_live_and_back(admin_client, before_the_event):
    gala = before_the_event
    assert "Go live<" in page(admin_client, gala)
    assert said(do(admin_client, gala, "event", "", "upcoming", "live")) == ["The Gala is live now."]
    assert "Go live<" not in page(admin_client, gala)
    undo(admin_client, gala)
    assert status(gala.event) == "upcoming"


def test_a_draft_is_published_only_after_a_question_and_results_that_are_final_stay_so(admin_client, gala):
    gala.event.status = "draft"
    gala.event.save()
    asked = admin_client.post(url(gala), {"do": "event", "which": "", "seen": "draft", "to": "live"})
    assert "the public sees it from now on" in asked.context["question"]
    gala.event.status = "final"
    gala.event.save()
    assert do(admin_client, gala, "event", "", "final", "live").status_code == 409
    assert do(admin_client, gala, "event", "", "live", "final").status_code == 404
    assert status(gala.event) == "final"


@pytest.mark.parametrize("stage", ["draft", "upcoming"])
def test_an_open_round_of_an_event_that_is_not_live_is_told_in_red(admin_client, gala, stage):
    gala.event.status = stage
    gala.event.save()
    told = admin_client.get(url(gala)).context["troubles"][0].words
    assert told == "Final is open, but the event is not live: boards say so, and no copies are made. Go live below."


def test_a_draft_shows_nothing_to_the_public_and_has_nothing_to_reveal(admin_client, gala):
    assert "Start the reveal" in page(admin_client, gala)
    gala.event.status = "draft"
    gala.event.save()
    text = page(admin_client, gala)
    assert ("Start the reveal" in text, "the live board" in text, "<dd>nothing</dd>" in text) == (False, False, True)


def test_undo_is_offered_for_some_minutes_and_while_it_would_do_what_it_says(admin_client, gala):
    lock(admin_client, gala)
    assert undo_is_offered(admin_client, gala)
    session = admin_client.session
    session["control-undo"] |= {"at": session["control-undo"]["at"] - 601}
    session.save()
    assert not undo_is_offered(admin_client, gala)


def test_undo_ends_with_a_restore_with_the_results_and_with_what_another_organiser_does(admin_client, gala, django_user_model):
    lock(admin_client, gala)
    start_epoch(gala.event.pk)
    assert not undo_is_offered(admin_client, gala)
    do(admin_client, gala, "team", gala.red.pk, "active", "absent")
    assert undo_is_offered(admin_client, gala)
    gala.event.status = "final"
    gala.event.save()
    assert not undo_is_offered(admin_client, gala)
    gala.event.status = "live"
    gala.event.save()
    do(second_organiser(django_user_model), gala, "team", gala.red.pk, "absent", "active")
    assert not undo_is_offered(admin_client, gala)


def test_an_announcement_that_is_taken_off_comes_back_with_its_urgency_and_its_end(admin_client, gala):
    end = timezone.now().replace(microsecond=0) + timedelta(minutes=5)
    screens.announce(gala.event, "Fire drill", urgent=True, ends_at=end)
    do(admin_client, gala, "announce", "", "Fire drill", "")
    undo(admin_client, gala)
    assert list(gala.event.announcements.values_list("text", "urgent", "ends_at")) == [("Fire drill", True, end)]


def test_what_no_undo_button_holds_is_not_announced(admin_client, gala):
    for to in ("words", "[]", json.dumps({"text": "x"}), json.dumps({"text": "x", "urgent": True, "ends_at": "soon"})):
        assert do(admin_client, gala, "announce-again", "", "", to).status_code == 404
    assert gala.event.announcements.count() == 0


def test_an_announcement_without_words_or_too_long_is_refused_and_stays_in_its_field(admin_client, gala):
    answer = do(admin_client, gala, "announce", "", "", "  ")
    assert (answer.status_code, said(answer)) == (409, ["An announcement needs words. Nothing was changed on the screens."])
    answer = do(admin_client, gala, "announce", "", "", "a" * 302)
    assert said(answer) == ["An announcement has at most 300 characters; this one is 2 too long. Nothing was announced."]
    assert "a" * 302 in answer.content.decode()
    assert gala.event.announcements.count() == 0


def test_a_judge_who_was_let_in_until_a_time_is_let_in_until_then_again(admin_client, gala):
    lock(admin_client, gala)
    end = timezone.now() + timedelta(minutes=5)
    Extension.objects.create(judge=gala.ann, round=gala.final, until=end)
    do(admin_client, gala, "late", f"{gala.ann.pk}-{gala.final.pk}", "in", "out")
    assert Extension.objects.count() == 0
    undo(admin_client, gala)
    assert Extension.objects.get().until == end


@pytest.mark.parametrize("to", ["in 2026-99-99T00:00", "in soon", "maybe"])
def test_an_end_that_is_no_time_lets_nobody_in(admin_client, gala, to):
    lock(admin_client, gala)
    assert do(admin_client, gala, "late", f"{gala.ann.pk}-{gala.final.pk}", "out", to).status_code == 404
    assert Extension.objects.count() == 0


def test_a_team_is_marked_absent_and_is_here_again(admin_client, gala):
    do(admin_client, gala, "team", gala.red.pk, "active", "absent")
    assert status(gala.red) == "absent"
    undo(admin_client, gala)
    assert status(gala.red) == "active"


def test_late_marks_are_let_in_and_not_any_more(admin_client, gala):
    lock(admin_client, gala)
    do(admin_client, gala, "late", f"{gala.ann.pk}-{gala.final.pk}", "out", "in")
    assert Extension.objects.running().get().judge == gala.ann
    undo(admin_client, gala)
    assert Extension.objects.count() == 0


def test_a_freeze_is_undone_by_a_release_and_a_release_by_nothing(admin_client, gala):
    gala.score(gala.ann, gala.red, "5", "5")
    do(admin_client, gala, "freeze", "", "live", "frozen")
    assert Board.objects.get(event=gala.event).frozen is True
    assert said(undo(admin_client, gala)) == ["The public board is live."]
    assert Board.objects.get(event=gala.event).frozen is False
    assert 'class="control-undo"' not in page(admin_client, gala)


def test_a_new_link_ends_the_old_one_and_cannot_be_undone(admin_client, gala):
    old = gala.ann.link_key
    assert said(do(admin_client, gala, "link", gala.ann.pk, link_state(gala.ann), "new")) == [
        "Ann has a new link; the old one is dead."
    ]
    gala.ann.refresh_from_db()
    assert (gala.ann.link_key != old, 'class="control-undo"' in page(admin_client, gala)) == (True, False)


def test_an_announcement_goes_up_and_undo_brings_the_one_before_back(admin_client, gala):
    do(admin_client, gala, "announce", "", "", "Lunch")
    do(admin_client, gala, "announce", "", "Lunch", "Finals at two")
    undo(admin_client, gala)
    assert [each.text for each in gala.event.announcements.all()] == ["Lunch"]


def test_a_deed_that_does_not_exist_is_not_found_and_changes_nothing(admin_client, gala):
    other = Gala(slug="other")
    for deed, which, to in (("round", other.final.pk, "locked"), ("round", gala.final.pk, "won"), ("fly", "", "")):
        assert do(admin_client, gala, deed, which, "open", to).status_code == 404
    assert (status(gala.final), status(other.final)) == ("open", "open")


# --- two organisers ------------------------------------------------------------------------------------


def second_organiser(django_user_model):
    client = Client()
    client.force_login(django_user_model.objects.create_superuser("second", password="x"))
    return client


def test_of_two_who_act_on_the_same_page_the_second_is_told(admin_client, gala, django_user_model):
    second = second_organiser(django_user_model)
    lock(admin_client, gala)
    answer = lock(second, gala)
    assert (answer.status_code, said(answer)) == (409, ["Somebody was first: Final is locked now. Nothing was done."])
    assert status(gala.final) == "locked"


def test_an_undo_does_not_undo_what_another_organiser_did_since(admin_client, gala, django_user_model):
    lock(admin_client, gala)
    shown = undo_form(admin_client, gala)
    do(second_organiser(django_user_model), gala, "round", gala.final.pk, "locked", "closed")
    assert admin_client.post(url(gala), shown, follow=True).status_code == 409
    assert status(gala.final) == "closed"


def test_two_new_links_at_once_are_one(admin_client, gala, django_user_model):
    seen = link_state(gala.ann)
    do(admin_client, gala, "link", gala.ann.pk, seen, "new")
    gala.ann.refresh_from_db()
    first = gala.ann.link_key
    assert do(second_organiser(django_user_model), gala, "link", gala.ann.pk, seen, "new").status_code == 409
    gala.ann.refresh_from_db()
    assert gala.ann.link_key == first


def test_what_one_organiser_did_the_other_is_not_offered_to_undo(admin_client, gala, django_user_model):
    lock(admin_client, gala)
    assert 'class="control-undo"' not in page(second_organiser(django_user_model), gala)


def test_a_button_of_the_page_does_what_it_says_also_with_a_colon_in_it(admin_client, gala):
    screens.announce(gala.event, "Lunch: 12:30", urgent=False, ends_at=None)
    shown = admin_client.get(url(gala)).content.decode()
    buttons = dict(re.findall(r'name="deed" value="([^"]*)" id="(deed-(?:team|announce)[^"]*)"', shown))
    assert admin_client.get(url(gala)).content.count(b'id="deeds"') == 1
    (taken_off,) = [value for value, name in buttons.items() if name.startswith("deed-announce")]
    assert taken_off == "announce::Lunch: 12:30:"
    page = admin_client.post(url(gala), {"deed": taken_off}, follow=True)
    assert "No announcement is on the screens." in page.content.decode()
    (absent,) = [value for value, name in buttons.items() if name == f"deed-team-{gala.red.pk}-absent"]
    asked = admin_client.post(url(gala), {"deed": absent})
    assert "Red gets no rank" in asked.content.decode()
