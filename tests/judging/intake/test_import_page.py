"""The import: nothing is written before the preview is confirmed, what was previewed is what is written."""

import re
import time

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from events.board import committed, read_public
from events.models import Division, Team, code_validator
from judging.assigning import matrix_of
from judging.duties import duties_of
from judging.models import Assignment, Conflict, Judge, Project, Upload
from judging.record.read import Wanted, entries
from tests.cast import Gala
from tests.judging.intake.test_tables import workbook

pytestmark = pytest.mark.django_db(transaction=True)


def url(event):
    return reverse("admin:events_event_import", args=[event.pk])


def bring(client, event, text, kind="teams"):
    """Paste a table; returns the page after it: the preview, or the question about columns."""
    return client.post(url(event), {"kind": kind, "text": text}, follow=True)


def upload(client, event, name, data, kind="teams"):
    return client.post(url(event), {"kind": kind, "file": SimpleUploadedFile(name, data), "text": ""}, follow=True)


def outcomes(page):
    return [(o.line, o.action, o.name, o.changes, o.reasons) for o in page.context["preview"].outcomes]


def address(page):
    return page.redirect_chain[-1][0] if page.redirect_chain else page.request["PATH_INFO"] + "?" + page.request["QUERY_STRING"]


def confirm(client, page, digest=None):
    return client.post(address(page), {"digest": digest or page.context["preview"].digest}, follow=True)


def teams(event):
    return list(event.teams.order_by("id").values_list("code", "name", "organisation"))


BEFORE = [("red", "Red", ""), ("green", "Green", ""), ("blue", "Blue", "")]
FAULTY = """Team,Code,Organisation,Order
Red,,Fire Brigade,
Green,green,,
Violet,,Flowers,7
Orange,or/ange,,
,,,5
Violet,,,
Brown,,,first
"""


def test_every_row_is_named_with_what_it_will_do_and_nothing_is_written(office, gala):
    page = bring(office, gala.event, FAULTY)
    assert outcomes(page) == [
        (2, "change", "Red", {"organisation": ("", "Fire Brigade")}, []),
        (3, "same", "Green", {}, []),
        (
            4,
            "add",
            "Violet",
            {"name": ("", "Violet"), "organisation": ("", "Flowers"), "order": ("", "7"), "code": ("", "violet")},
            [],
        ),
        (5, "refuse", "Orange", {}, [f"or/ange: {code_validator.message}"]),
        (6, "refuse", "", {}, ["The name is missing. Write one into this line, or leave the line out."]),
        (
            7,
            "refuse",
            "Violet",
            {},
            ["This one stands in line 4 already. Keep one of the two lines, or give them codes of their own."],
        ),
        (8, "refuse", "Brown", {}, ["The running order first is not a whole number. Write 1, 2, 3, or leave it empty."]),
    ]
    text = page.content.decode()
    assert re.search(r"<strong>4</strong> are refused", text)
    assert "Write 2 rows, without the refused ones" in text
    assert teams(gala.event) == BEFORE


def test_what_was_previewed_is_what_is_written_with_one_step_of_the_board(office, gala):
    before = committed(gala.event.pk)
    page = confirm(office, bring(office, gala.event, FAULTY))
    assert "2 rows were written: 1 added, 1 changed, 1 left as they were, 4 refused." in page.content.decode()
    assert teams(gala.event) == [
        ("red", "Red", "Fire Brigade"),
        ("green", "Green", ""),
        ("blue", "Blue", ""),
        ("violet", "Violet", "Flowers"),
    ]
    assert committed(gala.event.pk).version == before.version + 1
    assert [row["name"] for row in read_public("gala").body["standings"]] == ["Red", "Green", "Blue", "Violet"]
    assert Upload.objects.count() == 0
    told = [(entry.who, entry.what) for entry in entries(gala.event, Wanted())[:3]]
    assert set(told) == {
        ("olga", "Team added: Violet"),
        ("olga", "Team changed: Red"),
        ("olga", "a pasted table was imported: Teams or projects."),
    }


def test_the_same_table_again_changes_nothing(office, gala):
    confirm(office, bring(office, gala.event, FAULTY))
    page = bring(office, gala.event, FAULTY)
    assert {o.action for o in page.context["preview"].outcomes} == {"same", "refuse"}
    assert "There is nothing to write." in page.content.decode()


