"""The organiser's office, for every test of judging: olga runs the gala, and `office` is her browser."""

import pytest

from tests.cast import Gala


@pytest.fixture
def organiser(django_user_model):
    return django_user_model.objects.create_user("olga", password="x", is_staff=True)


@pytest.fixture
def office(client, organiser):
    """The organiser's browser."""
    client.force_login(organiser)
    return client


@pytest.fixture
def gala(organiser):
    gala = Gala()
    gala.event.organisers.add(organiser)
    return gala
