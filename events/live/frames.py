"""What goes over the wire: full | patch | heartbeat, each encoded once per version, format and process.

A Frames holds one published snapshot and the difference to the one shown before it. JSON and HTML say the same:
HTML is rendered from the same rows by the one row template, and full, patch and polled partial all come from here.

Beside the board each of its frames, the heartbeat too, carries the announcement that stands, `{"text", "urgent", "ends_at"}`:
state and not a message, so whoever comes late or missed one has it, and a frame without it says that none stands.
"""

from functools import cached_property

from django.core.cache import cache
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from events.board import JSON, Snapshot, dumps
from events.cursor import Cursor
from events.languages import in_language
from events.live.framing import Framing

FORMATS = ("html", "json")
ONE_PART = 100  # rows that stand in a single part of the table
PART = 25  # rows in each part of a longer one: what a browser lays out at once


class Encoded:
    """What both kinds of frames share: a snapshot, its heartbeat, and each frame as bytes for the wire."""

    def __init__(self, snapshot: Snapshot) -> None:
        self.snapshot = snapshot
        self.cursor = snapshot.cursor
        self.announcement: JSON | None = None  # set before anything is encoded
        self._on_wire: dict[tuple[str, Framing], bytes] = {}

    @cached_property
    def heartbeat(self) -> str:
        """What a viewer is told that shows all of this already."""
        return dumps({"type": "heartbeat", "cursor": str(self.cursor)} | self._beside)

    @property
    def _beside(self) -> JSON:
        return {"announcement": self.announcement} if self.announcement else {}

    def frame(self, since: Cursor | None, form: str) -> str:
        """The frame for a viewer that shows `since`, as text."""
        raise NotImplementedError

    def wire(self, since: Cursor | None, form: str, framing: Framing) -> bytes:
        """The same as bytes for the wire, made once however many viewers take it."""
        text = self.frame(since, form)
        data = self._on_wire.get((text, framing))
        if data is None:
            data = self._on_wire[text, framing] = framing(self.cursor, text)
        return data


class Frames(Encoded):
    """All encodings of one snapshot, made on first use.

    `previous` is the Frames shown before, the base of the patch; only its contents are used, so that no chain of
    old boards stays in memory.
    """

    def __init__(self, snapshot: Snapshot, previous: "Frames | None" = None) -> None:
        super().__init__(snapshot)
        # Where a patch starts. A patch never crosses epochs: across them a client takes only a full board.
        same_epoch = previous is not None and previous.cursor.epoch == self.cursor.epoch
        self.patched_from: Cursor | None = previous.cursor if previous is not None and same_epoch else None
        self._old_body = previous.snapshot.body if previous is not None and same_epoch else None
        self._old_html = previous.pieces if previous is not None and same_epoch and "pieces" in previous.__dict__ else None
        self._encoded: dict[tuple[str, str], str] = {}

    # --- frames ------------------------------------------------------------------------------------

    def frame(self, since: Cursor | None, form: str) -> str:
        """The frame for a viewer that shows `since`: equal -> heartbeat, the previous one -> patch, else full."""
        if since == self.cursor:
            return self.heartbeat
        kind = "patch" if since is not None and since == self.patched_from else "full"
        if (kind, form) not in self._encoded:
            self._encoded[kind, form] = getattr(self, f"_{kind}_{form}")()
        return self._encoded[kind, form]

    def prepare(self) -> "Frames":
        """Encode everything ahead, in a worker, so that the loop only hands it out; returns itself."""
        for form in FORMATS:
            self.frame(None, form)
            self.frame(self.patched_from, form)
        return self

    def _full_json(self) -> str:
        # The stored text is valid JSON already; parsing it only to write it again would cost more than all the rest.
        beside = dumps(self._beside)[1:-1]
        return f'{{"type":"full","cursor":"{self.cursor}","board":{self.snapshot.text}{beside and f",{beside}"}}}'

    def _full_html(self) -> str:
        return dumps({"type": "full", "cursor": str(self.cursor), "html": self.html} | self._beside)

    def _patch_json(self) -> str:
        body, old = self.snapshot.body, self._old_body or {}
        before = {row["team"]: row for row in old.get("standings", ())}
        changed = [row for row in body["standings"] if row != before.get(row["team"])]
        rest = {key: body[key] for key in ("event", "rounds", "progress") if body[key] != old.get(key)}
        return dumps(self._patch_head(changed=changed) | rest | {"version": body["version"], "updated_at": body["updated_at"]})

    def _patch_html(self) -> str:
        old = self._old_html or pieces_of(self._old_body or {})
        rows = [html for code, html in self.pieces.rows.items() if html != old.rows.get(code)]
        parts = {name: html for name, html in self.pieces.parts.items() if html != old.parts.get(name)}
        return dumps(self._patch_head() | {"html": "".join(rows)} | ({"parts": parts} if parts else {}))

    def _patch_head(self, changed: list[JSON] | None = None) -> JSON:
        order = [row["team"] for row in self.snapshot.body["standings"]]
        before = [row["team"] for row in (self._old_body or {}).get("standings", ())]
        head: JSON = {"type": "patch", "from": str(self.patched_from), "cursor": str(self.cursor)} | self._beside
        if changed is not None:
            head["rows"] = changed
        head["removed"] = [code for code in before if code not in set(order)]
        return head | ({"order": order} if order != before else {})

    # --- HTML --------------------------------------------------------------------------------------

    @cached_property
    def pieces(self) -> "Pieces":
        """The board in HTML, in the pieces that a patch may replace one by one."""
        return pieces_of(self.snapshot.body, self._old_body, self._old_html)

    @cached_property
    def html(self) -> str:
        """The whole board partial, `<div id="board" ...>`: what is polled, pushed as full and put into the page."""
        return render_board(self.snapshot, self.pieces)


