"""The board's one door: versions count commits, publishing never goes back, a freeze shows nothing new."""

import re
from datetime import timedelta
from decimal import Decimal

import pytest
from django.core.cache import cache
from django.db import transaction
from django.test import Client
from django.utils import timezone

from events import board, derivations
from events.cursor import Cursor
from events.explanation import read_explanation
from events.models import Board, Explanation, Round, Team
from judging.refresh import refresh
from judging.scoring import Submission, record_score
from tests.cast import Gala

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def gala():
    return Gala()


def state(gala):
    return board.states([gala.event.pk])[gala.event.pk]


def public_totals():
    return {row["team"]: row["total"] for row in board.read_public("gala").body["standings"]}


def test_a_new_event_has_a_published_board(gala):
    assert public_totals() == {"red": None, "green": None, "blue": None}
    assert state(gala).behind is False


def test_a_version_is_raised_once_per_transaction_and_event(gala):
    before = board.committed(gala.event.pk)
    with transaction.atomic():
        gala.score(gala.ann, gala.red, "1", "1")
        gala.score(gala.bob, gala.red, "2", "2")
        gala.red.name = "Crimson"
        gala.red.save()
    assert board.committed(gala.event.pk) == Cursor(before.epoch, before.version + 1)


def test_a_submit_knows_its_own_version(gala):
    receipt = gala.score(gala.ann, gala.red, "1", "1")
    assert receipt.cursor == board.committed(gala.event.pk) == state(gala).public


def test_where_there_are_several_rounds_each_team_has_its_place_in_each(gala):
    gala.score(gala.ann, gala.red, "9", "9")
    assert "round_ranks" not in board.read_public("gala").text
    encore = Round.objects.create(event=gala.event, code="encore", name="Encore", status="open")
    charm = encore.criteria.create(code="charm", name="Charm")
    gala.ann.assignments.create(round=encore)
    for team, points in ((gala.green, "5"), (gala.blue, "5")):
        record_score(Submission(gala.ann, team, encore, {charm.code: Decimal(points)}))
    rows = board.read_public("gala").body["standings"]
    assert {row["team"]: (row.get("round_ranks"), row.get("round_ties")) for row in rows} == {
        "red": ({"final": 1}, None), "green": ({"encore": 1}, ["encore"]), "blue": ({"encore": 1}, ["encore"]),
    }  # fmt: skip
    html = Client().get("/events/gala/").content.decode()
    assert re.findall(r'data-round="(\w+)" data-place="(.*?)"', html) == [
        ("final", "1"), ("encore", ""), ("final", ""), ("encore", "=1"), ("final", ""), ("encore", "=1"),
    ]  # fmt: skip


def test_an_older_computation_is_not_stored(gala):
    gala.score(gala.ann, gala.red, "1", "1")
    at = board.committed(gala.event.pk)
    face = {"event": {}, "rounds": [], "standings": [], "progress": {}}
    before = board.read_public("gala").text
    assert [board.publish(gala.event.pk, Cursor(at.epoch, version), face, {}) for version in (0, at.version - 1, at.version)] == [
        None, None, None,
    ]  # fmt: skip
    assert board.publish(gala.event.pk, Cursor("zzzzzzzzz", 99), face, {}) is None
    assert board.read_public("gala").text == before


def test_a_new_epoch_makes_the_board_behind_until_it_is_published(gala):
    before = state(gala)
    board.start_epoch(gala.event.pk)
    assert state(gala).behind is True
    refresh(gala.event.pk)
    assert state(gala).public.epoch > before.public.epoch


def test_previous_rank_is_the_rank_before_the_latest_change_of_rank(gala):
    def ranks():
        return {row["team"]: (row["previous_rank"], row["rank"]) for row in board.read_public("gala").body["standings"]}

    gala.score(gala.ann, gala.red, "5", "5")
    gala.score(gala.ann, gala.green, "3", "3")
    assert ranks() == {"red": (None, 1), "green": (None, 2), "blue": (None, None)}
    gala.score(gala.ann, gala.green, "6", "6")
    assert ranks() == {"red": (1, 2), "green": (2, 1), "blue": (None, None)}
    gala.score(gala.ann, gala.green, "7", "7")
    assert ranks() == {"red": (1, 2), "green": (2, 1), "blue": (None, None)}


def test_a_draft_is_public_nowhere(gala):
    gala.event.status = "draft"
    gala.event.save()
    assert (board.read_public("gala"), board.states()) == (None, {})


def test_a_freeze_stops_the_public_board_and_its_explanations(gala):
    gala.score(gala.ann, gala.red, "5", "5")
    assert board.freeze(gala.event.pk) is True
    frozen = board.read_public("gala")
    explained = read_explanation(gala.event.pk, "red")
    gala.score(gala.ann, gala.red, "9", "9")
    assert board.read_public("gala") == frozen
    assert read_explanation(gala.event.pk, "red") == explained
    assert frozen.body["event"]["frozen"] is True
    assert (public_totals()["red"], state(gala).behind) == ("10", False)


