"""Screens under control: what each is told to show, what it says of itself, announcements, pictures, and who may."""

import io
from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from PIL import Image

from events.models import Division, Event, FeedState, Picture, Screen
from events.screen_pictures import add_picture
from events.screens import announce, presence, screen_state
from tests.cast import Gala
from tests.stack import ROOT

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def gala():
    gala = Gala()
    gala.juniors = Division.objects.create(event=gala.event, code="jun", name="Juniors")
    gala.red.division = gala.juniors
    gala.red.save()
    gala.hall = Screen.objects.create(event=gala.event, name="Main hall")
    return gala


@pytest.fixture
def page(admin_client, gala):
    return Page(admin_client, f"/admin/events/event/{gala.event.pk}/screens/")


class Page:
    """The organiser's page of screens: one POST for each thing that it does."""

    def __init__(self, client, url):
        self.client, self.url = client, url

    def do(self, do, **fields):
        return self.client.post(self.url, {"do": do} | fields)

    def switch(self, screen, show, **fields):
        named = {f"screen-{screen.pk}-{name}": value for name, value in ({"show": show} | fields).items()}
        return self.do("switch", which=screen.pk, **named)


def told(gala):
    """What the hall's screens have been told, as anybody may read it."""
    return FeedState.objects.get(event=gala.event, kind="screen")


def shown(gala, name="main-hall"):
    return screen_state(gala.event)["screens"][name]


def drawn(size=(40, 30), kind="PNG", colour="red"):
    file = io.BytesIO()
    Image.new("RGB", size, colour).save(file, kind)
    return file.getvalue()


def upload(name="logo.png", data=None):
    return SimpleUploadedFile(name, drawn() if data is None else data)


NOTHING = {"subject": "", "title": "", "text": "", "ends_at": None, "pictures": []}

SHOWS = {
    "board": NOTHING,
    "division:jun": NOTHING | {"subject": "jun", "title": "Juniors"},
    "round:final": NOTHING | {"subject": "final", "title": "Final"},
    "team:red": NOTHING | {"subject": "red"},
    "qr": NOTHING,
    "test": NOTHING,
    "blank": NOTHING,
}


@pytest.mark.parametrize("show", SHOWS)
def test_a_screen_is_switched_from_the_page_and_told_so(page, gala, show):
    assert page.switch(gala.hall, show, text="not for this view", until="5").status_code == 302
    assert shown(gala) == {"view": show.partition(":")[0]} | SHOWS[show]
    assert f'"view":"{show.partition(":")[0]}"' in told(gala).text


def test_a_countdown_ends_at_a_time_of_the_server(page, gala):
    before = timezone.now()
    page.switch(gala.hall, "countdown", text="Judging ends in", until="15")
    gala.hall.refresh_from_db()
    assert before + timedelta(minutes=15) <= gala.hall.ends_at <= timezone.now() + timedelta(minutes=15)
    assert shown(gala)["text"] == "Judging ends in"


def test_a_time_of_day_is_the_next_one_in_the_events_time_zone(page, gala):
    Event.objects.filter(pk=gala.event.pk).update(timezone="Pacific/Auckland")
    page.switch(gala.hall, "countdown", until="20:30")
    gala.hall.refresh_from_db()
    from zoneinfo import ZoneInfo

    local = gala.hall.ends_at.astimezone(ZoneInfo("Pacific/Auckland"))
    assert (local.hour, local.minute) == (20, 30)
    assert timedelta(0) < gala.hall.ends_at - timezone.now() <= timedelta(days=1)


@pytest.mark.parametrize(
    ("show", "fields"),
    [
        ("countdown", {}), ("countdown", {"until": "0"}), ("countdown", {"until": "soon"}), ("countdown", {"until": "25:00"}),
        ("announcement", {}), ("team:nobody", {}), ("nonsense", {}),
    ],
)  # fmt: skip
def test_what_cannot_be_shown_is_refused_and_changes_nothing(page, gala, show, fields):
    answer = page.switch(gala.hall, show, **fields)
    assert (answer.status_code, "errorlist" in answer.content.decode()) == (422, True)
    assert shown(gala) == {"view": "board"} | NOTHING


