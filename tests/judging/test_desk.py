"""The judge's desk: in with a link, what is mine, send, correct, conflicts, and nobody else's sheets."""

import pytest
from django.test import Client

from judging.links import replace_link, sign_in_url
from judging.models import Mark, Rules, Score, ScoreVersion
from judging.scoring import set_round_status
from tests.cast import Gala

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def gala():
    return Gala()


def path_of(judge):
    return "/judge" + sign_in_url(judge).split("/judge")[1]


def signed_in(judge):
    client = Client()
    assert client.post(path_of(judge)).status_code == 302
    return client


@pytest.fixture
def ann(gala):
    return signed_in(gala.ann)


SHEET = "/judge/gala/ann/final/red/"
MARKS = {"mark-technique": "7.75", "mark-style": "8", "base": "0"}


def text(answer):
    return " ".join(answer.content.decode().split())


# --- in and out ------------------------------------------------------------------------------------------


def test_opening_a_link_only_shows_a_button_and_pressing_it_signs_in(gala, client):
    page = client.get(path_of(gala.ann))
    assert "Hello Ann" in text(page)
    assert client.get("/judge/gala/ann/").status_code == 403
    assert client.post(path_of(gala.ann)).url == "/judge/gala/ann/"
    assert client.get("/judge/gala/ann/").status_code == 200
    assert client.get("/judge/").url == "/judge/gala/ann/"


@pytest.mark.parametrize("token", ["x", "1.2.3", "1.x", "a" * 500])
def test_a_link_that_is_none_says_so(client, token):
    answer = client.get(f"/judge/in/{token}/")
    assert (answer.status_code, "This link is not valid" in text(answer)) == (404, True)


def test_a_replaced_link_ends_every_session_at_once(gala, ann):
    old = path_of(gala.ann)
    replace_link(gala.ann)
    assert ann.get(SHEET).status_code == 403
    assert ann.post(SHEET, MARKS).status_code == 403
    assert ann.get(old).status_code == 404
    assert Score.objects.count() == 0


def test_two_judges_in_one_browser_do_not_mix(gala, ann):
    ann.post(path_of(gala.bob))
    assert ann.get("/judge/").status_code == 200
    assert ann.post("/judge/gala/bob/final/red/", MARKS).status_code == 302
    assert Score.objects.get().judge == gala.bob
    ann.post("/judge/out/", {"judge": gala.bob.pk})
    assert ann.get("/judge/gala/bob/").status_code == 403
    assert ann.get("/judge/gala/ann/").status_code == 200


def test_an_organiser_who_tries_a_link_stays_the_organiser(gala, admin_client):
    admin_client.post(path_of(gala.ann))
    assert admin_client.get("/judge/gala/ann/").status_code == 200
    assert admin_client.get("/admin/").status_code == 200


def test_nobody_opens_another_judges_desk(gala, ann):
    Gala(slug="elsewhere")
    for path in ("/judge/gala/bob/", "/judge/gala/bob/final/red/", "/judge/elsewhere/ann/", "/judge/elsewhere/ann/final/red/"):
        assert ann.get(path).status_code == 403
        assert Client().get(path).status_code == 403
    assert ann.post("/judge/gala/bob/final/red/", MARKS).status_code == 403
    assert Score.objects.count() == 0


@pytest.mark.parametrize("path", ["/judge/gala/nobody/", "/judge/gala/ann/nine/red/", "/judge/gala/ann/final/nobody/"])
def test_what_is_not_there_is_404(ann, path):
    assert ann.get(path).status_code == 404


# --- the desk --------------------------------------------------------------------------------------------


def test_the_desk_lists_what_is_mine_in_running_order_and_what_is_done(gala, ann):
    page = ann.get("/judge/gala/ann/")
    assert [duty.team.code for duty in page.context["desk"].duties] == ["red", "green", "blue"]
    assert "0 of 3" in text(page)
    assert page.context["next"].team == gala.red
    gala.score(gala.ann, gala.red, "1", "1")
    page = ann.get("/judge/gala/ann/")
    assert [duty.done for duty in page.context["desk"].duties] == [True, False, False]
    assert "1 of 3" in text(page)
    assert page.context["next"].team == gala.green


def test_what_is_not_assigned_is_not_mine(gala, ann):
    gala.ann.assignments.get().teams.add(gala.blue)
    assert [duty.team.code for duty in ann.get("/judge/gala/ann/").context["desk"].duties] == ["blue"]
    assert ann.get(SHEET).status_code == 403
    assert ann.post(SHEET, MARKS).status_code == 403


# --- the sheet -------------------------------------------------------------------------------------------


def test_the_form_carries_each_criterions_range(ann):
    page = text(ann.get(SHEET))
    assert 'name="mark-technique"' in page
    assert 'min="0" max="10" step="0.25"' in page
    assert 'min="0" max="10" step="0.5"' in page