def test_freezing_twice_freezes_once(gala):
    assert board.freeze(gala.event.pk) is True
    first = board.read_public("gala")
    assert board.freeze(gala.event.pk) is False
    assert board.read_public("gala") == first


def test_a_release_shows_the_live_board_in_a_newer_epoch(gala):
    gala.score(gala.ann, gala.red, "5", "5")
    board.freeze(gala.event.pk)
    gala.score(gala.ann, gala.red, "9", "9")
    frozen = state(gala).public
    assert board.release(gala.event.pk) is True
    assert state(gala).behind is True
    refresh(gala.event.pk)
    assert state(gala).public > frozen
    assert public_totals()["red"] == "18"
    assert board.read_public("gala").body["event"]["frozen"] is False
    assert board.release(gala.event.pk) is False


def test_a_freeze_that_was_set_for_a_time_comes_at_that_time(gala):
    gala.score(gala.ann, gala.red, "5", "5")
    Board.objects.filter(event=gala.event).update(freeze_at=timezone.now() - timedelta(seconds=1))
    assert state(gala).behind is True
    refresh(gala.event.pk)
    gala.score(gala.ann, gala.red, "9", "9")
    assert (public_totals()["red"], state(gala).behind) == ("10", False)


@pytest.mark.parametrize("detail", ["totals", "criteria", "marks"])
def test_an_explanation_tells_what_the_event_makes_public(gala, detail):
    gala.event.detail = detail
    gala.event.save()
    gala.score(gala.ann, gala.red, "5.25", "5")
    text = board.dumps(read_explanation(gala.event.pk, "red"))
    told = {"total": "10.25" in text, "criteria": "technique" in text, "marks": "ann" in text}
    assert told == {"total": True, "criteria": detail != "totals", "marks": detail == "marks"}


def test_an_explanation_is_written_only_when_it_changed(gala, django_assert_num_queries):
    gala.score(gala.ann, gala.red, "5", "5")
    gala.score(gala.ann, gala.blue, "1", "1")
    Explanation.objects.filter(team=gala.blue).update(body='{"mark": "untouched"}')
    before = dict(Explanation.objects.values_list("team__code", "body"))
    gala.score(gala.ann, gala.red, "6", "6")
    after = dict(Explanation.objects.values_list("team__code", "body"))
    assert after["green"] == before["green"]
    assert after["red"] != before["red"]


def bodies():
    return dict(Explanation.objects.values_list("team__code", "body"))


def test_explanations_that_another_process_has_stored_are_not_taken_for_ones_own(gala):
    gala.score(gala.ann, gala.red, "5", "5")
    before, mine = bodies(), derivations.stored_here.get(gala.event.pk)
    gala.score(gala.ann, gala.red, "6", "6")
    derivations.stored_here.keep(gala.event.pk, mine)  # as if another process had published that one
    gala.score(gala.ann, gala.red, "5", "5")
    assert bodies() == before


def test_explanations_of_a_board_that_was_rolled_back_are_not_taken_for_stored(gala):
    gala.score(gala.ann, gala.red, "5", "5")
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        gala.score(gala.ann, gala.red, "6", "6")
        refresh(gala.event.pk)
        raise ZeroDivisionError
    gala.score(gala.ann, gala.red, "6", "6")
    assert '"points":"6"' in bodies()["red"]


def test_boards_that_were_left_behind_are_found(gala):
    assert board.behind() == []
    board.raise_version([gala.event.pk])
    assert board.behind() == [gala.event.pk]


@pytest.mark.parametrize("teams", [1, 30])
def test_reading_the_public_board_costs_the_same_for_any_number_of_teams(teams, django_assert_num_queries):
    gala = Gala(slug="other")
    with transaction.atomic():  # one board after all of them
        for number in range(teams):
            Team.objects.create(event=gala.event, name=f"Team {number}")
    with django_assert_num_queries(1):  # what has just been published is cached already
        board.read_public("other")
    cache.clear()
    with django_assert_num_queries(2):
        board.read_public("other")
    with django_assert_num_queries(1):  # the snapshot is cached under its cursor by now
        board.read_public("other")


@pytest.mark.parametrize("teams", [1, 30])
def test_the_board_page_costs_the_same_for_any_number_of_teams(teams, client, django_assert_num_queries):
    gala = Gala(slug="other")
    with transaction.atomic():  # one board after all of them
        for number in range(teams):
            Team.objects.create(event=gala.event, name=f"Team {number}")
    for path, queries in (("/events/other/", 4), ("/events/other/screen/", 6)):
        client.get(path)
        with django_assert_num_queries(queries):
            assert client.get(path).status_code == 200
