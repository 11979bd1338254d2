"""A screen fed lost, doubled and shuffled frames, and changes of epoch: it ends on the server's board and never goes back."""

import json

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from events.board import Snapshot
from events.cursor import Cursor
from events.live.frames import Frames
from tests.stack import running

pytestmark = pytest.mark.browser

# The page's own modules, fed by us instead of by a server: what take() does in board.js, with every cursor noted.
FEED = """async (frames) => {
  const { verdict, isNewer, parseCursor } = await import("/static/js/cursor.js");
  const { showFull, showPatch, shownCursor } = await import("/static/js/page.js");
  document.getElementById("board").dataset.cursor = "";
  let fellBack = false, resync = false;
  for (const frame of frames) {
    const before = shownCursor();
    const what = verdict(before, frame);
    if (what === "apply" && frame.type === "full") showFull(frame.html);
    else if (what === "apply") showPatch(frame);
    resync = what === "resync" || (resync && what !== "apply");
    const after = shownCursor();
    fellBack ||= before !== after && !isNewer(parseCursor(after), parseCursor(before));
  }
  const shown = document.querySelectorAll("#board-rows > tr");
  const rows = Array.from(shown, (row) => [row.dataset.team, row.querySelector(".total").textContent]);
  return { cursor: shownCursor(), rows, fellBack, resync };
}"""


@pytest.fixture(scope="module")
def page(chromium, tmp_path_factory):
    with running("sqlite-daphne", tmp_path_factory.mktemp("stack")) as stack:
        context = chromium.new_context(base_url=stack.first.url, reduced_motion="reduce")
        page = context.new_page()
        # Nothing from the server: this test is the server.
        page.route_web_socket("**/ws/**", lambda socket: None)
        page.goto("/events/gala/")
        yield page
        context.close()


def row(team, total, rank):
    return {
        "rank": rank, "tied": False, "previous_rank": None, "team": team, "name": team.title(), "organisation": "",
        "division": None, "total": total, "rounds": {}, "scores_count": 1, "status": "ranked",
    }  # fmt: skip


def snapshot(cursor, totals):
    ordered = sorted(totals.items(), key=lambda pair: (-pair[1], pair[0]))
    body = {
        "event": {"slug": "gala", "name": "Gala", "status": "live", "frozen": False},
        "cursor": str(cursor),
        "version": cursor.version,
        "updated_at": "2026-11-24T00:00:00.000Z",
        "rounds": [],
        "standings": [row(team, str(total), rank) for rank, (team, total) in enumerate(ordered, 1)],
        "progress": {"received": 0, "expected": 0},
    }
    return Snapshot(1, "gala", cursor, json.dumps(body))


TEAMS = ["red", "green", "blue", "pink"]
TOTALS = st.dictionaries(st.sampled_from(TEAMS), st.integers(0, 9), min_size=1)


@st.composite
def histories(draw):
    """Boards as they were published, and the frames of them as a bad network delivers them."""
    cursors = [Cursor("k00000001", 1)]
    for _ in range(draw(st.integers(1, 6))):
        last = cursors[-1]
        new_epoch = draw(st.integers(0, 4)) == 0
        cursors.append(
            Cursor(f"k{int(last.epoch[1:]) + 1:08}", 1)
            if new_epoch
            else Cursor(last.epoch, last.version + draw(st.integers(1, 3)))
        )
    frames, previous = [], None
    for cursor in cursors:
        previous = Frames(snapshot(cursor, draw(TOTALS)), previous)
        frames.append(previous)
    sent = [json.loads(each.frame(since, "html")) for each in frames for since in (None, each.patched_from, each.cursor)]
    delivered = draw(st.lists(st.sampled_from(sent), max_size=20))
    return frames[-1], delivered


@settings(deadline=None, max_examples=120, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(histories())
def test_whatever_the_network_does_the_screen_ends_on_the_servers_board(page, history):
    newest, delivered = history
    seen = page.evaluate(FEED, delivered)
    assert not seen["fellBack"]
    # The connection is made anew with what is shown, as the page does on a missing piece, and at the latest on a heartbeat.
    since = Cursor.parse(seen["cursor"])
    last = json.loads(newest.frame(since, "html"))
    ended = page.evaluate(FEED.replace('document.getElementById("board").dataset.cursor = "";', ""), [last])
    assert ended["cursor"] == str(newest.cursor)
    assert ended["rows"] == [[row["team"], row["total"]] for row in newest.snapshot.body["standings"]]
    assert not ended["fellBack"]


@settings(deadline=None, max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(histories())
def test_a_screen_that_has_missed_something_knows_it_from_the_next_heartbeat(page, history):
    newest, delivered = history
    seen = page.evaluate(FEED, [*delivered, json.loads(newest.heartbeat)])
    assert seen["resync"] == (seen["cursor"] != str(newest.cursor))
