"""An event's own look: set in admin, checked, served with addresses that change with it; and the theme that a viewer chooses."""

import io

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import translation
from PIL import Image

from events.colours import contrast
from events.look import accent_on_paper, declarations, tokens_for
from events.models import Look, Round
from events.models.look import readable_ground
from tests.cast import Gala
from tests.pages import errors_of, send

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def gala():
    return Gala()


@pytest.fixture
def office(admin_client, gala):
    """The organiser's browser, on the event's page."""
    url = reverse("admin:events_event_change", args=[gala.event.pk])
    return lambda **fields: send(admin_client, url, {f"look-0-{name}": value for name, value in fields.items()})


def picture(size=(1600, 800), form="JPEG", colour="red", **more):
    file = io.BytesIO()
    Image.new("RGB", size, colour).save(file, form, **more)
    return SimpleUploadedFile(f"logo.{form.lower()}", file.getvalue(), f"image/{form.lower()}")


def test_colours_and_logo_are_set_in_admin_and_served(office, client, gala):
    exif = Image.Exif()
    exif[0x010E] = "secret place"
    assert office(accent="#0A7CFF", ground="#101820", logo_file=picture(exif=exif)).status_code == 302
    page = client.get("/events/gala/screen/").text
    look = Look.objects.get()
    assert (look.accent, look.ground) == ("#0a7cff", "#101820")
    logo = client.get(f"/events/gala/logo.png?v={look.logo_digest}")
    assert f'src="/events/gala/logo.png?v={look.logo_digest}"' in page
    assert (logo["Content-Type"], logo["X-Content-Type-Options"]) == ("image/png", "nosniff")
    served = Image.open(io.BytesIO(logo.content))
    assert (served.format, served.size) == ("PNG", (800, 400))
    assert b"secret" not in logo.content
    style = client.get("/events/gala/look.css")
    assert style["Content-Type"] == "text/css"
    assert "--paper: #101820" in style.text
    assert "immutable" in style["Cache-Control"]


def test_what_is_no_picture_is_refused_and_changes_nothing(office):
    script = SimpleUploadedFile("logo.svg", b"<svg xmlns='http://www.w3.org/2000/svg'><script>1</script></svg>", "image/svg+xml")
    damaged = SimpleUploadedFile("logo.png", picture(form="PNG").read()[:200], "image/png")
    huge = SimpleUploadedFile("logo.png", b"x" * (4 * 1024 * 1024 + 1), "image/png")
    words = "This is no PNG, JPEG, WebP or GIF picture, or it is damaged. Open it in a picture program and save it as PNG."
    for file, error in (
        (script, words),
        (damaged, words),
        (huge, "The file has more than 4 MB. Save it smaller, 1000 pixels wide for instance."),
    ):
        assert errors_of(office(logo_file=file)) == {"look-0-logo_file": [error]}
    many = picture(size=(6000, 5000), form="PNG")
    assert errors_of(office(logo_file=many)) == {
        "look-0-logo_file": ["The picture has more than 24 million pixels. Save it smaller, 1000 pixels wide for instance."]
    }
    assert not Look.objects.exists()


def test_colours_on_which_nothing_can_be_read_are_refused(office):
    words = "No text can be read from far away on #808080: contrast 5.3, needed 7. Take a darker or lighter one."
    assert errors_of(office(ground="#808080")) == {"look-0-ground": [words]}
    assert errors_of(office(accent="blue")) == {"look-0-accent": ["Write a colour as # and six hexadecimal digits: #0a7cff."]}


def test_why_a_ground_is_refused_is_written_as_its_reader_does():
    with translation.override("de"), pytest.raises(ValidationError, match="Kontrast 5,3"):
        readable_ground("#808080")


def test_an_accent_that_was_moved_is_told_to_the_organiser(office, admin_client, gala):
    office(accent="#ffee00")
    page = admin_client.get(reverse("admin:events_event_change", args=[gala.event.pk])).text
    assert "In the light theme the accent would be hard to read; #" in page
    assert "In the dark theme" not in page


