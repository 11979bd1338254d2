"""The control room as an organiser's browser uses it: look, do, undo."""

import re
from html import unescape

from django.test import Client
from django.urls import reverse


def url(gala, **query):
    return reverse("admin:events_event_control", args=[gala.event.pk], query=query)


def page(client, gala, **query):
    return client.get(url(gala, **query)).content.decode()


def do(client, gala, deed, which, seen, to, **more):
    return client.post(url(gala), {"do": deed, "which": which, "seen": seen, "to": to, "sure": "1"} | more, follow=True)


def lock(client, gala, **more):
    return do(client, gala, "round", gala.final.pk, "open", "locked", **more)


def undo(client, gala):
    """Press Undo: send the form as the page shows it."""
    return client.post(url(gala), undo_form(client, gala), follow=True)


def undo_form(client, gala):
    form = re.search(r'<div class="control-undo">(.*?)</div>', page(client, gala), re.S)[1]
    return {name: unescape(value) for name, value in re.findall(r'name="(do|which|seen|to|sure)" value="([^"]*)"', form)}


def undo_is_offered(client, gala):
    return 'class="control-undo"' in page(client, gala)


def said(answer):
    return [str(message) for message in answer.context["messages"]]


def status(row):
    row.refresh_from_db()
    return row.status


def second_organiser(django_user_model):
    client = Client()
    client.force_login(django_user_model.objects.create_superuser("second", password="x"))
    return client
