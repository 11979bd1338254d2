"""Every language has every text, compiled as it is written, and each page speaks the language it should."""

import os
import re
import shutil
import subprocess
import sys

import polib
import pytest

from events.board import read_public
from events.live.frames import board_html
from events.models import Event
from judging.links import sign_in_url
from tests.cast import Gala
from tests.stack import ROOT, missing

FILES = sorted((ROOT / "locale").glob("*/LC_MESSAGES/django.po"))
PLACES = re.compile(r"%\(\w+\)[sd]|\{\w+\}")


def texts_of(catalogue):
    return {(entry.msgctxt, entry.msgid): entry.msgstr or entry.msgstr_plural for entry in catalogue if not entry.obsolete}


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.parts[-3])
def test_what_is_compiled_is_what_is_written(path):
    written = {key: text for key, text in texts_of(polib.pofile(str(path))).items() if text}
    compiled = texts_of(polib.mofile(str(path.with_suffix(".mo"))))
    assert compiled == written


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.parts[-3])
def test_no_text_is_left_untranslated_and_none_loses_a_place(path):
    catalogue = polib.pofile(str(path))
    assert [entry.msgid for entry in catalogue.untranslated_entries() + catalogue.fuzzy_entries()] == []
    lost = []
    for entry in catalogue:
        for text in [entry.msgstr] if entry.msgstr else entry.msgstr_plural.values():
            places = set(PLACES.findall(text))
            if places not in (set(PLACES.findall(entry.msgid)), set(PLACES.findall(entry.msgid_plural))):
                lost.append(entry.msgid)
    assert lost == []


def test_every_text_of_the_source_is_in_every_file(tmp_path):
    """Collected anew from a copy of the source, as `make messages` does."""
    if shutil.which("xgettext") is None:
        missing("No xgettext: install gettext")
    for folder in ("events", "judging", "scoreboard_site", "templates", "locale"):
        shutil.copytree(ROOT / folder, tmp_path / folder)
    for name in ("manage.py", "CHANGELOG.md"):
        shutil.copy(ROOT / name, tmp_path / name)
    command = [sys.executable, "manage.py", "makemessages", "--all", "--no-location", "--no-wrap", "--no-obsolete"]
    environment = os.environ | {"DJANGO_SETTINGS_MODULE": "scoreboard_site.settings", "SECRET_KEY": "only-for-tests"}
    subprocess.run(command, cwd=tmp_path, env=environment, check=True, capture_output=True)
    for path in FILES:
        fresh = texts_of(polib.pofile(str(tmp_path / path.relative_to(ROOT))))
        assert fresh.keys() ^ texts_of(polib.pofile(str(path))).keys() == set(), "run make messages and translate"


# --- who speaks what ---------------------------------------------------------------------------------------


@pytest.fixture
def gala(transactional_db):
    gala = Gala()
    gala.event.language = "de"
    gala.event.save()
    return gala


def text(answer):
    return " ".join(answer.content.decode().split())


def test_public_pages_speak_the_events_language_whatever_the_browser_asks(gala, client):
    gala.score(gala.ann, gala.red, "7.75", "8")
    for path in ("/events/gala/", "/events/gala/screen/"):
        page = client.get(path, headers={"Accept-Language": "en"})
        assert (page.headers["Content-Language"], '<html lang="de"' in text(page), "Rang" in text(page)) == ("de", True, True)
    assert "Warum" not in text(client.get("/", headers={"Accept-Language": "en"}))
    assert "Veranstaltungen" in text(client.get("/", headers={"Accept-Language": "de"}))


def test_a_board_is_rendered_in_its_events_language_whoever_asks_first(gala):
    from django.utils import translation

    gala.score(gala.ann, gala.red, "7.75", "8")
    with translation.override("en"):
        html = board_html(read_public("gala"))
    assert "<strong>1 von 6</strong> Wertungen sind da" in html
    assert "15,75" in html


def test_an_event_in_a_language_that_podium_lacks_is_shown_in_english(gala, client):
    Event.objects.update(language="nl")
    assert client.get("/events/gala/").headers["Content-Language"] == "en"


@pytest.mark.parametrize(
    ("asked", "spoken"), [("de-AT,en;q=0.5", "de"), ("en-GB", "en"), ("fr,nl;q=0.5", "de"), ("fr,en;q=0.5", "en"), ("", "de")]
)
def test_a_desk_speaks_the_judges_language_or_else_the_events(gala, client, asked, spoken):
    client.post("/judge" + sign_in_url(gala.ann).split("/judge")[1])
    page = client.get("/judge/gala/ann/final/red/", headers={"Accept-Language": asked})
    assert page.headers["Content-Language"] == spoken
    assert ("0 bis 10 in Schritten von 0,25" in text(page)) is (spoken == "de")
    assert ("0 to 10 in steps of 0.25" in text(page)) is (spoken == "en")


def test_a_derivation_is_told_in_the_events_language(gala, client):
    gala.score(gala.ann, gala.red, "7.75", "8")
    gala.score(gala.ann, gala.green, "7.75", "8")
    page = client.get("/events/gala/teams/red/", headers={"Accept-Language": "en"})
    assert "Nichts trennt Red von Green: Sie teilen sich Rang 1." in text(page)


@pytest.mark.parametrize(
    ("asked", "said"),
    [("de", "Möglich ist 0 bis 10."), ("en", "Must be from 0 to 10."), ("fr", "Möglich ist 0 bis 10.")],
)
def test_a_judge_is_told_in_the_desks_language_why_a_mark_was_not_taken(gala, client, asked, said):
    client.post("/judge" + sign_in_url(gala.ann).split("/judge")[1])
    body = {
        "eventId": "gala",
        "roundId": "final",
        "teamId": "red",
        "judgeId": "ann",
        "scores": {"technique": "11", "style": "11"},
    }
    answer = client.post("/api/judge/score", body, content_type="application/json", headers={"Accept-Language": asked})
    assert (answer.status_code, set(answer.json()["fields"].values())) == (422, {said})
