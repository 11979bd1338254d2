"""The head judge: sees the panel side by side, gives a sheet back with a note, confirms a round; nobody else does."""

import pytest
from django.test import Client

from events.board import read_public
from judging.confirmations import confirm_round
from judging.links import sign_in_url
from judging.models import Judge, Mark, RoundConfirmation, Rules, Score, SheetReturn
from judging.panel import round_panel
from judging.scoring import NotOpen, set_round_status
from tests.cast import Gala

pytestmark = pytest.mark.django_db(transaction=True)

PANEL = "/judge/gala/bob/final/"


@pytest.fixture
def gala():
    gala = Gala()
    gala.bob.head = True
    gala.bob.save()
    return gala


def signed_in(judge):
    client = Client()
    client.post(sign_in_url(judge).split("8000")[1])
    return client


@pytest.fixture
def bob(gala):
    return signed_in(gala.bob)


def text(answer):
    return " ".join(answer.content.decode().split())


def cells(gala, team="red"):
    found = next(each for each in round_panel(gala.final).teams if each.team.code == team)
    return [(row.code, [(cell.state, cell.text, cell.apart) for cell in row_cells]) for row, row_cells in found.rows]


# --- side by side ----------------------------------------------------------------------------------------


def test_the_marks_stand_side_by_side_with_what_is_missing_and_why_somebody_abstained(gala, bob):
    gala.score(gala.ann, gala.red, "7.75", "8", team_note="Well done", private_note="Shaky")
    Mark.objects.filter(criterion=gala.style).delete()
    assert cells(gala) == [
        ("technique", [("given", "7.75", False), ("missing", "", False)]),
        ("style", [("missing", "", False), ("missing", "", False)]),
    ]
    page = text(bob.get(PANEL))
    assert [word for word in ("7.75", "Well done", "Shaky", "11 marks are missing.") if word not in page] == []


def test_a_mark_that_stands_apart_is_pointed_out_where_somebody_can_tell(gala):
    carl = Judge.objects.create(event=gala.event, name="Carl")
    gala.score(gala.ann, gala.red, "5", "5")
    gala.score(gala.bob, gala.red, "9", "5.5")
    assert [apart for _, row in cells(gala) for *_, apart in row] == [False] * 4
    carl.assignments.create(round=gala.final)
    gala.score(carl, gala.red, "5.5", "6")
    assert [[apart for *_, apart in row] for _, row in cells(gala)] == [[False, True, False], [False, False, False]]


def test_who_is_not_the_head_sees_no_panel(gala, bob):
    gala.score(gala.bob, gala.red, "7.75", "8")
    ann = signed_in(gala.ann)
    for path in ("/judge/gala/ann/final/", "/judge/gala/ann/nine/", PANEL):
        for answer in (ann.get(path), ann.post(path, {"action": "confirm"}), Client().get(path)):
            assert (answer.status_code, "7.75" in text(answer)) == (403, False)
    assert not RoundConfirmation.objects.exists()
    assert (bob.get("/judge/gala/bob/nine/").status_code, bob.post(PANEL, {"action": "win"}).status_code) == (404, 404)


def test_the_page_costs_the_same_queries_at_any_size(gala, bob):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    def cost():
        bob.get(PANEL)
        with CaptureQueriesContext(connection) as captured:
            assert bob.get(PANEL).status_code == 200
        return len(captured)

    gala.score(gala.ann, gala.red, "5", "5")
    small = cost()
    for n in range(6):
        judge = Judge.objects.create(event=gala.event, name=f"Judge {n}")
        judge.assignments.create(round=gala.final)
        for team in (gala.red, gala.green, gala.blue):
            gala.score(judge, team, "5", "5")
    assert cost() == small


# --- giving a sheet back ---------------------------------------------------------------------------------

BACK = {"action": "return", "team": "red", "sheet": "ann 1", "note": "Style 10? Look again."}


def test_a_sheet_is_given_back_counts_meanwhile_and_is_open_until_it_is_sent_again(gala, bob):
    gala.score(gala.ann, gala.red, "7", "10")
    set_round_status([gala.final], "locked")
    assert bob.post(PANEL, BACK).url == f"{PANEL}#team-red"
    assert "Style 10? Look again." in text(bob.get(PANEL))
    assert read_public("gala").body["standings"][0]["total"] == "17"
    gala.score(gala.ann, gala.red, "7", "9")
    assert SheetReturn.objects.get().resolved_at is not None
    with pytest.raises(NotOpen):
        gala.score(gala.ann, gala.red, "7", "8")


def test_a_sheet_that_was_sent_again_meanwhile_is_not_given_back_unseen(gala, bob):
    gala.score(gala.ann, gala.red, "7", "10")
    gala.score(gala.ann, gala.red, "7", "9")
    answer = bob.post(PANEL, BACK)
    assert (answer.status_code, "sent again meanwhile" in text(answer)) == (409, True)
    assert not SheetReturn.objects.exists()


