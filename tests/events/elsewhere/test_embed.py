"""The board on other sites: only on those that the event names; and who may copy the snippet."""

import pytest
from django.core.exceptions import ValidationError

from events.elsewhere.origins import origins_of
from tests.cast import Gala
from tests.judging.admin.test_setting_up import change
from tests.pages import errors_of, send

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def gala():
    return Gala()


def allow(gala, text):
    gala.event.embed_origins = text
    gala.event.save()


def framing(client, page="embed/"):
    answer = client.get(f"/events/gala/{page}")
    assert answer.status_code == 200
    policy = dict(part.strip().split(" ", 1) for part in answer["Content-Security-Policy"].split(";"))
    return policy["frame-ancestors"], answer.get("X-Frame-Options")


def test_without_sites_nobody_may_frame_the_board(client, gala):
    assert framing(client) == ("'none'", "DENY")


def test_the_named_sites_may_and_no_other_page_is_opened_with_it(client, gala):
    allow(gala, "https://example.org\n  HTTPS://News.Example.com:8443/ \n\nhttps://example.org")
    assert framing(client) == ("https://example.org https://news.example.com:8443", None)
    assert framing(client, "") == ("'none'", "DENY")
    assert framing(client, "overlay/") == ("'none'", "DENY")


def test_a_star_lets_every_site_in(client, gala):
    allow(gala, "*")
    assert framing(client) == ("*", None)


def test_the_rest_of_the_policy_stays(client, gala):
    before = client.get("/events/gala/embed/")["Content-Security-Policy"]
    allow(gala, "*")
    after = client.get("/events/gala/embed/")["Content-Security-Policy"]
    assert set(before.split("; ")) ^ set(after.split("; ")) == {"frame-ancestors 'none'", "frame-ancestors *"}


@pytest.mark.parametrize(
    "line",
    [
        "example.org", "https://", "https://example.org/page", "https://example.org?x", "https://user@example.org",
        "javascript:alert(1)", "https://example.org; script-src *", "https://example.org script-src", "'self'",
        "https://ex,ample.org", "data:", "https://a:b", "https://*", "ftp://example.org", "null", "https://example.org:99999",
    ],
)  # fmt: skip
def test_what_is_no_site_is_refused_and_named(admin_client, gala, line):
    answer = send(admin_client, change(gala.event), {"embed_origins": f"https://example.org\n{line}"})
    assert errors_of(answer)["embed_origins"] == [f"{line} is no site: write https://example.org, one a line."]
    gala.event.refresh_from_db()
    assert gala.event.embed_origins == ""


def test_what_is_a_site_is_taken():
    sites = [
        "https://example.org",
        "http://localhost:3000",
        "https://*.example.org",
        "http://[::1]:80",
        "https://xn--bcher-kva.example",
    ]
    assert origins_of("\n".join(sites)) == sites
    with pytest.raises(ValidationError):
        origins_of("\n".join(f"https://a{n}.example" for n in range(21)))


def test_the_snippet_is_shown_once_a_site_may_use_it(client, gala):
    assert "iframe" not in client.get("/events/gala/").content.decode()
    gala.event.name = 'The "Gala" <b>'
    allow(gala, "https://example.org")
    page = client.get("/events/gala/").content.decode()
    snippet = (
        "&lt;iframe src=&quot;http://localhost:8000/events/gala/embed/&quot;"
        " title=&quot;The &amp;quot;Gala&amp;quot; &amp;lt;b&amp;gt;&quot;"
        " width=&quot;100%&quot; height=&quot;600&quot; loading=&quot;lazy&quot; style=&quot;border: 0&quot;&gt;&lt;/iframe&gt;"
    )
    assert snippet in page


def test_a_draft_is_embedded_and_laid_over_nowhere(client, gala):
    gala.event.status = "draft"
    gala.event.save()
    for page in ("embed/", "overlay/", "feed.atom", "podium.png"):
        assert client.get(f"/events/gala/{page}").status_code == 404
        assert client.get(f"/events/nowhere/{page}").status_code == 404
