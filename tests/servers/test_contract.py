"""The contract of design 4.1 and 4.2, asked of real servers: the same answers from each, on one process and on two."""

import re

import pytest
from websockets.exceptions import ConnectionClosed

from tests.servers.listeners import Socket, Stream, listening
from tests.stack import sheet

pytestmark = pytest.mark.servers

FOREIGN = "zzzzzzzzz.1"
ANCIENT = "000000001.999"


@pytest.fixture
def submit(stack):
    """Submit a sheet to the first process and wait until the last one shows it; returns the cursors before and after."""

    def submit(team, technique, style):
        before = stack.last.get("/api/scoreboard/gala").json()["cursor"]
        answer = stack.first.submit(stack.tokens["ann"], **sheet(team, technique, style))
        assert answer.status == 200, answer.body
        after = answer.json()["cursor"]
        with listening(Socket, stack.last, f"as=json&since={before}") as viewer:
            viewer.until(after)
        return before, after

    return submit


def test_one_score_reaches_every_transport_of_every_process_with_one_cursor_and_order(stack):
    with listening(Socket, stack.last) as socket, listening(Stream, stack.last) as stream:
        assert stack.first.submit(stack.tokens["ann"], **sheet("green", "6", "6")).status == 200
        answer = stack.first.submit(stack.tokens["bob"], **sheet("blue", "9.5", "9", judge="bob")).json()
        cursor = answer["cursor"]
        seen = {"socket": socket.until(cursor)[-1]["cursor"], "stream": stream.until(cursor)[-1]["cursor"]}
    for server in stack.servers:
        # A process that has not heard of this cursor yet looks it up before it answers.
        board = server.get(f"/api/scoreboard/gala?since={before_of(cursor)}")
        assert board.json()["cursor"] == cursor
        assert [row["team"] for row in board.json()["standings"]] == ["blue", "green", "red"]
        partial = server.get("/events/gala/board/")
        assert partial.headers["x-board-cursor"] == cursor
        assert re.findall(r'<tr[^>]* data-team="(\w+)"', partial.body.decode()) == ["blue", "green", "red"]
    assert seen == {"socket": cursor, "stream": cursor}


def before_of(cursor):
    epoch, version = cursor.split(".")
    return f"{epoch}.{int(version) - 1}"


def test_json_is_the_board_of_the_design(stack, submit):
    _, cursor = submit("red", "1", "1")
    board = stack.last.get("/api/scoreboard/gala").json()
    assert list(board) == ["event", "cursor", "version", "updated_at", "rounds", "standings", "progress"]
    assert board["event"] == {"slug": "gala", "name": "The Gala", "status": "live", "frozen": False}
    assert board["rounds"] == [{"code": "final", "name": "Final", "status": "open"}]
    assert (board["cursor"], board["version"]) == (cursor, int(cursor.split(".")[1]))
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z", board["updated_at"])
    red = next(row for row in board["standings"] if row["team"] == "red")
    assert set(red) == {
        "rank", "tied", "previous_rank", "team", "name", "organisation", "division", "total", "rounds", "scores_count", "status",
    }  # fmt: skip
    assert (red["total"], red["rounds"], red["scores_count"], red["status"]) == ("2", {"final": "2"}, 1, "ranked")


@pytest.mark.parametrize("path", ["/api/scoreboard/gala", "/events/gala/board/"])
def test_a_reader_is_answered_by_what_it_has(stack, submit, path):
    before, cursor = submit("green", "3", "3")
    full = stack.last.get(path)
    etag = full.headers["etag"]
    answers = {
        "nothing": full.status,
        "since equal": stack.last.get(f"{path}?since={cursor}").status,
        "since previous": stack.last.get(f"{path}?since={before}").status,
        "since a foreign epoch": stack.last.get(f"{path}?since={FOREIGN}").status,
        "since garbage": stack.last.get(f"{path}?since=%00%ff").status,
        "same etag": stack.last.get(path, {"If-None-Match": etag}).status,
        "same etag, weak, in a list": stack.last.get(path, {"If-None-Match": f'"x", W/{etag}'}).status,
        "other etag": stack.last.get(path, {"If-None-Match": '"x"'}).status,
        "post": stack.last.request("POST", path).status,
        "head": stack.last.request("HEAD", path).status,
    }
    assert answers == {
        "nothing": 200, "since equal": 204, "since previous": 200, "since a foreign epoch": 200, "since garbage": 200,
        "same etag": 304, "same etag, weak, in a list": 304, "other etag": 200, "post": 405, "head": 200,
    }  # fmt: skip
    assert full.headers["access-control-allow-origin"] == "*"


