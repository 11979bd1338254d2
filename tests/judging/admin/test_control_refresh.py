"""What a refresh of the control room sends: the pieces that changed, and the whole room where that is not known."""

import random
import re

import pytest
from django.core.cache import cache

from events.models import Team
from tests.judging.admin.room import do, lock, undo, url

pytestmark = pytest.mark.django_db(transaction=True)


class Shown:
    """A page that is open: the text of its pieces by id, and the state that it says it has."""

    def __init__(self, client, gala):
        self.client, self.gala = client, gala
        answer = client.get(url(gala))
        self.state = re.search(r'data-room="(\w+)"', answer.content.decode())[1]
        self.pieces = {piece.id: piece.html.strip() for piece in answer.context["pieces"].all}

    def ask(self):
        return self.client.get(url(self.gala, part="now", have=self.state))

    def take(self, answer):
        """What control.js does with an answer; the ids of the pieces that it held, None for the whole room."""
        if "X-Room-From" not in answer:
            self.pieces = {piece.id: piece.html.strip() for piece in answer.context["pieces"].all}
            self.state = answer["X-Room"]
            return None
        if answer["X-Room-From"] != self.state:
            return []
        found = re.findall(r"<template>(.*?)</template>", answer.content.decode(), re.S)
        new = {re.search(r'id="([^"]*)"', html)[1]: html.strip() for html in found}
        self.pieces |= new
        self.state = answer["X-Room"]
        return list(new)

    def look(self):
        return self.take(self.ask())


def rows(found):
    return [name for name in found if name.startswith(("team-", "judge-"))]


def test_a_refresh_sends_what_has_changed_since_the_state_that_the_page_has(admin_client, gala):
    for team in (gala.red, gala.green):
        gala.score(gala.bob, team, "5", "5")
    shown = Shown(admin_client, gala)
    gala.score(gala.ann, gala.red, "5", "5")
    changed = rows(shown.look())
    assert (f"team-{gala.red.pk}" in changed, f"team-{gala.green.pk}" in changed) == (True, False)
    assert shown.look() == []


def test_another_round_on_the_map_a_new_team_and_a_state_that_nobody_knows_are_sent_whole(admin_client, gala):
    shown = Shown(admin_client, gala)
    lock(admin_client, gala)
    assert shown.look() is None
    Team.objects.create(event=gala.event, name="Late comers")
    assert shown.look() is None
    shown.state = "0" * 18
    assert shown.look() is None
    do(admin_client, gala, "team", gala.red.pk, "active", "absent")
    cache.clear()
    assert shown.look() is None


def test_a_page_ends_at_the_truth_however_its_answers_are_lost_late_or_out_of_order(admin_client, gala):
    luck = random.Random(7)
    shown, under_way = Shown(admin_client, gala), []
    for number in range(60):
        if luck.random() < 0.5:
            gala.score(luck.choice([gala.ann, gala.bob]), luck.choice([gala.red, gala.green, gala.blue]), luck.randrange(10), 5)
        if number % 20 == 19:
            lock(admin_client, gala)
            undo(admin_client, gala)
        under_way.append(shown.ask())
        luck.shuffle(under_way)
        if luck.random() < 0.3:
            under_way.pop()
        while len(under_way) > 2:
            shown.take(under_way.pop())
    while under_way:
        shown.take(under_way.pop())
    shown.look()
    assert shown.pieces == Shown(admin_client, gala).pieces
