"""An organiser and the sheets: every version told and compared, one restored, a new one entered, late marks let in."""

from datetime import UTC, datetime
from decimal import Decimal

import pytest

from events.board import read_public
from events.models import Criterion, Event, Round
from judging.models import Extension, RoundConfirmation, Rules, Score, ScoreVersion, SheetReturn
from judging.scoring import NotOpen, Submission, record_score, set_round_status
from tests.cast import Gala
from tests.judging.admin.test_setting_up import act, change
from tests.pages import added, errors_of, send

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def gala():
    return Gala()


def text(answer):
    return " ".join(answer.content.decode().split())


def test_the_lists_name_the_event_and_its_own_time(admin_client, gala):
    gala.score(gala.ann, gala.red, "5", "6")
    Event.objects.update(timezone="Asia/Tokyo")
    Score.objects.update(updated_at=datetime(2001, 1, 1, 9, 30, tzinfo=UTC))
    ScoreVersion.objects.update(at=datetime(2001, 1, 1, 9, 30, tzinfo=UTC))
    for model in ("score", "scoreversion"):
        page = text(admin_client.get(f"/admin/judging/{model}/"))
        assert ('<td class="field-event">The Gala</td>' in page, "Jan. 1, 2001, 6:30 p.m." in page) == (True, True)


# --- every version ---------------------------------------------------------------------------------------


def versions_of(gala, judge=None):
    return f"/admin/judging/score/versions/{(judge or gala.ann).pk}/{gala.red.pk}/{gala.final.pk}/"


@pytest.fixture
def three(gala):
    """A sheet with three versions."""
    gala.score(gala.ann, gala.red, "5", "6", team_note="First words")
    gala.score(gala.ann, gala.red, "7", "6")
    marks = {"technique": Decimal("7"), "style": None}
    record_score(Submission(gala.ann, gala.red, gala.final, marks, reasons={"style": "My cousin"}))
    return gala


def differences(page):
    return [(line["name"], line["left"], line["right"], line["changed"]) for line in page.context["differences"]]


def test_the_history_tells_every_version_and_compares_the_last_two(admin_client, three):
    page = admin_client.get(versions_of(three))
    assert [row.number for row, _ in page.context["versions"]] == [3, 2, 1]
    assert differences(page) == [
        ("Technique", "7", "7", False),
        ("Style", "6", "abstained (My cousin)", True),
        ("Note for the team", "First words", "First words", False),
    ]
    assert differences(admin_client.get(versions_of(three), {"a": "1", "b": "2"}))[0] == ("Technique", "5", "7", True)


def test_an_old_version_is_restored_as_a_new_one_and_the_others_stay(admin_client, admin_user, three):
    set_round_status([three.final], "locked")
    page = admin_client.post(versions_of(three), {"restore": "1", "base": "3"}, follow=True)
    assert "Version 1 is restored, as version 4." in text(page)
    versions = ScoreVersion.objects.values_list("number", "marks", "team_note", "reason", "user", "address")
    assert versions[0][:2] == (1, {"technique": "5", "style": "6"})
    restored = (4, {"technique": "5", "style": "6"}, "First words", "Restored version 1", admin_user.pk, "127.0.0.1")
    assert list(versions)[3:] == [restored]
    assert read_public("gala").body["standings"][0]["total"] == "11"


def test_a_version_is_not_restored_over_one_that_came_in_meanwhile(admin_client, three):
    three.score(three.ann, three.red, "1", "1")
    page = admin_client.post(versions_of(three), {"restore": "1", "base": "3"}, follow=True)
    assert "Not restored. The sheet was changed meanwhile." in text(page)
    assert ScoreVersion.objects.count() == 4


def test_a_version_that_no_longer_fits_is_not_restored(admin_client, three):
    criterion = Criterion.objects.create(round=three.final, code="charm", name="Charm")
    record_score(Submission(three.ann, three.red, three.final, dict.fromkeys(("technique", "style", "charm"), Decimal(1))))
    criterion.delete()
    newest = Score.objects.get().version
    page = admin_client.post(versions_of(three), {"restore": "4", "base": str(newest)}, follow=True)
    assert "There is no such criterion in this round." in text(page)
    assert Score.objects.get().version == newest


