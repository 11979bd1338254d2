"""Long work tells how far it is: to who began it, never back, never done before it is."""

import time

import pytest
from django.contrib.auth.models import AnonymousUser, User
from django.test import RequestFactory
from django.utils import translation
from django.utils.translation import gettext_lazy

from events.work import OFTEN, counted, teller, telling
from judging.refresh import refresh
from tests.cast import Gala

pytestmark = pytest.mark.django_db
KEY = "0123456789abcdef"


@pytest.fixture
def olga(client):
    user = User.objects.create_superuser("olga", password="x")
    client.force_login(user)
    return user


def ask(olga, key=KEY):
    """A request of a page that waits for this key."""
    request = RequestFactory().post("/", {"work": key})
    request.user = olga
    return request


def told(client, key=KEY):
    return client.get(f"/progress/{key}/").json()


def test_work_says_how_far_it_is_and_that_it_is_done_only_at_its_end(client, olga):
    heard = []
    with telling(ask(olga), {"read": 1, "write": 3}):
        for _item in counted(range(2), "read", "Reading"):
            heard.append(told(client))
            time.sleep(OFTEN)
        for _item in counted(range(1), "write", "Writing"):
            heard.append(told(client))
            time.sleep(OFTEN)
        heard.append(told(client))
    heard.append(told(client))
    assert heard == [
        {"state": "working", "share": 0.0, "words": "", "count": ""},
        {"state": "working", "share": 0.125, "words": "Reading", "count": "1 of 2"},
        {"state": "working", "share": 0.25, "words": "Reading", "count": "2 of 2"},
        {"state": "working", "share": 0.99, "words": "Writing", "count": "1 of 1"},
        {"state": "done", "share": 1.0, "words": "", "count": ""},
    ]


def test_a_bar_never_goes_back(client, olga):
    with telling(ask(olga), {"write": 1}):
        teller("write", "Writing")(8, 10)
        time.sleep(OFTEN)
        teller("write", "Writing")(1, 10)
        assert told(client)["share"] == 0.8


def test_what_a_redirect_leads_to_goes_on_where_the_first_page_was(client, olga):
    shares = {"read": 1, "show": 1}
    with telling(ask(olga), shares, goes_on=True):
        teller("read", "Reading")(1, 1)
    between = told(client)
    with telling(ask(olga), shares):
        begun = told(client)
    assert [(each["state"], each["share"]) for each in (between, begun, told(client))] == [
        ("working", 0.5),
        ("working", 0.5),
        ("done", 1.0),
    ]


def test_work_that_fails_says_so(client, olga):
    with pytest.raises(OSError, match="disk"), telling(ask(olga), {"write": 1}):
        raise OSError("The disk is full")
    assert told(client)["state"] == "failed"
    assert "Try it again" in told(client)["words"]


def test_nobody_else_hears_of_it(client, olga):
    with telling(ask(olga), {"write": 1}):
        client.force_login(User.objects.create_superuser("rival", password="x"))
        assert told(client) == {"state": "unknown"}
        client.logout()
        assert client.get(f"/progress/{KEY}/").status_code == 403


@pytest.mark.parametrize("key", ["", "short", "0123456789ABCDEF", "../../0123456789abcdef", "a" * 65])
def test_a_page_that_does_not_ask_is_told_nothing(client, olga, key):
    with telling(ask(olga, key), {"write": 1}):
        for _item in counted(range(1), "write", "Writing"):
            pass
    assert client.get("/progress/short/").json() == {"state": "unknown"}


def test_who_is_not_signed_in_is_told_nothing(client, olga):
    with telling(ask(AnonymousUser()), {"write": 1}):
        teller("write", "Writing")(1, 2)
    assert told(client) == {"state": "unknown"}


def test_it_speaks_the_language_of_who_waits_not_of_the_file(client, olga):
    with translation.override("de"), telling(ask(olga), {"write": 1}), translation.override("en"):
        teller("write", gettext_lazy("Teams"))(1500, 3000)
        assert told(client) == {"state": "working", "share": 0.5, "words": "Teams", "count": "1.500 von 3.000"}


def test_every_long_page_of_an_event_tells_to_its_end(client, olga):
    gala = Gala()
    gala.score(gala.ann, gala.red, "5", "5")
    refresh(gala.event.pk)
    base = f"/admin/events/event/{gala.event.pk}"
    asked = {
        f"{base}/planner/?round=final&times=1": None,
        f"{base}/archive/?": None,
        f"{base}/certificates/?": None,
        "/events/gala/results.pdf?": None,
        f"{base}/import/?": {"kind": "teams", "text": "Team\nViolet"},
    }
    states = {}
    for number, (address, posted) in enumerate(asked.items()):
        key = f"{number:016x}"
        client.post(address, posted | {"work": key}, follow=True) if posted else client.get(f"{address}&work={key}", follow=True)
        states[address] = told(client, key)
    assert states == {address: {"state": "done", "share": 1.0, "words": "", "count": ""} for address in asked}
