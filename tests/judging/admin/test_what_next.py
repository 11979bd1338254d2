"""Admin's first page and its lists say what to do next, also where there is nothing yet."""

import pytest
from django.urls import reverse

from judging.templatetags.organiser import LISTS

pytestmark = pytest.mark.django_db


def test_the_first_page_leads_a_new_organiser_to_an_event(office):
    words = office.get("/admin/").content.decode()
    assert "You have no event under way." in words
    assert f'href="{reverse("admin:events_event_start")}"' in words


def test_the_first_page_names_the_organisers_events_with_their_next_step(office, gala):
    words = office.get("/admin/").content.decode()
    assert "The Gala" in words
    assert "Final is open: lock it when all sheets are in." in words
    gala.event.status = "final"
    gala.event.save()
    assert "You have no event under way." in office.get("/admin/").content.decode()


@pytest.mark.parametrize("model", LISTS)
def test_an_empty_list_says_what_it_is_for(office, model):
    app = "judging" if model in ("judge", "score", "scoreversion") else "events"
    words = office.get(reverse(f"admin:{app}_{model}_changelist")).content.decode()
    assert str(LISTS[model]).replace("'", "&#x27;") in words