class StateFrames(Encoded):
    """The encodings of a feed that has no patches: small states, the same in every format."""

    def __init__(self, snapshot: Snapshot, previous: Encoded | None = None) -> None:
        super().__init__(snapshot)
        self.full = f'{{"type":"full",{snapshot.text[1:]}'

    def frame(self, since: Cursor | None, form: str) -> str:
        """The frame for a viewer that shows `since`: equal -> heartbeat, else full."""
        return self.heartbeat if since == self.cursor else self.full

    def prepare(self) -> "StateFrames":
        """Nothing is left to encode; returns itself."""
        return self


class Pieces:
    """Rendered parts of a board: `rows` by team code in board order, `parts` by element id."""

    __slots__ = ("parts", "rows")

    def __init__(self, rows: dict[str, str], parts: dict[str, str]) -> None:
        self.rows = rows
        self.parts = parts


def pieces_of(body: JSON, old_body: JSON | None = None, old: Pieces | None = None) -> Pieces:
    """Render a board's pieces in its event's language, taking over the rows that are the same in `old`."""
    with in_language(language_in(body)):
        return _rendered(body, old_body, old)


def language_in(body: JSON) -> str:
    """The language of a board: it is rendered once for all its viewers, so it can only be the event's."""
    return str(body.get("event", {}).get("language", "en"))


def _rendered(body: JSON, old_body: JSON | None, old: Pieces | None) -> Pieces:
    same_columns = old_body is not None and (old_body["rounds"], old_body["event"]) == (body["rounds"], body["event"])
    before = {row["team"]: row for row in old_body["standings"]} if old_body and same_columns else {}
    rows: dict[str, str] = {}
    for row in body["standings"]:
        kept = old.rows.get(row["team"]) if old and before.get(row["team"]) == row else None
        rows[row["team"]] = kept or render_to_string("events/_row.html", {"row": row, "board": body})
    parts: dict[str, str] = {
        "board-status": render_to_string("events/_status.html", {"board": body}),
        "board-columns": render_to_string("events/_columns.html", {"board": body}),
    }
    return Pieces(rows, parts)


def render_board(snapshot: Snapshot, pieces: Pieces) -> str:
    """The board partial, put together from its rendered pieces."""
    context = {
        "board": snapshot.body,
        "status": SafeString(pieces.parts["board-status"]),
        "columns": SafeString(pieces.parts["board-columns"]),
        "table": [SafeString("".join(rows)) for rows in in_parts(list(pieces.rows.values()))],
    }
    with in_language(language_in(snapshot.body)):
        return render_to_string("events/_board.html", context)


def in_parts(rows: list[str]) -> list[list[str]]:
    """The rows of a long board in parts, each a tbody: a browser leaves out whole parts that are out of sight."""
    if len(rows) <= ONE_PART:
        return [rows]
    return [rows[start : start + PART] for start in range(0, len(rows), PART)]


def board_html(snapshot: Snapshot) -> str:
    """The board partial for a page, cached under its cursor and so shared by all processes."""
    key = f"board-html:{snapshot.event_id}:{snapshot.cursor}"
    html = cache.get(key)
    if html is None:
        html = render_board(snapshot, pieces_of(snapshot.body))
        cache.set(key, html, timeout=3600)
    return SafeString(html)