def test_a_logo_is_removed_again(office, client):
    office(logo_file=picture())
    assert client.get("/events/gala/logo.png").status_code == 200
    office(remove_logo="on")
    assert client.get("/events/gala/logo.png").status_code == 404
    assert "logo.png" not in client.get("/events/gala/").text


def test_the_look_goes_wherever_the_board_is_shown(office, client, gala):
    pages = ["", "screen/", "teams/red/", "embed/", "overlay/", "results/"]
    assert [client.get(f"/events/gala/{page}").text.count("look.css") for page in pages] == [0] * 6
    before = client.get("/events/gala/results.pdf")["ETag"]
    office(accent="#0a7cff", ground="#101820", logo_file=picture())
    assert [client.get(f"/events/gala/{page}").text.count("look.css") for page in pages] == [1] * 6
    assert [client.get(f"/events/gala/{page}").text.count("logo.png") for page in pages] == [1, 1, 0, 1, 0, 1]
    after = client.get("/events/gala/results.pdf")
    assert after["ETag"] != before
    assert b"/Subtype /Image" in after.content
    # The overlay is dark in every theme, and its rules come after the style sheet's own.
    page = client.get("/events/gala/overlay/").text
    assert page.index("css/overlay.css") < page.index("look.css")
    dark = declarations(tokens_for("dark", "#0a7cff", "#101820"))
    assert f".overlay {{ {dark} }}" in client.get("/events/gala/look.css").text


def test_a_printed_accent_can_be_read_on_white(gala):
    Look.objects.create(event=gala.event, accent="#ffee00")
    printed = accent_on_paper(gala.event)
    assert contrast(printed, (255, 255, 255)) >= 4.5
    assert accent_on_paper(Gala(slug="plain").event) is None


def test_a_drafts_look_is_nobodys_business(office, client, gala):
    office(accent="#0a7cff", logo_file=picture())
    gala.event.status = "draft"
    gala.event.save()
    assert [client.get(f"/events/gala/{name}").status_code for name in ("look.css", "logo.png")] == [404, 404]


@pytest.mark.parametrize(("path", "own"), [("/events/gala/screen/", ' data-theme="dark"'), ("/events/gala/", "")])
def test_a_theme_is_taken_from_the_address_and_remembered(client, gala, path, own):
    assert f'dir="ltr"{own}\n>' in client.get(path).text
    assert 'data-theme="contrast"' in client.get(path, {"theme": "contrast"}).text
    assert 'data-theme="contrast"' in client.get(path).text
    assert 'data-theme="light"' in client.get(path, {"theme": "light"}).text
    answer = client.get(path, {"theme": '"><script>'})
    assert 'data-theme="light"' in answer.text
    assert answer["Vary"].count("Cookie") == 1


def test_wall_and_hand_remember_their_own_theme(client, gala):
    client.get("/events/gala/screen/", {"theme": "light"})
    assert "data-theme=" not in client.get("/events/gala/").text.split("<head>")[0]


def test_a_rounds_end_is_written_and_read_in_the_events_time(admin_client, gala, client):
    gala.event.timezone = "Europe/Copenhagen"
    gala.event.save()
    url = reverse("admin:events_event_change", args=[gala.event.pk])
    assert send(admin_client, url, {"rounds-0-ends_at_0": "2026-07-01", "rounds-0-ends_at_1": "21:30:00"}).status_code == 302
    assert Round.objects.get().ends_at.isoformat() == "2026-07-01T19:30:00+00:00"
    assert 'value="21:30:00"' in admin_client.get(url).text
    assert 'data-ends="2026-07-01T21:30:00+02:00"' in client.get("/events/gala/").text
    assert "Final ends at <strong>July 1, 9:30 p.m.</strong>" in client.get("/events/gala/").text
