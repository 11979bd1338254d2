"""Posts a sheet as Ann."""

import json

import pytest
from django.test import Client

from judging.links import api_token
from tests.cast import Gala
from tests.judging.api.sheets import SHEET, URL


@pytest.fixture
def gala():
    return Gala()


@pytest.fixture
def post(gala):
    """Post a sheet (or any body) as Ann, or with other headers."""
    token = api_token(gala.ann)

    def post(body=SHEET, client=None, **headers):
        data = body if isinstance(body, str | bytes) else json.dumps(body)
        headers = {"Authorization": f"Bearer {token}"} | headers
        sent = {name: value for name, value in headers.items() if value is not None}
        return (client or Client()).post(URL, data, content_type="application/json", headers=sent)

    return post
