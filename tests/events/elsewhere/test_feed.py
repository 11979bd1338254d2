"""Feed, picture and preview tell the published board, again only when it has changed, and nothing under a freeze."""

import io
import re
import xml.etree.ElementTree as ET
from datetime import datetime

import pytest
from django.core.cache import cache
from PIL import Image

from events import board
from events.elsewhere.drawing import Palette, draw
from events.look import tokens_for
from events.models import Look
from events.results.reading import read_results
from tests.cast import Gala
from tests.events.results.gala import decided_gala

pytestmark = pytest.mark.django_db(transaction=True)

ATOM = {"a": "http://www.w3.org/2005/Atom"}


@pytest.fixture
def gala():
    return decided_gala()


def atom(client):
    answer = client.get("/events/gala/feed.atom")
    assert (answer.status_code, answer["Content-Type"]) == (200, "application/atom+xml; charset=utf-8")
    return ET.fromstring(answer.content)


def text(element, path):
    return element.findtext(path, namespaces=ATOM)


def test_the_feed_has_one_entry_that_is_the_published_board(client, gala):
    feed, snapshot = atom(client), board.read_public("gala")
    page = "http://localhost:8000/events/gala/"
    assert (text(feed, "a:title"), text(feed, "a:id")) == ("The Gala", page)
    links = {link.get("rel"): link.get("href") for link in feed.findall("a:link", ATOM)}
    assert links == {"alternate": page, "self": f"{page}feed.atom"}
    (entry,) = feed.findall("a:entry", ATOM)
    assert text(entry, "a:id") == f"{page}#{snapshot.cursor}"
    assert text(entry, "a:title") == "1. =1+1 12.25, 1. Łódź Größe 12.25, 3. Привет <b> 1.5"
    at = datetime.fromisoformat(snapshot.body["updated_at"]).replace(microsecond=0)
    assert [datetime.fromisoformat(text(each, "a:updated")).replace(microsecond=0) for each in (feed, entry)] == [at, at]
    told = text(entry, "a:summary")
    assert "<p>Not final: judging goes on</p>" in told
    assert '<li value="3">Привет &lt;b&gt;: 1.5</li>' in told
    assert '<li value="1">Łódź Größe (Ωμέγα): 12.25 (shared)</li>' in told


def test_a_reader_that_comes_back_gets_a_new_entry_only_for_a_new_board(client, gala):
    first = client.get("/events/gala/feed.atom")
    again = client.get("/events/gala/feed.atom", headers={"If-None-Match": first["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    gala.score(gala.bob, gala.blue, "10", "10")
    changed = client.get("/events/gala/feed.atom", headers={"If-None-Match": first["ETag"]})
    assert changed.status_code == 200
    entries = [text(ET.fromstring(answer.content), "a:entry/a:id") for answer in (first, changed)]
    assert len(set(entries)) == 2


def test_before_any_score_the_feed_says_so(client):
    Gala()
    assert text(atom(client), "a:entry/a:title") == "Not final: judging goes on"


@pytest.mark.parametrize("page", ["feed.atom", "podium.png", "embed/", "overlay/"])
def test_under_a_freeze_not_a_byte_changes_while_scores_do(client, gala, page):
    board.freeze(gala.event.pk)
    before = client.get(f"/events/gala/{page}").content
    gala.score(gala.bob, gala.blue, "10", "10")
    cache.clear()
    assert client.get(f"/events/gala/{page}").content == before


_red = io.BytesIO()
Image.new("RGBA", (200, 100), "red").save(_red, "PNG")
PNG = _red.getvalue()

# --- the picture -----------------------------------------------------------------------------------------


def picture(client, query=""):
    answer = client.get(f"/events/gala/podium.png{query}")
    assert (answer.status_code, answer["Content-Type"]) == (200, "image/png")
    return answer, Image.open(io.BytesIO(answer.content)).convert("RGB")


def has(image, box, colour):
    return colour in {found for _, found in image.crop(box).getcolors(1_000_000)}


def test_the_picture_shows_the_first_three_with_the_leaders_marked(client, gala):
    answer, image = picture(client)
    assert image.size == (1200, 630)
    assert image.getpixel((2, 2)) == Palette().paper
    # Two teams share the first place, the third row is not theirs.
    assert [has(image, (80, top, 200, top + 112), Palette().accent) for top in (206, 334, 462)] == [True, True, False]
    again = client.get("/events/gala/podium.png", headers={"If-None-Match": answer["ETag"]})
    assert (again.status_code, again.content) == (304, b"")


def test_the_picture_changes_with_the_board_and_only_with_it(client, gala):
    first = picture(client)[0].content
    cache.clear()
    assert picture(client)[0].content == first
    gala.score(gala.bob, gala.blue, "10", "10")
    assert picture(client)[0].content != first


def test_the_picture_has_the_organisers_colours_and_logo(client, gala):
    plain = picture(client)[0]
    Look.objects.create(event=gala.event, accent="#0a7cff", ground="#101820", logo=PNG, logo_digest="red")
    answer, image = picture(client)
    assert answer["ETag"] != plain["ETag"]
    assert image.getpixel((2, 2)) == (0x10, 0x18, 0x20)
    accent = tokens_for("dark", "#0a7cff", "#101820")["accent"]
    assert [has(image, (80, top, 200, top + 112), accent) for top in (206, 334, 462)] == [True, True, False]
    assert image.getpixel((1200 - 72 - 20, 80)) == (255, 0, 0)


def test_names_of_any_length_and_no_team_at_all_are_drawn(gala):
    gala.event.name = gala.red.name = "Wide " * 39
    gala.event.save()
    gala.red.save()
    assert Image.open(io.BytesIO(draw(read_results(gala.event)))).size == (1200, 630)
    empty = Gala(slug="empty")
    assert Image.open(io.BytesIO(draw(read_results(empty.event)))).size == (1200, 630)


# --- the preview -----------------------------------------------------------------------------------------


def test_the_page_names_feed_and_picture_for_previews(client, gala):
    page = client.get("/events/gala/").content.decode()
    found = dict(re.findall(r'<meta (?:property|name)="((?:og|twitter):[a-z_:]+)" content="([^"]*)"', page))
    cursor = board.read_public("gala").cursor
    leaders = "1. =1+1 12.25, 1. Łódź Größe 12.25, 3. Привет &lt;b&gt; 1.5"
    assert found == {
        "og:type": "website",
        "og:site_name": "Podium",
        "og:title": "The Gala",
        "og:url": "http://localhost:8000/events/gala/",
        "og:description": leaders,
        "og:image": f"http://localhost:8000/events/gala/podium.png?board={cursor}",
        "og:image:type": "image/png",
        "og:image:width": "1200",
        "og:image:height": "630",
        "og:image:alt": leaders,
        "twitter:card": "summary_large_image",
    }
    picture(client, f"?board={cursor}")
    assert '<link rel="alternate" type="application/atom+xml" title="The Gala" href="/events/gala/feed.atom">' in page