@pytest.mark.parametrize(
    ("change", "status"),
    [
        ({"note": ""}, 422), ({"note": "x" * 301}, 422), ({"sheet": ""}, 422), ({"sheet": "ann"}, 422), ({"sheet": "ann x"}, 422),
        ({"sheet": "nobody 1"}, 409), ({"team": "nobody"}, 409), ({"team": ""}, 422), ({"sheet": "bob 0"}, 409),
    ],
)  # fmt: skip
def test_what_is_no_return_is_refused(gala, bob, change, status):
    gala.score(gala.ann, gala.red, "7", "10")
    answer = bob.post(PANEL, BACK | change)
    assert (answer.status_code, "Nothing was changed" in text(answer)) == (status, True)
    assert not SheetReturn.objects.exists()


@pytest.mark.parametrize("status", ["closed", "upcoming"])
def test_nothing_is_given_back_that_its_judge_could_not_send(gala, bob, status):
    gala.score(gala.ann, gala.red, "7", "10")
    set_round_status([gala.final], status)
    assert bob.post(PANEL, BACK).status_code == 409
    assert not SheetReturn.objects.exists()


def test_a_second_note_replaces_the_first_and_a_return_can_be_taken_back(gala, bob):
    gala.score(gala.ann, gala.red, "7", "10")
    bob.post(PANEL, BACK)
    bob.post(PANEL, BACK | {"note": "And technique."})
    assert list(SheetReturn.objects.values_list("note", flat=True)) == ["And technique."]
    keep = {"action": "keep", "team": "red", "judge": "ann"}
    assert [bob.post(PANEL, keep).status_code for _ in range(2)] == [302, 409]
    assert SheetReturn.objects.get().resolved_at is not None


# --- confirming a round ----------------------------------------------------------------------------------


def confirm(gala, bob):
    return bob.post(PANEL, {"action": "confirm", "seen": round_panel(gala.final).seen})


def total():
    return read_public("gala").body["standings"][0]["total"]


def test_a_round_counts_once_it_is_confirmed_where_the_event_asks_for_it(gala, bob):
    Rules.objects.create(event=gala.event, confirm=True)
    gala.score(gala.ann, gala.red, "7", "10")
    told = read_public("gala").body
    assert (total(), told["progress"]) == (None, {"received": 1, "expected": 6})
    assert told["rounds"] == [{"code": "final", "name": "Final", "status": "open", "confirmed": False}]
    assert confirm(gala, bob).status_code == 302
    assert total() == "17"
    assert read_public("gala").body["rounds"] == [{"code": "final", "name": "Final", "status": "open"}]
    bob.post(PANEL, {"action": "unconfirm"})
    assert total() is None
    assert RoundConfirmation.objects.get().ended_because == "Bob took it back."


def test_the_board_and_the_teams_page_say_that_a_round_waits(gala, client):
    Rules.objects.create(event=gala.event, confirm=True)
    gala.score(gala.ann, gala.red, "7", "10")
    page = text(client.get("/events/gala/"))
    assert ("Final counts once the head judge has confirmed it." in page, "not confirmed" in page) == (True, True)
    for detail in ("totals", "criteria", "marks"):
        gala.event.detail = detail
        gala.event.save()
        assert "Final counts once the head judge has confirmed it." in text(client.get("/events/gala/teams/red/"))
    set_round_status([gala.final], "upcoming")
    assert "confirmed" not in text(client.get("/events/gala/"))


def test_without_that_rule_a_confirmation_is_only_shown(gala, bob):
    gala.score(gala.ann, gala.red, "7", "10")
    assert total() == "17"
    confirm(gala, bob)
    assert (total(), "Confirmed by Bob" in text(bob.get(PANEL))) == ("17", True)


def test_a_mark_that_changes_ends_the_confirmation_and_it_is_told_why(gala, bob):
    Rules.objects.create(event=gala.event, confirm=True)
    gala.score(gala.ann, gala.red, "7", "10")
    confirm(gala, bob)
    gala.score(gala.ann, gala.red, "7", "10", team_note="Only a note")
    assert total() == "17"
    gala.score(gala.ann, gala.red, "7", "9")
    assert total() is None
    assert RoundConfirmation.objects.get().ended_because == "Ann changed a mark: Ann: Red, Final."
    assert "Ann changed a mark" in text(bob.get(PANEL))


def test_a_mark_changed_past_the_door_and_a_deleted_sheet_end_it_too(gala):
    gala.score(gala.ann, gala.red, "7", "10")
    confirm_round(gala.final, gala.bob)
    mark = Mark.objects.first()
    mark.points = 1
    mark.save()
    assert not RoundConfirmation.objects.filter(ended_at=None).exists()
    confirm_round(gala.final, gala.bob)
    Score.objects.get().delete()
    assert not RoundConfirmation.objects.filter(ended_at=None).exists()


def test_nothing_unseen_is_confirmed(gala, bob):
    seen = round_panel(gala.final).seen
    gala.score(gala.ann, gala.red, "7", "10")
    answer = bob.post(PANEL, {"action": "confirm", "seen": seen})
    assert (answer.status_code, "Marks have changed" in text(answer)) == (409, True)
    assert not RoundConfirmation.objects.exists()


def test_a_round_that_has_not_begun_is_not_confirmed(gala, bob):
    set_round_status([gala.final], "upcoming")
    assert confirm(gala, bob).status_code == 409
    assert not RoundConfirmation.objects.exists()