def test_an_event_that_has_changed_meanwhile_gets_a_new_preview_and_says_so(office, gala):
    page = bring(office, gala.event, FAULTY)
    Team.objects.create(event=gala.event, name="Violet")
    again = confirm(office, page)
    assert "The event has changed since this preview was made, nothing was written." in again.content.decode()
    assert (4, "change", "Violet") in [each[:3] for each in outcomes(again)]
    assert Team.objects.filter(name="Red", organisation="").exists()
    confirm(office, again)
    assert Team.objects.filter(name="Violet", organisation="Flowers").count() == 1


def test_a_confirmation_without_its_preview_writes_nothing(office, gala):
    page = bring(office, gala.event, FAULTY)
    confirm(office, page, digest="0" * 64)
    assert teams(gala.event) == BEFORE


def test_a_platforms_export_is_mapped_by_itself(office, gala):
    text = (
        "Project Title,Submission Url,Project Status,Judging Status,Table Number,Team Name,Submitter First Name,"
        "Submitter Last Name,Submitter Email,Team Member 1 First Name,Team Member 1 Last Name\n"
        "Robo Chef,https://x,Submitted,Pending,A12,The Bots,Ada,Lovelace,ada@example.org,Alan,Turing\n"
        "Sound of Bees,https://y,Submitted,Pending,B3,Hive,Grace,Hopper,g@example.org,,\n"
    )
    page = confirm(office, upload(office, gala.event, "projects.csv", text.encode("utf-8-sig")))
    assert "2 rows were written" in page.content.decode()
    assert teams(gala.event)[3:] == [("robo-chef", "Robo Chef", "The Bots"), ("sound-of-bees", "Sound of Bees", "Hive")]
    assert list(Project.objects.values_list("team__code", "table", "members")) == [
        ("robo-chef", "A12", "Ada Lovelace, Alan Turing"),
        ("sound-of-bees", "B3", "Grace Hopper"),
    ]
    assert [team.code for team in matrix_of(gala.event, gala.final).teams][:2] == ["robo-chef", "sound-of-bees"]


def test_unsure_columns_are_asked_about_before_there_is_a_preview(office, gala):
    page = bring(office, gala.event, "Act\tNr\tTrack\nABBA\t8\tPop\n")
    assert page.context["preview"] is None
    text = page.content.decode()
    assert text.count("<em>please check</em>") == 2
    asked = {f"column-{number}": name for number, name in enumerate(["name", "name", "division"])}
    assert "Two columns are both meant to be Name on the board" in office.post(address(page), asked, follow=True).content.decode()
    page = office.post(address(page), asked | {"column-1": "order"}, follow=True)
    assert page.context["preview"].outcomes[0].hints == ["The division Pop is new and is added."]
    confirm(office, page)
    team = Team.objects.get(name="ABBA")
    assert (team.order, team.division) == (8, Division.objects.get(name="Pop"))


def test_columns_can_be_looked_at_even_where_the_guess_was_sure(office, gala):
    page = bring(office, gala.event, "Team,Table\nViolet,A1\n")
    assert page.context["preview"] is not None
    assert "Change the columns" in page.content.decode()
    assert office.get(address(page) + "&columns=1").context["preview"] is None


def test_two_teams_of_one_name_are_told_apart_by_their_codes(office, gala):
    Team.objects.create(event=gala.event, name="Red", code="red-2")
    page = bring(office, gala.event, "Team,Organisation\nred,X\n")
    assert outcomes(page)[0][4] == ["2 here have this name: add a column with the code."]
    page = confirm(office, bring(office, gala.event, "Team,Code,Organisation\nRed,red-2,X\nRed,red-3,Y\n"))
    assert Team.objects.get(code="red-2").organisation == "X"
    assert Team.objects.get(code="red-3").organisation == "Y"


def test_judges_come_from_a_workbook(office, gala):
    data = workbook(["Judge", "Code", "Status"], ["Cid", 7, "Active"], ["Bob", None, "gone"])
    page = upload(office, gala.event, "judges.xlsx", data, "judges")
    assert outcomes(page) == [
        (2, "add", "Cid", {"name": ("", "Cid"), "code": ("", "7"), "status": ("", "active")}, []),
        (3, "refuse", "Bob", {}, ["The status gone is not known. Write one of: active, withdrawn."]),
    ]
    confirm(office, page)
    cid = Judge.objects.get(code="7")
    assert (cid.name, cid.status, len(cid.link_key) > 10) == ("Cid", "active", True)


