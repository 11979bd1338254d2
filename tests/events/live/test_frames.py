"""Frames: full, patch and heartbeat say the same in JSON and in HTML, and a patch says only what changed."""

import json

from events.board import Snapshot, dumps
from events.cursor import Cursor
from events.live.frames import Frames, board_html, in_parts


def row(team, rank, total, **more):
    values = {"rank": rank, "tied": False, "previous_rank": None, "team": team, "name": team.title(), "organisation": ""}
    return values | {"division": None, "total": total, "rounds": {}, "scores_count": 1, "status": "ranked"} | more


def snapshot(version, standings, epoch="k3", **more):
    body = {
        "event": {"slug": "gala", "name": "Gala", "status": "live", "frozen": False},
        "cursor": f"{epoch}.{version}",
        "version": version,
        "updated_at": f"2026-01-01T00:00:{version:02}.000Z",
        "rounds": [],
        "standings": standings,
        "progress": {"received": version, "expected": 9},
    } | more
    return Snapshot(1, "gala", Cursor(epoch, version), dumps(body))


FIRST = snapshot(1, [row("red", 1, "9"), row("green", 2, "5"), row("blue", 3, "1")], progress={"received": 0, "expected": 9})
SECOND = snapshot(2, [row("red", 1, "9"), row("blue", 2, "7"), row("green", 3, "5")], progress={"received": 0, "expected": 9})


def test_a_viewer_is_sent_what_it_lacks():
    frames = Frames(SECOND, Frames(FIRST))
    wanted = {
        None: "full",
        Cursor("k3", 2): "heartbeat",
        Cursor("k3", 1): "patch",
        Cursor("k3", 0): "full",
        Cursor("k2", 1): "full",
    }
    assert {since: json.loads(frames.frame(since, "json"))["type"] for since in wanted} == wanted
    assert {since: json.loads(frames.frame(since, "html"))["type"] for since in wanted} == wanted


def test_a_full_frame_holds_the_board_as_it_is_stored():
    assert json.loads(Frames(FIRST).frame(None, "json")) == {"type": "full", "cursor": "k3.1", "board": FIRST.body}


def test_a_patch_holds_the_changed_rows_the_order_and_nothing_that_stayed():
    patch = json.loads(Frames(SECOND, Frames(FIRST)).frame(Cursor("k3", 1), "json"))
    assert patch == {
        "type": "patch",
        "from": "k3.1",
        "cursor": "k3.2",
        "rows": [row("blue", 2, "7"), row("green", 3, "5")],
        "removed": [],
        "order": ["red", "blue", "green"],
        "version": 2,
        "updated_at": "2026-01-01T00:00:02.000Z",
    }


def test_a_patch_names_the_rows_that_are_gone():
    third = snapshot(3, [row("red", 1, "9")])
    patch = json.loads(Frames(third, Frames(SECOND)).frame(Cursor("k3", 2), "json"))
    assert (patch["rows"], patch["removed"], patch["order"]) == ([], ["blue", "green"], ["red"])


def test_there_is_no_patch_across_epochs():
    frames = Frames(snapshot(3, [row("red", 1, "9")], epoch="k4"), Frames(SECOND))
    assert json.loads(frames.frame(Cursor("k3", 2), "json"))["type"] == "full"


def test_an_html_patch_holds_the_same_rows_as_the_full_board():
    frames = Frames(SECOND, Frames(FIRST).prepare()).prepare()
    patch = json.loads(frames.frame(Cursor("k3", 1), "html"))
    assert patch["html"] == frames.pieces.rows["blue"] + frames.pieces.rows["green"]
    assert "parts" not in patch
    assert all(html.strip() in frames.html for html in frames.pieces.rows.values())


def test_an_html_patch_replaces_the_parts_around_the_rows_when_they_change():
    third = snapshot(3, SECOND.body["standings"], progress={"received": 5, "expected": 9})
    patch = json.loads(Frames(third, Frames(SECOND)).frame(Cursor("k3", 2), "html"))
    assert (patch["html"], list(patch["parts"])) == ("", ["board-status"])


def test_rows_that_stayed_are_not_rendered_again():
    first = Frames(FIRST).prepare()
    second = Frames(SECOND, first).prepare()
    assert second.pieces.rows["red"] is first.pieces.rows["red"]


def test_frames_keep_no_chain_of_old_boards():
    frames = Frames(SECOND, Frames(FIRST, Frames(FIRST)))
    assert not any(isinstance(value, Frames) for value in vars(frames).values())


def test_a_page_shows_the_bytes_that_are_pushed():
    assert board_html(SECOND) == Frames(SECOND).html


def test_names_are_escaped():
    frames = Frames(snapshot(1, [row("red", 1, "9", name="<script>alert(1)</script>")]))
    assert "<script>" not in frames.html


def test_the_rows_of_a_long_board_stand_in_parts():
    rows = [str(n) for n in range(120)]
    assert in_parts(rows[:100]) == [rows[:100]]
    assert in_parts([]) == [[]]
    assert in_parts(rows) == [rows[:25], rows[25:50], rows[50:75], rows[75:100], rows[100:]]
    html = Frames(snapshot(1, [row(f"t{n}", n + 1, "1") for n in range(120)])).html
    assert [part.count("<tr ") for part in html.split("<tbody")[1:]] == [25, 25, 25, 25, 20]
    assert [html.count(start) for start in ('<tbody id="board-rows" class="board-part"', '<tbody class="board-part"')] == [1, 4]
