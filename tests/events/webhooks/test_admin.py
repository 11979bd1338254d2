"""Webhooks in admin: an organiser's own, with a test, and what went wrong in words."""

import pytest

from events.models import Webhook
from events.webhooks.delivery import deliver, due
from tests.cast import Gala
from tests.judging.admin.test_setting_up import act, change, changelist
from tests.pages import errors_of, send
from tests.receiver import receiving

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def to_loopback(settings):
    settings.WEBHOOKS_TO_PRIVATE_ADDRESSES = True


@pytest.fixture
def gala():
    return Gala()


@pytest.fixture
def office(client, django_user_model, gala):
    olga = django_user_model.objects.create_user("olga", password="x", is_staff=True)
    gala.event.organisers.add(olga)
    client.force_login(olga)
    return client


@pytest.fixture
def hook(gala):
    return Webhook.objects.create(event=gala.event, url="http://127.0.0.1:9/")


def test_an_organiser_adds_one_and_tests_it_in_one_go(office, gala):
    with receiving() as receiver:
        answer = send(office, "/admin/events/webhook/add/", {"event": gala.event.pk, "url": receiver.url, "_test": "1"})
        hook = Webhook.objects.get()
        assert (hook.event, hook.url, hook.active) == (gala.event, receiver.url, True)
        assert [body["type"] for body in receiver.bodies] == ["test"]
        page = office.get(answer.url).content.decode()
    assert "The receiver answered 204." in page
    assert hook.secret in page


def test_a_test_that_fails_says_why(office, hook):
    answer = send(office, change(hook), {"_test": "1"})
    page = office.get(answer.url).content.decode()
    assert "The test failed: " in page
    assert "refused" in page


@pytest.mark.parametrize("url", ["", "ftp://example.org/", "javascript:alert(1)", "example.org", "file:///etc/passwd"])
def test_what_is_no_address_is_refused(office, gala, url):
    answer = send(office, "/admin/events/webhook/add/", {"event": gala.event.pk, "url": url})
    assert list(errors_of(answer)) == ["url"]
    assert Webhook.objects.count() == 0


def test_saving_does_not_write_back_what_the_courier_has_written_meanwhile(office, hook):
    page = office.get(change(hook))
    with receiving() as receiver:
        hook.url = receiver.url
        hook.save(update_fields=["url"])
        deliver(hook.pk)
        hook.refresh_from_db()
        office.post(change(hook), {"event": hook.event_id, "url": receiver.url, "active": "on"})
    after = Webhook.objects.get()
    assert (page.status_code, after.sent, after.result) == (200, hook.sent, "answered 204")


def test_another_address_is_owed_the_newest_board_at_once(office, hook):
    deliver(hook.pk)
    assert due() == []
    send(office, change(hook), {"url": "http://127.0.0.1:10/"})
    assert due() == [hook.pk]


def test_a_secret_is_replaced_and_a_board_sent_again(office, hook):
    old = hook.secret
    act(office, Webhook, "replace_secret", hook)
    hook.refresh_from_db()
    assert (hook.secret != old, hook.secret.startswith("whsec_")) == (True, True)
    deliver(hook.pk)
    act(office, Webhook, "send_again", hook)
    assert due() == [hook.pk]


def test_other_peoples_webhooks_are_not_seen_tested_or_moved(office, hook):
    other = Webhook.objects.create(event=Gala(slug="other").event, url="http://127.0.0.1:9/other")
    assert other.url not in office.get(changelist(Webhook)).content.decode()
    assert office.get(change(other)).status_code == 302
    assert office.post(change(other), {"_test": "1"}).status_code in (302, 403)
    answer = send(office, change(hook), {"event": other.event_id})
    assert list(errors_of(answer)) == ["event"]
    act(office, Webhook, "replace_secret", other)
    assert Webhook.objects.get(pk=other.pk).secret == other.secret