def test_all_screens_are_switched_at_once(page, gala):
    Screen.objects.create(event=gala.event, name="Foyer")
    page.do("switch-all", **{"all-show": "announcement", "all-text": "Doors open at six"})
    said = {"view": "announcement"} | NOTHING | {"text": "Doors open at six"}
    assert screen_state(gala.event)["screens"] == {"foyer": said, "main-hall": said}


def test_a_name_that_differs_in_capital_letters_alone_is_refused(page, gala):
    for name in ("MAIN HALL", " main hall "):
        answer = page.do("add", **{"new-name": name})
        assert answer.status_code == 422
        assert answer.context["screen_form"].errors["name"] == [
            "There is a screen Main hall already. Choose a name that differs in more than capital letters."
        ]
    page.do("add", **{"new-name": "Übergang"})
    assert page.do("add", **{"new-name": "übergang"}).status_code == 422
    page.do("add", **{"new-name": "Main hall 2"})
    assert [screen.name for screen in gala.event.screens.all()] == ["Main hall", "Main hall 2", "Übergang"]


def test_screens_are_named_and_removed_and_get_addresses_of_their_own(page, gala, client):
    page.do("add", **{"new-name": "Main-hall"})
    assert [screen.slug for screen in gala.event.screens.order_by("id")] == ["main-hall", "main-hall-2"]
    assert client.get("/events/gala/screen/main-hall-2/").status_code == 200
    page.do("remove", which=gala.hall.pk)
    assert client.get("/events/gala/screen/main-hall/").status_code == 404


def test_a_screen_shows_what_it_was_told_before_any_script_runs(page, gala, client):
    page.switch(gala.hall, "announcement", text="Doors open at six")
    html = client.get("/events/gala/screen/main-hall/").content.decode()
    assert ('data-view="announcement"' in html, "Doors open at six" in html) == (True, True)


def test_a_draft_has_no_screens(gala, client):
    gala.event.status = "draft"
    gala.event.save()
    addresses = ("screen/main-hall/", "screen/", "clock/")
    assert [client.get(f"/events/gala/{address}").status_code for address in addresses[:2]] == [404, 404]
    assert client.post("/events/gala/screen/main-hall/seen/", {"view": "board", "width": 1, "height": 1}).status_code == 404


# --- announcements ---------------------------------------------------------------------------------------


def test_an_announcement_takes_the_place_of_the_one_before_and_is_cleared(page, gala):
    page.do("announce", **{"announcement-text": "Lunch"})
    page.do("announce", **{"announcement-text": "Leave the hall", "announcement-urgent": "on", "announcement-until": "10"})
    now = screen_state(gala.event)["announcement"]
    assert (now["text"], now["urgent"], now["ends_at"] is None) == ("Leave the hall", True, False)
    assert "Leave the hall" in told(gala).text
    page.do("clear")
    assert screen_state(gala.event)["announcement"] is None
    assert '"announcement":null' in told(gala).text


def test_an_announcement_whose_time_is_over_is_told_no_more(gala):
    announce(gala.event, "Lunch", urgent=False, ends_at=timezone.now() - timedelta(seconds=1))
    assert screen_state(gala.event)["announcement"] is None


def test_the_plain_screen_carries_the_announcement_too(page, gala, client):
    page.do("announce", **{"announcement-text": "Lunch <now>"})
    assert "Lunch &lt;now&gt;" in client.get("/events/gala/screen/").content.decode()


# --- what a screen says ----------------------------------------------------------------------------------


def beat(client, **fields):
    return client.post("/events/gala/screen/main-hall/seen/", {"view": "board", "width": 1920, "height": 1080} | fields)


def test_a_screen_that_beats_is_online_and_one_that_does_not_is_late(client, gala):
    now = timezone.now()
    assert presence(gala.hall, now) == {"word": "never", "taken": False}
    assert beat(client).status_code == 204
    gala.hall.refresh_from_db()
    assert (presence(gala.hall, now), gala.hall.seen_size) == ({"word": "online", "taken": True}, "1920 × 1080")
    assert presence(gala.hall, now + timedelta(minutes=3))["word"] == "late"


def test_a_screen_that_has_not_switched_yet_is_told_apart(client, page, gala):
    page.switch(gala.hall, "qr")
    beat(client)
    gala.hall.refresh_from_db()
    assert presence(gala.hall, timezone.now()) == {"word": "online", "taken": False}
    assert "has not switched yet" in page.client.get(page.url).content.decode()


