"""The static copy: every link in it leads to a file in it, it asks nobody for anything, and it holds all that is public."""

import base64
import io
import json
import posixpath
import re
import zipfile

import pytest

from events import board
from events.explanation import read_explanation
from events.models import Look
from events.results.archive import archive_files, read_whole
from events.results.reading import read_results
from tests.events.results.gala import decided_gala
from tests.judging.exchange.files import logo_file

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def gala():
    gala = decided_gala()
    gala.event.status, gala.event.detail = "final", "marks"
    gala.event.save()
    return gala


PNG = base64.b64decode(logo_file())


def files(gala):
    return archive_files(read_whole(read_results(gala.event)))


def test_it_holds_the_board_every_team_and_every_form_of_the_results(gala):
    pages = [f"teams/team-{code}.{kind}" for code in ("blue", "gone", "green", "late", "red") for kind in ("html", "json")]
    top = ["board.json", "index.html", "results.csv", "results.json", "results.pdf", "results.xlsx"]
    styles = [f"static/css/{name}.css" for name in ("base", "board", "results", "tokens")]
    assert sorted(files(gala)) == sorted([*top, *pages, *styles, "static/img/favicon.svg"])


def test_the_organisers_colours_and_logo_come_along(gala):
    plain = set(files(gala))
    Look.objects.create(event=gala.event, accent="#0a7cff", logo=PNG, logo_digest="abc")
    held = files(gala)
    assert held["logo.png"] == PNG
    assert set(held) - plain == {"look.css", "logo.png"}
    index = held["index.html"].decode()
    assert [index.count(link) for link in ('href="look.css"', 'src="logo.png"')] == [1, 1]
    assert 'href="../look.css"' in held["teams/team-red.html"].decode()


def references(name, text):
    """Everything that a file of the copy points to."""
    if name.endswith(".html"):
        return re.findall(r"""(?:href|src|action|srcset)=["']([^"'#]*[./][^"'#]*)""", text)
    return re.findall(r"url\(([^)]*)\)|@import\s+([^;]*)", text) if name.endswith(".css") else []


def test_every_reference_leads_to_a_file_of_the_copy(gala):
    held = files(gala)
    led = {
        (name, reference)
        for name, content in held.items()
        if name.endswith((".html", ".css"))
        for reference in references(name, content.decode())
    }
    assert len(led) > 20
    dead = [
        (name, reference)
        for name, reference in led
        if posixpath.normpath(posixpath.join(posixpath.dirname(name), reference)) not in held
    ]
    assert dead == []


def test_every_fragment_leads_to_an_element(gala):
    held = {name: content.decode() for name, content in files(gala).items() if name.endswith(".html")}
    for name, text in held.items():
        for page, fragment in re.findall(r'href="([^"#]*)#([^"]+)"', text):
            target = posixpath.normpath(posixpath.join(posixpath.dirname(name), page)) if page else name
            assert f'id="{fragment}"' in held[target], (name, page, fragment)


def test_it_needs_no_script_and_no_server(gala):
    text = b"".join(content for name, content in files(gala).items() if name.endswith(".html")).decode()
    assert re.findall(r"<script|<form|<iframe|hx-|//[a-z]", text) == []


def test_pages_and_data_are_the_published_ones(gala):
    held = files(gala)
    snapshot = board.read_public("gala")
    assert held["board.json"].decode() == snapshot.text
    assert json.loads(held["teams/team-red.json"]) == {
        "cursor": str(snapshot.cursor),
        "row": next(row for row in snapshot.body["standings"] if row["team"] == "red"),
        "explanation": read_explanation(gala.event.pk, "red"),
    }
    assert "Official final results" in held["index.html"].decode()
    assert "Ann: 9.25" in held["teams/team-red.html"].decode()


def test_codes_that_differ_in_case_alone_keep_files_of_their_own(gala):
    gala.late.code = "RED"
    gala.late.save()
    names = [name.lower() for name in files(gala)]
    assert (len(names), "teams/team-red--2.html" in names) == (len(set(names)), True)


def test_the_zip_is_public_once_the_results_are_final(client, gala):
    answer = client.get("/events/gala/archive.zip")
    with zipfile.ZipFile(io.BytesIO(answer.content)) as archive:
        assert {name: archive.read(name) for name in archive.namelist()} == files(gala)
    board.freeze(gala.event.pk)
    assert client.get("/events/gala/archive.zip").status_code == 404
    board.release(gala.event.pk)
    gala.event.status = "live"
    gala.event.save()
    assert client.get("/events/gala/archive.zip").status_code == 404


def test_the_same_board_gives_the_same_bytes(gala):
    assert files(gala) == files(gala)
