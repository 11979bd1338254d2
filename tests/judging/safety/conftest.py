"""A gala with something of everything, and a folder for its copies."""

from decimal import Decimal

import pytest
from django.utils import timezone

from events.models import Announcement, Award, Division, FixedExplanation, Look, Picture, Reveal, Screen, Webhook
from judging.models import (
    Adjustment,
    Conflict,
    Extension,
    LinkTerms,
    Project,
    Rehearsal,
    RoundConfirmation,
    Rules,
    SheetReturn,
    TieBreak,
)
from judging.safety import shelf
from judging.scoring import Origin
from tests.cast import Gala
from tests.judging.safety.files import BYTES, LOGO


@pytest.fixture
def olga(django_user_model):
    return django_user_model.objects.create_user("olga", password="secret", is_staff=True)


@pytest.fixture
def gala(olga):
    """A gala with something of everything."""
    gala = Gala()
    gala.event.organisers.add(olga)
    gala.score(gala.ann, gala.red, "5", "5", key="k1", origin=Origin(address="10.0.0.1"))
    gala.score(gala.ann, gala.red, "6", "5", origin=Origin(user=olga, reason="Misheard", correction=True))
    gala.score(gala.bob, gala.blue, "7", "7")
    Adjustment.objects.create(team=gala.red, points=Decimal("-0.5"), reason="Late")
    Conflict.objects.create(judge=gala.bob, team=gala.green)
    Project.objects.create(team=gala.red, table="A1")
    Rules.objects.create(event=gala.event, decimals=2)
    TieBreak.objects.create(event=gala.event, by="lot")
    gala.ann.assignments.get().teams.set([gala.red, gala.green])
    gala.ann.assignments.get().criteria.set([gala.technique, gala.style])
    Division.objects.create(event=gala.event, code="juniors", name="Juniors")
    Look.objects.create(event=gala.event, accent="#336699", logo=LOGO, logo_digest="abc")
    picture = Picture.objects.create(event=gala.event, name="Sponsors", kind="image/webp", digest="def", data=BYTES[::-1])
    Screen.objects.create(event=gala.event, name="Foyer", slug="foyer", view="picture", picture=picture)
    Announcement.objects.create(event=gala.event, text="Doors open")
    Webhook.objects.create(event=gala.event, url="https://example.org/", active=False)
    Award.objects.create(reveal=Reveal.objects.create(event=gala.event), title="Audience", team=gala.blue)
    FixedExplanation.objects.create(event=gala.event, at="freeze", code="red", body="{}")
    LinkTerms.objects.create(event=gala.event)
    Extension.objects.create(judge=gala.bob, round=gala.final, until=timezone.now())
    SheetReturn.objects.create(judge=gala.bob, team=gala.blue, round=gala.final, version=1, note="Look again")
    RoundConfirmation.objects.create(round=gala.final)
    Rehearsal.objects.create(event=gala.event, before={}, judges=2, rate=60.0, seconds=10)
    shelf.key_of(gala.event)
    return gala


@pytest.fixture
def copies(settings, tmp_path):
    settings.BACKUP_DIR = str(tmp_path / "copies")
    return tmp_path / "copies"