def test_many_beats_are_one_write(client, gala, django_assert_num_queries):
    beat(client)
    with django_assert_num_queries(2):  # the event's language and the screen are looked up, nothing is written
        beat(client)


@pytest.mark.parametrize("fields", [{"view": "nonsense"}, {"width": "0"}, {"width": "x"}, {"height": ""}, {"width": "9" * 30}])
def test_a_beat_that_makes_no_sense_is_refused(client, gala, fields):
    assert beat(client, **fields).status_code == 400
    gala.hall.refresh_from_db()
    assert gala.hall.last_seen is None


# --- pictures --------------------------------------------------------------------------------------------


def test_a_picture_is_drawn_anew_and_served_so_that_nothing_in_it_can_run(page, gala, client):
    page.do("upload", **{"picture-name": "Acme", "picture-file": upload()})
    picture = Picture.objects.get()
    page.switch(gala.hall, f"picture:{picture.pk}")
    (path,) = shown(gala)["pictures"]
    answer = client.get(path)
    assert (answer["Content-Type"], answer["X-Content-Type-Options"]) == ("image/webp", "nosniff")
    assert answer["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert Image.open(io.BytesIO(answer.content)).size == (40, 30)


def test_pictures_are_shown_one_or_all_in_turn(page, gala):
    first, second = (add_picture(gala.event, name, io.BytesIO(drawn(colour=name)), 1) for name in ("red", "blue"))
    page.switch(gala.hall, "picture:")
    assert len(shown(gala)["pictures"]) == 2
    page.switch(gala.hall, f"picture:{second.pk}")
    assert [path.rstrip("/").rsplit("/", 1)[1] for path in shown(gala)["pictures"]] == [second.digest]
    page.do("remove-picture", which=second.pk)
    assert [path.rstrip("/").rsplit("/", 1)[1] for path in shown(gala)["pictures"]] == [first.digest]


BAD_FILES = {
    "a script": b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>",
    "cut off": drawn((400, 400), "JPEG")[:300],
    "empty": b"\x00",
    "a page": b"<html></html>",
}


@pytest.mark.parametrize("name", BAD_FILES)
def test_what_is_no_picture_is_refused(page, gala, name):
    answer = page.do("upload", **{"picture-name": "Acme", "picture-file": upload(data=BAD_FILES[name])})
    assert (answer.status_code, Picture.objects.count()) == (422, 0)


def test_a_picture_too_large_is_refused_or_made_smaller(gala):
    with pytest.raises(ValidationError):
        add_picture(gala.event, "Huge", io.BytesIO(drawn()), 10 * 1024 * 1024 + 1)
    picture = add_picture(gala.event, "Wide", io.BytesIO(drawn((5000, 100))), 1)
    assert Image.open(io.BytesIO(picture.data)).size == (3840, 77)


# --- who may ---------------------------------------------------------------------------------------------


def test_only_the_events_organisers_run_its_screens(gala, client, django_user_model):
    url = f"/admin/events/event/{gala.event.pk}/screens/"
    stranger = django_user_model.objects.create_user("stranger", password="x", is_staff=True)
    assert client.get(url).status_code == 302
    client.force_login(stranger)
    assert [client.get(url).status_code, client.post(url, {"do": "clear"}).status_code] == [403, 403]
    gala.event.organisers.add(stranger)
    assert client.get(url).status_code == 200


def test_no_screen_of_another_event_is_reached_from_here(page, gala):
    other = Screen.objects.create(event=Gala(slug="other").event, name="Other")
    assert [page.switch(other, "blank").status_code, page.do("remove", which=other.pk).status_code] == [404, 404]
    other.refresh_from_db()
    assert other.view == "board"


def test_the_worker_of_the_screens_knows_how_to_answer_with_what_is_kept(client, gala):
    script = client.get("/events/gala/screen/worker.js")
    parts = ("kept_answer", "stage/worker")
    assert script.content.decode() == "\n".join((ROOT / f"static/js/{name}.js").read_text() for name in parts)
    assert script.headers["Cache-Control"] == "no-cache"
