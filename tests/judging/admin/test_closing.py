"""An organiser closes an event: told what will happen, asked about the freeze; then certificates and the static copy."""

import io
import zipfile
from datetime import timedelta

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone
from pypdf import PdfReader

from events import board
from events.models import Board, Event
from events.results.archive import archive_files, read_whole
from events.results.reading import read_results
from judging.confirmations import confirm_round
from judging.models import Rules, SheetReturn
from judging.scoring import NotOpen
from tests.cast import Gala
from tests.events.results.gala import decided_gala
from tests.judging.admin.test_setting_up import act

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def gala():
    return decided_gala()


def url(gala, name):
    return f"/admin/events/event/{gala.event.pk}/{name}/"


def state(gala):
    body = board.read_public("gala").body
    return body["event"]["status"], body["event"]["frozen"], [round_["status"] for round_ in body["rounds"]]


def test_the_action_leads_to_a_page_that_says_what_will_happen_and_changes_nothing(admin_client, gala):
    board.freeze(gala.event.pk)
    before = board.read_public("gala")
    answer = act(admin_client, Event, "close_event", gala.event)
    assert answer.redirect_chain == [(url(gala, "close"), 302)]
    page = answer.content.decode()
    for words in (
        "Final (open), Encore (open).",
        "5 expected sheets have not come.",
        "1 team has no score, so no rank.",
        "2 teams share their rank with another.",
        "The public board is frozen",
        "Keep it frozen",
    ):
        assert words in page, words
    assert board.read_public("gala") == before
    assert state(gala) == ("live", True, ["open", "open"])


def test_what_a_head_judge_has_left_open_is_said(admin_client, gala):
    Rules.objects.create(event=gala.event, confirm=True)
    SheetReturn.objects.create(judge=gala.ann, team=gala.red, round=gala.final, version=1, note="Look again")
    confirm_round(gala.event.rounds.get(code="encore"))
    page = admin_client.get(url(gala, "close")).content.decode()
    assert "These rounds are not confirmed, so they count for nobody: Final." in page
    assert "1 sheet was returned to its judge and has not come again." in page


def test_several_events_are_not_closed_at_once(admin_client, gala):
    other = Gala(slug="other")
    answer = act(admin_client, Event, "close_event", gala.event, other.event)
    assert "Choose a single event" in answer.content.decode()


def test_closing_closes_every_round_and_makes_the_results_official(admin_client, gala):
    page = admin_client.post(url(gala, "close"), follow=True).content.decode()
    assert "The Gala is closed: its results are final." in page
    assert state(gala) == ("final", False, ["closed", "closed"])
    assert read_results(gala.event).official is True
    with pytest.raises(NotOpen):
        gala.final.refresh_from_db()
        gala.score(gala.bob, gala.red, "1", "1")


@pytest.mark.parametrize(("choice", "public"), [("keep", ("live", True)), ("release", ("final", False)), (None, ("live", True))])
def test_a_freeze_is_kept_or_released_as_chosen(admin_client, gala, choice, public):
    board.freeze(gala.event.pk)
    gala.score(gala.bob, gala.blue, "10", "10")
    admin_client.post(url(gala, "close"), {"freeze": choice} if choice else {})
    assert state(gala)[:2] == public
    assert Event.objects.get(pk=gala.event.pk).status == "final"
    assert read_results(gala.event).official is (choice == "release")


def test_a_freeze_that_was_set_ahead_does_not_hide_final_results_later(admin_client, gala):
    Board.objects.filter(event=gala.event).update(freeze_at=timezone.now() + timedelta(hours=1))
    admin_client.post(url(gala, "close"))
    assert Board.objects.get(event=gala.event).freeze_at is None


def test_a_draft_is_not_closed(admin_client, gala):
    gala.event.status = "draft"
    gala.event.save()
    assert "A draft has no results." in admin_client.post(url(gala, "close"), follow=True).content.decode()
    gala.event.refresh_from_db()
    assert (gala.event.status, set(gala.event.rounds.values_list("status", flat=True))) == ("draft", {"open"})


