"""Who may follow what: every live route of the table by everybody, and no route that is not in it."""

import pytest
from asgiref.sync import sync_to_async

from events.live.routing import ROUTES
from tests.access import table
from tests.access.cast import ROLES, Everybody
from tests.access.table import lines
from tests.viewers import SocketViewer, StreamViewer, get


def test_every_live_route_is_in_the_table_and_nothing_else():
    assert {name for name, *_ in lines(table.LIVE)} == {route.name for route in ROUTES}


async def live_answer(request, cookie):
    """A status, `open`, or the code that a socket is closed with."""
    method, address = request.split()
    if method == "WS":
        async with SocketViewer("", "", path=address, headers=cookie) as viewer:
            output = await viewer.ws.receive_output(timeout=5)
            return "open" if output["type"] == "websocket.send" else str(output["code"])
    if address.endswith("/stream"):
        async with StreamViewer("", "", path=address, headers=cookie) as viewer:
            return str(viewer.start["status"])
    return str((await get(address, cookie))["status"])


@pytest.mark.asyncio
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(("name", "request_", "expected"), lines(table.LIVE), ids=[line[0] for line in lines(table.LIVE)])
async def test_everybody_follows_what_the_table_says(name, request_, expected):
    everybody = await sync_to_async(Everybody)()
    answers = [await live_answer(request_, everybody.cookie(role)) for role in ROLES]
    assert dict(zip(ROLES, answers, strict=True)) == dict(zip(ROLES, expected.split(), strict=True))