def test_a_sheet_is_sent_confirmed_and_corrected(gala, ann):
    answer = ann.post(SHEET, MARKS, follow=True)
    assert "<strong>On the board</strong>" in text(answer)
    assert 'value="7.75"' in text(answer)
    answer = ann.post(SHEET, MARKS | {"mark-style": "9,5", "base": "1"}, follow=True)
    assert "<strong>On the board</strong>" in text(answer)
    assert list(ScoreVersion.objects.values_list("number", "marks")) == [
        (1, {"technique": "7.75", "style": "8"}),
        (2, {"technique": "7.75", "style": "9.5"}),
    ]


def test_pressing_twice_writes_once(ann):
    ann.post(SHEET, MARKS)
    assert "Received" in text(ann.post(SHEET, MARKS, follow=True))
    assert ScoreVersion.objects.count() == 1


def test_zero_is_a_mark_an_abstention_is_one_too_and_nothing_is_neither(ann):
    ann.post(SHEET, {"mark-technique": "0", "abstain-style": "on", "base": "0"})
    assert dict(Mark.objects.values_list("criterion__code", "points")) == {"technique": 0, "style": None}
    answer = ann.post("/judge/gala/ann/final/green/", {"mark-technique": "0", "base": "0"})
    assert answer.status_code == 422
    assert "Not given yet" in text(answer)
    assert Score.objects.count() == 1


def test_why_a_judge_abstained_stands_in_the_sheet_and_a_correction_keeps_it(ann):
    ann.post(SHEET, {"mark-technique": "7", "abstain-style": "on", "reason-style": "I trained them.", "base": "0"})
    shown = ann.get(SHEET).context["form"]
    sent = {field.html_name: field.value() or "" for field in shown} | {"abstain-style": "on", "abstain-technique": ""}
    ann.post(SHEET, sent | {"mark-technique": "8"})
    found = Mark.objects.order_by("criterion__code").values_list("criterion__code", "points", "reason")
    assert list(found) == [("style", None, "I trained them."), ("technique", 8, "")]


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"mark-technique": "11"}, "Must be from 0 to 10."),
        ({"mark-technique": "-1"}, "Must be from 0 to 10."),
        ({"mark-technique": "7.8"}, "Must go in steps of 0.25 from 0."),
        ({"mark-technique": "seven"}, "This is not a number."),
        ({"mark-technique": "1e1"}, "This is not a number."),
        ({"mark-technique": ""}, "Not given yet."),
        ({"abstain-technique": "on"}, "Either a mark or an abstention"),
    ],
)
def test_what_is_wrong_stands_beside_its_field_and_nothing_typed_is_lost(ann, fields, words):
    answer = ann.post(SHEET, MARKS | fields)
    assert answer.status_code == 422
    assert words in text(answer)
    assert 'value="8"' in text(answer)
    if fields.get("mark-technique"):
        assert f'value="{fields["mark-technique"]}"' in text(answer)
    assert Score.objects.count() == 0


@pytest.mark.parametrize("base", ["", "x", "-1"])
def test_a_sheet_without_the_version_it_was_made_from_is_refused(ann, base):
    assert ann.post(SHEET, MARKS | {"base": base}).status_code == 422
    assert Score.objects.count() == 0


def test_a_sheet_changed_on_another_device_shows_both_and_the_judge_chooses(gala, ann):
    gala.score(gala.ann, gala.red, "1", "2")
    answer = ann.post(SHEET, MARKS)
    assert answer.status_code == 409
    assert "Send mine all the same" in text(answer)
    assert [(theirs, mine) for _, theirs, mine in answer.context["form"].versions] == [("1", "7.75"), ("2", "8")]
    assert ScoreVersion.objects.count() == 1
    again = ann.post(SHEET, MARKS | {"base": answer.context["form"]["base"].value()})
    assert again.status_code == 302
    assert ScoreVersion.objects.count() == 2


@pytest.mark.parametrize("status", ["locked", "closed", "upcoming"])
def test_a_round_that_is_not_open_says_so_and_keeps_what_was_typed(gala, ann, status):
    set_round_status([gala.final], status)
    assert "disabled" in text(ann.get(SHEET))
    answer = ann.post(SHEET, MARKS)
    assert answer.status_code == 409
    assert 'value="7.75"' in text(answer)
    assert Score.objects.count() == 0


def test_under_a_freeze_the_judge_is_told_that_the_board_stands_still(gala, ann):
    from events import board

    board.freeze(gala.event.pk)
    assert "Received; the board is frozen" in text(ann.post(SHEET, MARKS, follow=True))


def test_with_drafts_a_part_may_be_sent(gala, ann):
    Rules.objects.create(event=gala.event, drafts=True)
    assert ann.post(SHEET, {"mark-style": "3", "base": "0"}).status_code == 302
    assert "1 of 2" in text(ann.get("/judge/gala/ann/"))


def test_the_desk_cannot_be_sent_from_another_site(gala):
    client = Client(enforce_csrf_checks=True)
    client.get(path_of(gala.ann))
    assert client.post(path_of(gala.ann)).status_code == 403
