"""The control room in pieces: a refresh sends those that have changed since the state that the page says it shows.

A state is a digest of all pieces, so it names one content only, for every organiser and in every process. What stood in it
is kept in the cache for a while; a page whose state is not known there gets the whole room. No answer is made for a page
that has another state than the one it told: lost, late and overtaking answers can only cost a further look.
"""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Any, NamedTuple

from django.core.cache import cache
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils.timesince import timesince
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from events.models import Round, Team
from events.templatetags.board import percent
from judging.control.panel import JudgeNow
from judging.control.sheets import Cell, Map

KEPT_FOR = 300  # seconds for which a page may be asleep and still be sent only what has changed
ROWS = 2048  # of teams, and of judges, that a process keeps as text


class Piece(NamedTuple):
    """What is replaced as a whole: the id of its element, its text, and a digest of it."""

    id: str
    html: str
    digest: str


@dataclass(frozen=True)
class Pieces:
    """The room's pieces, and what stands around them: `frame` is what all else on the page is made from."""

    frame: str
    head: Piece
    hall: Piece
    rounds: Piece
    teams: list[Piece]
    judges: list[Piece]

    @cached_property
    def all(self) -> list[Piece]:
        return [self.head, self.hall, self.rounds, *self.teams, *self.judges]

    @cached_property
    def digests(self) -> dict[str, str]:
        return {piece.id: piece.digest for piece in self.all}

    @cached_property
    def state(self) -> str:
        return _digest(repr((self.frame, list(self.digests.items()))))

    def keep(self) -> None:
        """So that a page that has this state can be sent what differs from it."""
        cache.set(_key(self.state), (self.frame, self.digests), KEPT_FOR)

    def since(self, state: str) -> list[Piece] | None:
        """The pieces that differ from that state; None where the whole room has to be sent."""
        known: tuple[str, dict[str, str]] | None = cache.get(_key(state))
        if known is None or known[0] != self.frame or list(known[1]) != list(self.digests):
            return None
        return [piece for piece in self.all if known[1][piece.id] != piece.digest]


def pieces_of(request: HttpRequest, room: dict[str, Any]) -> Pieces:
    """The room (judging.control.room) in the reader's language."""
    language = get_language() or ""
    map_: Map | None = room["map"]
    judges = [_judge_piece(language, _judge_row(row["now"], row["link"], room)) for row in room["panel"]]
    names = tuple(judge.name for judge in map_.judges) if map_ else ()
    teams = [_team_piece(language, _team_row(team, names, cells)) for team, cells in map_.rows] if map_ else []
    around = [language, map_ and (map_.round.pk, map_.round.name, map_.round.status, list(names))]
    room = room | {"request": request}
    return Pieces(_digest(repr(around)), _block("head", room), _block("hall", room), _block("rounds", room), teams, judges)


def _block(name: str, room: dict[str, Any]) -> Piece:
    return _piece(f"control-{name}", render_to_string(f"admin/events/event/_control_{name}.html", room))


class TeamRow(NamedTuple):
    """All that a team's row on the map is made from."""

    pk: int
    name: str
    status: str
    label: str
    judges: tuple[str, ...]
    cells: tuple[Cell, ...]


class JudgeRow(NamedTuple):
    """All that a judge's row is made from."""

    pk: int
    code: str
    name: str
    head: bool
    received: int
    expected: int
    late: int
    behind: bool
    heard: str
    quiet: bool
    lean: str
    distance: str
    spread: str
    deviates_most: bool
    link: str
    let: str  # "in" where a button lets late marks in, "out" where one ends that, else empty
    round: str


def _team_row(team: Team, judges: tuple[str, ...], cells: Iterable[Cell]) -> TeamRow:
    return TeamRow(team.pk, team.name, team.status, team.get_status_display().lower(), judges, tuple(cells))


def _judge_row(now: JudgeNow, link: str, room: dict[str, Any]) -> JudgeRow:
    line, count = now.line, now.count
    is_locked = room["shown"] is not None and room["shown"].status == Round.Status.LOCKED
    return JudgeRow(
        pk=now.judge.pk,
        code=now.judge.code,
        name=now.judge.name,
        head=now.judge.head,
        received=count.received,
        expected=count.expected,
        late=count.late,
        behind=now.behind,
        heard=_heard(now, room),
        quiet=now.quiet,
        lean=percent(line.leniency if line else None, "signed"),
        distance=percent(line.deviation if line else None),
        spread=percent(line.spread if line else None),
        deviates_most=line is not None and line.deviates_most,
        link=link,
        let=("out" if now.extended else "in" if count.missing else "") if is_locked else "",
        round=room["shown_pk"],
    )


def _heard(now: JudgeNow, room: dict[str, Any]) -> str:
    if now.seen_at is None:
        return _("never")
    if now.seen_at > room["just_now"]:
        return _("just now")
    return _("%(ago)s ago") % {"ago": timesince(now.seen_at, room["now"])}


# A row is made from its facts and in a language; while these are the same, so is its text.
@lru_cache(maxsize=ROWS)
def _team_piece(language: str, row: TeamRow) -> Piece:
    return _piece(f"team-{row.pk}", render_to_string("admin/events/event/_control_team.html", {"row": row}))


@lru_cache(maxsize=ROWS)
def _judge_piece(language: str, row: JudgeRow) -> Piece:
    return _piece(f"judge-{row.code}", render_to_string("admin/events/event/_control_judge.html", {"row": row}))


def _piece(id_: str, html: str) -> Piece:
    return Piece(id_, html, _digest(html))


def _digest(text: str) -> str:
    return hashlib.blake2b(text.encode(), digest_size=9).hexdigest()


def _key(state: str) -> str:
    return f"control-state:{_digest(state)}"  # the state comes from outside