@pytest.mark.parametrize("kind", [Socket, Stream])
@pytest.mark.parametrize("form", ["json", "html"])
def test_a_viewer_is_first_sent_what_it_lacks(stack, submit, kind, form):
    before, cursor = submit("blue", "4", "4")
    first = {}
    since = {"nothing": "", "equal": cursor, "previous": before, "old": ANCIENT, "foreign": FOREIGN, "garbage": "%00x"}
    for name, value in since.items():
        with listening(kind, stack.last, f"as={form}&since={value}") as viewer:
            frame = viewer.until(cursor)[0]
            first[name] = (frame["type"], frame["cursor"])
    assert first == {
        "nothing": ("full", cursor), "equal": ("heartbeat", cursor), "previous": ("patch", cursor), "old": ("full", cursor),
        "foreign": ("full", cursor), "garbage": ("full", cursor),
    }  # fmt: skip


def test_a_patch_carries_only_what_changed(stack, submit):
    submit("blue", "5", "5")
    submit("red", "6", "6")
    submit("green", "6.5", "6.5")
    # Nobody moves: only green's own row is in the patch.
    before, cursor = submit("green", "6.75", "6.5")
    with listening(Socket, stack.last, f"as=json&since={before}") as viewer:
        patch = viewer.until(cursor)[-1]
    assert [row["team"] for row in patch["rows"]] == ["green"]
    assert (patch["from"], patch["removed"], "order" in patch, "rounds" in patch) == (before, [], False, False)


def test_last_event_id_goes_before_the_since_of_the_address(stack, submit):
    _, cursor = submit("red", "2", "2")
    with listening(Stream, stack.last, f"as=json&since={ANCIENT}", headers={"Last-Event-ID": cursor}) as stream:
        assert stream.event() == (cursor, {"type": "heartbeat", "cursor": cursor})
        assert stream.response.headers["content-type"] == "text/event-stream; charset=utf-8"
        assert stream.response.headers["access-control-allow-origin"] == "*"


def test_pushed_html_is_the_polled_partial_byte_for_byte(stack, submit):
    _, cursor = submit("red", "3", "3")
    with listening(Socket, stack.last, "") as viewer:
        pushed = viewer.until(cursor)[-1]["html"]
    assert pushed.encode() == stack.last.get("/events/gala/board/").body


@pytest.mark.parametrize(
    ("address", "code"),
    [
        ("/ws/scoreboard/nowhere/", 4404),
        ("/ws/elsewhere/", 4404),
        ("/ws/scoreboard/gala/?as=xml", 4400),
    ],
)
def test_a_socket_to_what_is_not_there_is_accepted_and_closed(stack, address, code):
    from websockets.sync.client import connect

    with connect(stack.last.ws_url + address, proxy=None) as ws:
        with pytest.raises(ConnectionClosed) as closed:
            ws.recv(timeout=10)
        assert closed.value.rcvd.code == code


def test_a_page_of_another_site_may_not_open_a_socket(stack):
    with listening(Socket, stack.last, origin="https://evil.example") as viewer:
        with pytest.raises(ConnectionClosed) as closed:
            viewer.frame()
        assert closed.value.rcvd.code == 4403


@pytest.mark.parametrize("garbage", ["hello", b"\x00\xff", '{"type": "board.published", "event": 1}', "[" * 500])
def test_a_viewer_that_sends_garbage_is_ignored(stack, submit, garbage):
    with listening(Socket, stack.last) as viewer:
        viewer.frame()
        viewer.ws.send(garbage)
        _, cursor = submit("red", "4", "4")
        assert viewer.until(cursor)[-1]["cursor"] == cursor


@pytest.mark.parametrize("flood", ["x" * 1025, b"\x00" * 100_000])
def test_a_viewer_that_sends_more_than_a_kilobyte_is_closed(stack, flood):
    with listening(Socket, stack.last) as viewer:
        viewer.frame()
        viewer.ws.send(flood)
        with pytest.raises(ConnectionClosed) as closed:
            viewer.frame()
        assert closed.value.rcvd.code == 4413


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/events/nowhere/", 404),
        ("/events/nowhere/screen/", 404),
        ("/events/nowhere/board/", 404),
        ("/events/gala/teams/nobody/", 404),
        ("/api/scoreboard/nowhere", 404),
        ("/api/scoreboard/nowhere/stream", 404),
        ("/api/scoreboard/gala/stream?as=xml", 400),
        ("/nowhere/", 404),
        ("/", 200),
        ("/events/gala/", 200),
        ("/events/gala/screen/", 200),
        ("/events/gala/teams/red/", 200),
        ("/healthz", 200),
        ("/readyz", 200),
        ("/metrics", 404),
        ("/judge/", 200),
        ("/api/docs", 200),
        ("/api/openapi.json", 200),
        ("/admin/login/", 200),
    ],
)
def test_every_public_address_answers(stack, path, status):
    assert stack.first.get(path).status == status