def test_a_deleted_sheet_is_found_and_brought_back(admin_client, three):
    Score.objects.get().delete()
    listed = admin_client.get("/admin/judging/scoreversion/")
    assert versions_of(three) in text(listed)
    assert "This sheet was deleted" in text(admin_client.get(versions_of(three)))
    admin_client.post(versions_of(three), {"restore": "2", "base": "0"})
    assert Score.objects.get().marks.count() == 2


@pytest.mark.parametrize("asked", [{"a": "9"}, {"a": "x"}, {"b": "²"}, {"b": "-1"}])
def test_a_version_that_is_none_is_404(admin_client, three, asked):
    assert admin_client.get(versions_of(three), asked).status_code == 404
    assert admin_client.post(versions_of(three), {"restore": next(iter(asked.values()))}).status_code == 404


def test_what_was_never_sent_has_no_history(admin_client, three):
    assert admin_client.get(versions_of(three, three.bob)).status_code == 404


def test_versions_are_nobodys_to_change_or_to_see_from_another_event(admin_client, client, three, django_user_model):
    row = ScoreVersion.objects.first()
    assert admin_client.post(f"/admin/judging/scoreversion/{row.pk}/change/", {"number": 7}).status_code == 403
    assert admin_client.post(f"/admin/judging/scoreversion/{row.pk}/delete/", {"post": "yes"}).status_code == 403
    client.force_login(django_user_model.objects.create_user("pia", is_staff=True))
    assert client.get(versions_of(three)).status_code == 403
    assert client.post(versions_of(three), {"restore": "1", "base": "3"}).status_code == 403
    assert list(client.get("/admin/judging/scoreversion/").context["cl"].result_list) == []
    assert ScoreVersion.objects.count() == 3


# --- corrections -----------------------------------------------------------------------------------------


def test_a_correction_changes_reasons_and_notes_too(admin_client, three):
    score = Score.objects.get()
    SheetReturn.objects.create(judge=three.ann, team=three.red, round=three.final, version=3, note="Look again", by=three.bob)
    assert "Bob: Look again" in text(admin_client.get(change(score)))
    fields = {"marks-1-reason": "Her cousin", "team_note": "Second words", "reason": "Typo"}
    assert send(admin_client, change(score), fields).status_code == 302
    newest = ScoreVersion.objects.last()
    assert (newest.marks, newest.reasons) == ({"technique": "7", "style": None}, {"style": "Her cousin"})
    assert (newest.team_note, newest.reason) == ("Second words", "Typo")


def test_only_an_abstention_has_a_reason(admin_client, three):
    answer = send(admin_client, change(Score.objects.get()), {"marks-0-reason": "x", "reason": "Typo"})
    assert "Only an abstention has a reason." in text(answer)
    assert ScoreVersion.objects.count() == 3


# --- a new sheet -----------------------------------------------------------------------------------------

ADD = "/admin/judging/score/add/"


def address(gala):
    return f"{ADD}?judge={gala.ann.pk}&team={gala.red.pk}&round={gala.final.pk}"


def filled(gala, **more):
    marks = {f"mark-{gala.technique.pk}": "7.75", f"abstain-{gala.style.pk}": "on", f"why-{gala.style.pk}": "My cousin"}
    return marks | {"reason": "From paper"} | more


def test_a_sheet_from_paper_is_entered_even_into_a_locked_round(admin_client, admin_user, gala):
    set_round_status([gala.final], "locked")
    assert "whose sheet is it" in text(admin_client.get(ADD))
    assert "0 to 10 in steps of 0.25" in text(admin_client.get(address(gala)))
    answer = admin_client.post(address(gala), filled(gala, private_note="Read twice"))
    assert answer.url == change(Score.objects.get())
    version = ScoreVersion.objects.get()
    assert (version.marks, version.reasons) == ({"technique": "7.75", "style": None}, {"style": "My cousin"})
    assert (version.user, version.reason, version.private_note) == (admin_user, "From paper", "Read twice")
    assert read_public("gala").body["standings"][0]["total"] == "7.75"


