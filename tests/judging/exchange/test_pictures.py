"""The pictures of the screens go with the event file, to the byte, and come in by the same door as an upload."""

import base64
import io
import json
import zipfile

import pytest
from PIL import Image

from events.models import FeedState, Picture, Screen
from events.screen_pictures import add_picture
from events.screens import picture_path
from judging.exchange import dump_event, load_event
from judging.safety.copies import copy_of, read_copy
from judging.safety.restore import restore_event
from tests.judging.exchange.files import load, logo_file
from tests.stack import GALA

pytestmark = pytest.mark.django_db(transaction=True)


def upload(event, name, colour, size=(64, 36)):
    content = base64.b64decode(logo_file(size, colour=colour))
    return add_picture(event, name, io.BytesIO(content), len(content))


@pytest.fixture
def event():
    event = load(GALA)
    upload(event, "Sponsor", "navy")
    upload(event, "Friends", "#ffffff80")
    return event


def pictures_of(event):
    return [(each.name, each.digest, bytes(each.data)) for each in event.pictures.all()]


def test_they_come_back_to_the_byte_and_the_dump_is_the_same(event):
    before, dump = pictures_of(event), dump_event(event)
    event.delete()
    again = load_event(dump)
    assert pictures_of(again) == before
    assert dump_event(again) == dump


def test_a_file_that_is_silent_leaves_them_and_an_empty_list_takes_them_away(event):
    before = pictures_of(event)
    load(GALA, replace=True)
    assert pictures_of(event) == before
    load(GALA | {"pictures": []}, replace=True)
    assert pictures_of(event) == []
    assert "pictures" not in json.loads(dump_event(event))


def test_a_screen_goes_on_showing_a_picture_that_stays(event):
    stays, goes = event.pictures.all()
    screens = [Screen.objects.create(event=event, name=name, view="picture", picture=picture) for name, picture in
               (("Hall", stays), ("Foyer", goes))]  # fmt: skip
    new = {"name": "New", "data": logo_file(colour="green")}
    kept = {"name": stays.name, "data": base64.b64encode(stays.data).decode()}
    load(GALA | {"pictures": [new, kept, kept]}, replace=True)
    assert [each.name for each in event.pictures.all()] == ["New", "Sponsor"]
    for screen in screens:
        screen.refresh_from_db()
    assert [screen.picture and screen.picture.digest for screen in screens] == [stays.digest, None]
    told = json.loads(FeedState.objects.get(kind="screen", event=event).text)["screens"]
    assert told["hall"]["pictures"] == [picture_path(event, stays.digest)]


def hidden(data, kind, content=b"where it was taken"):
    """A WebP file with a chunk more."""
    chunk = kind + len(content).to_bytes(4, "little") + content + b"\0" * (len(content) % 2)
    return data[:4] + (len(data) + len(chunk) - 8).to_bytes(4, "little") + data[8:] + chunk


@pytest.mark.parametrize(
    "change",
    [
        lambda data: hidden(data, b"EXIF"),
        lambda data: hidden(data, b"junk"),
        lambda data: data + b"<script>",
        lambda data: base64.b64decode(logo_file((5000, 100), "WEBP")),
        lambda data: base64.b64decode(logo_file()),
    ],
    ids=["metadata", "something unknown", "something behind it", "too wide", "no WebP"],
)
def test_what_is_not_as_we_draw_it_is_drawn_anew(event, change):
    ours = bytes(event.pictures.first().data)
    given = change(ours)
    load(GALA | {"pictures": [{"name": "Other", "data": base64.b64encode(given).decode()}]}, replace=True)
    kept = bytes(Picture.objects.get().data)
    with Image.open(io.BytesIO(kept)) as image:
        assert (image.format, image.width <= 3840) == ("WEBP", True)
    assert (b"taken" in kept, b"script" in kept, kept == given) == (False, False, False)
    dump = dump_event(event)
    load_event(dump, replace=True)
    assert dump_event(event) == dump


def test_a_copy_holds_them_once_and_brings_them_back(event):
    before = pictures_of(event)
    data, _ = copy_of([event])
    load(GALA | {"pictures": []}, replace=True)
    restore_event(read_copy(data), "gala", people=False, replace=True)
    assert pictures_of(event) == before
    # In its rows; the event file beside them would hold them once more.
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        assert "pictures" not in json.loads(archive.read("events/gala/event.json"))
