"""The organiser's page about the board in other places: what to copy, and how the webhooks do."""

import pytest

from events.models import Webhook
from events.webhooks.delivery import deliver
from tests.cast import Gala

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def gala():
    return Gala()


def page(client, gala):
    answer = client.get(f"/admin/events/event/{gala.event.pk}/elsewhere/")
    assert answer.status_code == 200
    return answer.content.decode()


def test_it_says_what_to_copy_once_a_site_is_named(admin_client, gala):
    assert "No site may show the board yet." in page(admin_client, gala)
    gala.event.embed_origins = "https://example.org"
    gala.event.save()
    found = page(admin_client, gala)
    assert "These sites may show the board: https://example.org" in found
    assert "&lt;iframe src=&quot;http://localhost:8000/events/gala/embed/&quot;" in found
    for address in ("overlay/?rows=5&amp;side=right", "overlay/?team=CODE", "feed.atom", "podium.png"):
        assert f"http://localhost:8000/events/gala/{address}" in found


def test_it_shows_how_each_webhook_does(admin_client, gala):
    hook = Webhook.objects.create(event=gala.event, url="http://127.0.0.1:9/")
    deliver(hook.pk)
    found = page(admin_client, gala)
    assert hook.url in found
    assert "refused: 127.0.0.1 is not a public address" in found
    Webhook.objects.create(event=Gala(slug="other").event, url="http://127.0.0.1:9/other")
    assert "/other" not in page(admin_client, gala)


def test_a_draft_and_other_peoples_events(admin_client, client, django_user_model, gala):
    gala.event.status = "draft"
    gala.event.save()
    assert "A draft is public nowhere" in page(admin_client, gala)
    client.force_login(django_user_model.objects.create_user("otto", password="x", is_staff=True))
    assert client.get(f"/admin/events/event/{gala.event.pk}/elsewhere/").status_code == 403
