"""The list of events: it names them, and reads none of their boards."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.cast import Gala

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.mark.parametrize("path", ["/", "/admin/events/event/"])
def test_lists_of_events_read_no_board(admin_client, path):
    gala = Gala()
    gala.score(gala.ann, gala.red, "5", "5")
    admin_client.get(path)  # from now on the cache has what is said of rehearsals
    with CaptureQueriesContext(connection) as asked:
        answer = admin_client.get(path)
    assert "The Gala" in answer.content.decode()
    assert [query["sql"] for query in asked if 'snapshot"' in query["sql"]] == []
