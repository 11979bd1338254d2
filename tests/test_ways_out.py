"""What goes wrong says what to do next: dead ends of the site, rules that make no sense, and the command line."""

import pytest
from django.core.management import CommandError, call_command
from django.urls import reverse

from judging.models import Judge, Rules
from tests.cast import Gala

pytestmark = pytest.mark.django_db


def test_a_presenters_dead_link_says_who_has_the_new_one(client):
    Gala()
    page = client.get("/events/gala/reveal/")
    assert page.status_code == 404
    assert "Open the presenter&#x27;s link again; the organiser has it." in page.content.decode()


def test_an_address_that_leads_nowhere_tells_no_more_than_that(client):
    page = client.get("/events/nowhere/")
    words = page.content.decode()
    assert page.status_code == 404
    assert "The address may be mistyped" in words
    assert "No Event matches" not in words
    assert [way in words for way in ('href="/judge/"', 'href="/admin/"', 'href="/"')] == [True, True, True]


def test_who_guesses_passwords_is_told_when_to_try_again(client, django_user_model):
    django_user_model.objects.create_user("olga", password="x", is_staff=True)
    for _attempt in range(10):
        page = client.post("/admin/login/", {"username": "olga", "password": "wrong"})
    assert page.status_code == 429
    assert "locked here for a quarter of an hour" in page.content.decode()
    assert "After 10 wrong attempts" in page.content.decode()


def test_a_wrong_rule_names_the_round_and_the_criterion_that_it_is_about(admin_client):
    gala = Gala()
    Rules.objects.create(event=gala.event)
    gala.style.delete()
    gala.technique.weight = 2
    gala.technique.save()
    url = reverse("admin:events_event_change", args=[gala.event.pk])
    form = admin_client.get(url).context["adminform"].form
    data = {name: form[name].value() or "" for name in form.fields} | {
        "rules-0-event": gala.event.pk,
        "rules-0-method": "placings",
    }
    page = admin_client.get(url)
    for formset in page.context["inline_admin_formsets"]:
        for each in (formset.formset.management_form, *formset.formset.forms):
            data |= {each.add_prefix(name): each[name].value() or "" for name in each.fields}
    data |= {"rules-0-method": "placings", "organisers": []}
    words = admin_client.post(url, {name: value for name, value in data.items() if value is not None}).content.decode()
    assert "Final, Technique: Has no meaning with placings. Set it back to its default, or count by points." in words


def test_a_command_that_names_nothing_says_what_there_is():
    gala = Gala()
    Judge.objects.filter(pk=gala.bob.pk).update(status="withdrawn")
    said = {}
    for slug, judge in (("gla", "ann"), ("gala", "anna"), ("gala", "bob")):
        with pytest.raises(CommandError) as refused:
            call_command("judge_link", slug, judge)
        said[slug, judge] = str(refused.value)
    assert said == {
        ("gla", "ann"): "There is no event gla. Events here: gala.",
        ("gala", "anna"): "There is no judge anna in gala. Judges here: ann, bob.",
        ("gala", "bob"): "Bob has withdrawn. Set the judge's status to Active in admin first.",
    }