@pytest.mark.parametrize("name", ["close", "results", "certificates", "archive"])
def test_only_those_who_run_the_event_get_in(client, django_user_model, gala, name):
    client.force_login(django_user_model.objects.create_user("otto", password="x", is_staff=True))
    assert client.get(url(gala, name)).status_code == 403
    assert client.post(url(gala, name)).status_code == 403
    client.logout()
    assert client.get(url(gala, name)).status_code == 302


# --- certificates ----------------------------------------------------------------------------------------


def pages(answer):
    assert answer["Content-Type"] == "application/pdf"
    return [page.extract_text() for page in PdfReader(io.BytesIO(answer.content)).pages]


def test_certificates_come_as_the_form_asks(admin_client, gala):
    everyone = pages(admin_client.get(url(gala, "certificates"), {"with_unranked": "on"}))
    assert len(everyone) == 4
    young = pages(admin_client.get(url(gala, "certificates"), {"division": "young", "places": "1", "signed_by": "Olga"}))
    assert ["Olga" in page and "Young" in page for page in young] == [True, True]


def test_certificates_show_the_live_board_through_a_freeze_and_the_page_says_so(admin_client, gala):
    board.freeze(gala.event.pk)
    gala.score(gala.bob, gala.blue, "10", "10")
    assert "certificates show more than the public knows" in admin_client.get(url(gala, "results")).content.decode()
    first = pages(admin_client.get(url(gala, "certificates"), {"places": "1"}))
    assert ["Not final: judging goes on" in page for page in first] == [True] * len(first)


@pytest.mark.parametrize(
    ("query", "problem"),
    [
        ({"places": "0"}, "greater than or equal to 1"),
        ({"division": "elsewhere"}, "Select a valid choice"),
        ({"signed_by": "x" * 81}, "at most 80 characters"),
        ({"division": "old", "paper": "A0"}, "Select a valid choice"),
    ],
)
def test_a_wrong_choice_is_told(admin_client, gala, query, problem):
    assert problem in admin_client.get(url(gala, "certificates"), query, follow=True).content.decode()


def test_signs_that_no_font_has_are_named_before_printing(admin_client, gala):
    gala.blue.name = "日本"
    gala.blue.save()
    assert "日本. The setting FONTS" in admin_client.get(url(gala, "results")).content.decode()


# --- the static copy -------------------------------------------------------------------------------------


def test_organisers_get_the_static_copy_before_the_event_is_final_and_it_shows_what_the_public_sees(admin_client, gala):
    board.freeze(gala.event.pk)
    gala.score(gala.bob, gala.blue, "10", "10")
    answer = admin_client.get(url(gala, "archive"))
    with zipfile.ZipFile(io.BytesIO(answer.content)) as archive:
        assert {name: archive.read(name) for name in archive.namelist()} == archive_files(read_whole(read_results(gala.event)))
    assert answer.content.find(b"11.75") == -1


def test_the_command_writes_it_into_a_folder_or_a_zip(gala, tmp_path, capsys):
    call_command("export_event", "gala", to=tmp_path / "copy")
    expected = archive_files(read_whole(read_results(gala.event)))
    written = {path.relative_to(tmp_path / "copy").as_posix(): path.read_bytes() for path in (tmp_path / "copy").rglob("*.*")}
    assert written == expected
    call_command("export_event", "gala", to=tmp_path / "gala.zip")
    with zipfile.ZipFile(tmp_path / "gala.zip") as archive:
        assert {name: archive.read(name) for name in archive.namelist()} == expected
    assert "Not final: judging goes on." in capsys.readouterr().out


def test_the_command_overwrites_nothing_and_knows_no_drafts(gala, tmp_path):
    (tmp_path / "kept.txt").write_text("kept")
    with pytest.raises(CommandError, match="is there already; nothing was written"):
        call_command("export_event", "gala", to=tmp_path)
    gala.event.status = "draft"
    gala.event.save()
    with pytest.raises(CommandError, match="There is no public event at gala"):
        call_command("export_event", "gala", to=tmp_path / "new")
    assert [path.name for path in tmp_path.iterdir()] == ["kept.txt"]