def test_assignments_name_judges_and_teams_and_say_who_is_unknown(office, gala):
    Assignment.objects.filter(judge=gala.ann).delete()
    Conflict.objects.create(judge=gala.ann, team=gala.blue)
    text = "Judge,Team,Round\nAnn,Red,Final\nAnn,gren,\nann,BLUE,\nBob,Red,\nAnn,Red,final\nEve,Red,\nAnn,Green,Semi\n"
    page = bring(office, gala.event, text, "assignments")
    assert [(o.action, o.name, o.reasons) for o in page.context["preview"].outcomes] == [
        ("add", "Ann - Red", []),
        ("refuse", "Ann - gren", ["There is no team gren. Is it Green?"]),
        (
            "refuse",
            "Ann - Blue",
            ["A conflict of interest keeps these two apart. Take the conflict away on the judge's page first."],
        ),
        ("same", "Bob - Red", []),
        ("refuse", "Ann - Red", ["This stands in line 2 already."]),
        ("refuse", "Eve - Red", ["There is no judge Eve."]),
        ("refuse", "Ann - Green", ["There is no round Semi."]),
    ]
    confirm(office, page)
    assert set(duties_of(gala.event.pk)[gala.ann.pk]) == {(gala.final.pk, gala.red.pk)}
    assert len(duties_of(gala.event.pk)[gala.bob.pk]) == 3


def test_conflicts_are_imported_and_changed(office, gala):
    confirm(office, bring(office, gala.event, "Judge,Team,Reason\nAnn,Red,Sister\nBob,Red,\n", "conflicts"))
    page = bring(office, gala.event, "Judge,Team,Reason\nAnn,Red,Cousin\nBob,Red,\n", "conflicts")
    assert [o.action for o in page.context["preview"].outcomes] == ["change", "same"]
    confirm(office, page)
    kept = list(Conflict.objects.values_list("judge__code", "team__code", "reason"))
    assert kept == [("ann", "red", "Cousin"), ("bob", "red", "")]


def test_two_thousand_rows_are_read_shown_and_written_within_seconds(office, gala):
    rows = [["Team", "Organisation", "Table"], *([f"Team {n}", f"School {n % 90}", n] for n in range(2000))]
    data = workbook(*rows)
    started = time.perf_counter()
    page = upload(office, gala.event, "teams.xlsx", data)
    assert page.context["counts"] == {"add": 2000, "change": 0, "same": 0, "refuse": 0}
    confirm(office, page)
    assert Team.objects.count() == 2003
    assert time.perf_counter() - started < 30


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ({"kind": "teams", "text": ""}, "There is no table"),
        ({"kind": "nonsense", "text": "Team\nA"}, "not one of the available choices"),
        ({"kind": "teams", "text": "Team"}, "only one line"),
        ({"kind": "teams", "text": "Team\nA", "file": SimpleUploadedFile("a.csv", b"Team\nB")}, "not both"),
    ],
)
def test_what_cannot_be_read_is_refused_with_the_way_out(office, gala, body, words):
    assert words in office.post(url(gala.event), body).content.decode()
    assert Upload.objects.count() == 0


def test_an_upload_is_its_owners_alone(office, gala, django_user_model, admin_client):
    page = bring(office, gala.event, FAULTY)
    assert "no longer here" in admin_client.get(address(page), follow=True).content.decode()
    other = Gala(slug="elsewhere")
    assert office.get(url(other.event)).status_code == 403
    assert office.post(url(other.event), {"kind": "teams", "text": "Team\nSpy"}).status_code == 403
    foreign = url(other.event) + f"?upload={Upload.objects.get().pk}"
    assert admin_client.post(foreign, {"digest": "x"}, follow=True).status_code == 200
    assert other.event.teams.count() == 3


def test_an_old_upload_is_forgotten(office, gala):
    page = bring(office, gala.event, FAULTY)
    Upload.objects.update(created_at="2020-01-01T00:00:00Z")
    bring(office, gala.event, "Team\nA\n")
    assert Upload.objects.count() == 1
    assert "no longer here" in office.get(address(page), follow=True).content.decode()
