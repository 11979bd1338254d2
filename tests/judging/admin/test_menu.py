"""Every organiser's page of an event leads to all the others."""

import re

import pytest
from django.contrib.auth.models import User
from django.test import Client

from events.models import Event
from judging.admin.menu import pages_of
from tests.cast import Gala

pytestmark = pytest.mark.django_db


@pytest.fixture
def gala():
    return Gala()


@pytest.fixture
def organiser():
    client = Client()
    client.force_login(User.objects.create_superuser("organiser"))
    return client


def ways(event):
    return [link.way for group in pages_of(event, "") for link in group.links]


def test_every_page_of_an_event_shows_the_menu_with_itself_marked(gala, organiser):
    offices = [way for way in ways(gala.event) if way.startswith("/admin/")]
    assert len(offices) == 16
    for way in offices:
        text = organiser.get(way).content.decode()
        menu = text[text.index('<nav class="event-pages"') : text.index("</nav>", text.index('<nav class="event-pages"'))]
        assert re.findall(r'href="([^"]+)"', menu) == ways(gala.event)
        assert re.findall(r'href="([^"]+)" aria-current="page"', menu) == [way]


def test_a_draft_has_no_pages_in_the_hall(gala):
    live = ways(gala.event)
    assert live[-2:] == ["/events/gala/", "/events/gala/screen/"]
    gala.event.status = Event.Status.DRAFT
    assert ways(gala.event) == live[:-2]


def test_a_new_event_has_no_menu_yet(organiser):
    assert "event-pages" not in organiser.get("/admin/events/event/add/").content.decode()