@pytest.mark.parametrize(
    "change",
    [
        {"reason": ""},
        {"mark": "11"},
        {"mark": "7.8"},
        {"mark": "x"},
        {"mark": "1", "abstain": "on"},
        {"mark": "", "abstain_style": ""},
        {"team_note": "x" * 2001},
    ],
)
def test_a_sheet_that_cannot_be_is_not_entered(admin_client, gala, change):
    names = {"mark": f"mark-{gala.technique.pk}", "abstain": f"abstain-{gala.technique.pk}"}
    names["abstain_style"] = f"abstain-{gala.style.pk}"
    sent = filled(gala, **{names.get(name, name): value for name, value in change.items()})
    page = admin_client.post(address(gala), {name: value for name, value in sent.items() if value})
    assert (page.status_code, page.context["form"].is_valid()) == (200, False)
    assert not Score.objects.exists()


def test_a_sheet_that_is_there_is_corrected_instead(admin_client, gala):
    gala.score(gala.ann, gala.red, "5", "5")
    for answer in (admin_client.get(address(gala)), admin_client.post(address(gala), filled(gala))):
        assert answer.url == change(Score.objects.get())
    assert ScoreVersion.objects.count() == 1


def test_judge_team_and_round_are_of_one_event_and_of_ones_own(client, gala, django_user_model):
    other = Gala(slug="elsewhere")
    boss = django_user_model.objects.create_user("olga", is_staff=True)
    gala.event.organisers.add(boss)
    client.force_login(boss)
    mixed = f"{ADD}?judge={gala.ann.pk}&team={other.red.pk}&round={gala.final.pk}"
    assert client.post(mixed, filled(gala)).context["place"].errors.keys() == {"team"}
    other.event.organisers.add(boss)
    assert "must be of the same event" in text(client.post(mixed, filled(gala)))
    assert not Score.objects.exists()


# --- late marks and confirmations ------------------------------------------------------------------------


def test_late_marks_of_one_judge_are_let_into_a_locked_round(admin_client, gala):
    act(admin_client, Round, "lock_rounds", gala.final)
    late = added("extensions", {"judge": gala.ann.pk})
    assert send(admin_client, change(gala.final), late).status_code == 302
    gala.score(gala.ann, gala.red, "5", "5")
    with pytest.raises(NotOpen):
        gala.score(gala.bob, gala.red, "5", "5")
    act(admin_client, Round, "close_rounds", gala.final)
    with pytest.raises(NotOpen):
        gala.score(gala.ann, gala.red, "6", "6")


def test_a_judge_of_another_event_is_no_late_judge(admin_client, gala):
    other = Gala(slug="elsewhere")
    answer = send(admin_client, change(gala.final), added("extensions", {"judge": other.ann.pk}))
    assert "extensions-0-judge" in errors_of(answer)
    assert not Extension.objects.exists()


def test_an_organiser_confirms_in_the_head_judges_place_and_takes_it_back(admin_client, admin_user, gala):
    Rules.objects.create(event=gala.event, confirm=True)
    gala.score(gala.ann, gala.red, "5", "5")
    assert "1 round is confirmed." in text(act(admin_client, Round, "confirm_rounds", gala.final))
    assert read_public("gala").body["standings"][0]["total"] == "10"
    assert RoundConfirmation.objects.get().user == admin_user
    act(admin_client, Round, "end_confirmations", gala.final)
    assert read_public("gala").body["standings"][0]["total"] is None
    assert RoundConfirmation.objects.get().ended_because == "admin took it back."


def test_a_round_that_has_not_begun_is_not_confirmed(admin_client, gala):
    set_round_status([gala.final], "upcoming")
    assert "0 rounds are confirmed." in text(act(admin_client, Round, "confirm_rounds", gala.final))
