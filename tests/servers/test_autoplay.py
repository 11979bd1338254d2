"""A reveal that goes on by itself while no presenter's page is open: one process or two, restarted in the middle."""

import time

import pytest

from tests.servers.listeners import Socket, listening
from tests.stack import running

pytestmark = pytest.mark.servers
PACE = 3  # seconds
PREPARE = """
from events import board
from events.models import Reveal
from events.reveal import show
from tests.events.reveal.cast import Show
gala = Show(slug="show")
reveal = Reveal.objects.create(event=gala.event, suspense="place")
show.begin(gala.event)
print(board.read_public("show").cursor.version)
show.set_autoplay(gala.event, Reveal.objects.get().turn, 3)
"""
ASK = "from events.models import Reveal; r = Reveal.objects.get(); print(r.position, r.autoplay)"
STOP = "from events.models import Event; from events.reveal import show; show.stop_autoplay(Event.objects.get(slug='show'))"


@pytest.fixture(params=["sqlite-daphne", "services-2-daphne"])
def stack(request, tmp_path):
    with running(request.param, tmp_path) as stack:
        stack.asked = time.monotonic()
        stack.begun = int(shell(stack, PREPARE))
        yield stack


def shell(stack, code):
    return stack.manage("shell", "-v0", "-c", code)


def at(viewer, stack, position):
    """Wait until this viewer sees that so many steps are done; each is shown by itself."""
    shown = None
    while shown is None or shown < position:
        frame = viewer.frame()
        then = int(frame["cursor"].split(".")[1]) - stack.begun
        assert shown is None or then in (shown, shown + 1)
        shown = then


def test_the_hall_moves_on_with_nobody_at_the_phone_and_through_a_restart(stack):
    with listening(Socket, stack.first, slug="show") as hall, listening(Socket, stack.last, slug="show") as other:
        for viewer in (hall, other):
            at(viewer, stack, 3)
        # However late a step is, the next one comes a whole pace after it: no two processes took the same one.
        assert time.monotonic() - stack.asked >= 3 * PACE
    for server in stack.servers:
        server.stop()
    position, pace = map(int, shell(stack, ASK).split())
    assert pace == PACE
    time.sleep(2 * PACE + 1)  # steps that nobody was there for
    back = time.monotonic()
    for server in stack.servers:
        server.start()
    with listening(Socket, stack.first, slug="show") as hall:
        for step in (1, 2, 3):
            at(hall, stack, position + step)
            assert time.monotonic() - back >= (step - 1) * PACE  # one at once, and what was missed is not made up for
    shell(stack, STOP)
    stopped = shell(stack, ASK)
    time.sleep(PACE + 1)
    assert (shell(stack, ASK), stopped.endswith(" 0")) == (stopped, True)
