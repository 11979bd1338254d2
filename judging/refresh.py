"""Marks -> standings -> events.board.publish, and counts -> the desk feed: step 2 of the flow, after commit.

Once per transaction and event.
"""

import random
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import partial
from typing import Any
from zoneinfo import ZoneInfo

from django.db import connection, transaction
from django.utils.translation import gettext

from events import board
from events.board import Published
from events.decimals import decimal_in
from events.languages import in_language
from events.live import pace
from events.models import Event, Round, Team
from judging import desk_feed
from judging.known_contest import KnownContest
from judging.models import Rules, TieBreak
from judging.progress import Progress, progress_of, together
from judging.reading import Reading, read_event
from judging.shown import shown_of
from judging.standings import Place, Row, Standings, compute, round_places


@dataclass(frozen=True)
class AfterCommit:
    """Refreshes one event once the transaction that changed it is committed; equal for equal events."""

    event_id: int

    def __call__(self) -> None:
        if not pace.hand_over(self.event_id):
            refresh(self.event_id)


def connect() -> None:
    """Answer events.board when it finds a board behind; called once, when the app is ready."""
    board.board_behind.connect(_on_board_behind, dispatch_uid="refresh")


def _on_board_behind(event_id: int, **_: Any) -> Published | None:
    return None if board.is_up_to_date(event_id) else _refresh(event_id)  # another process may have been quicker


def hold(event_id: int) -> None:
    """Take the event's board before the transaction takes any other row of it; one that has raised it has it already."""
    if not _is_raised(event_id):
        board.lock(event_id)


def setup_changed(event_id: int) -> None:
    """Say that something other than a sheet has changed: as changed(), and what scoring has checked holds no longer."""
    with transaction.atomic(savepoint=False):
        board.raise_setup(event_id)
        changed(event_id)


def changed(*event_ids: int) -> list[int]:
    """Say that something these events' boards depend on has changed: raise their versions now, refresh after commit.

    Returns whose version was raised: a second call in the same transaction does nothing. What remembers the first is
    the pending commit hook itself: Django drops it with the savepoint it was registered in, and with it goes the
    raised version, so a change after a rolled-back savepoint is counted anew.
    """
    with transaction.atomic(savepoint=False):
        new = [event_id for event_id in sorted(set(event_ids)) if not _is_raised(event_id)]
        board.raise_version(new)
        for event_id in new:
            # robust: trouble with publishing never fails the write; the one-second check repairs it.
            transaction.on_commit(AfterCommit(event_id), robust=True)
    return new


def _is_raised(event_id: int) -> bool:
    return any(hook[1] == AfterCommit(event_id) for hook in connection.run_on_commit)


def refresh(event_id: int) -> bool:
    """Compute the event's standings from what is committed and publish them; False where nothing newer was stored."""
    return _refresh(event_id) is not None


def _refresh(event_id: int) -> Published | None:
    reading = read_event(event_id)
    if reading is not None and reading.contest.lacks_lots:
        draw_lots(event_id)
        reading = read_event(event_id)
    if reading is None:
        return None
    panel = progress_of(reading.setup, reading.marks)
    standings = compute(replace(reading.contest.frame, marks=reading.marks.given))
    write = partial(decimal_in, language=reading.contest.event.language)
    with in_language(reading.contest.event.language):
        explanations = {team.pk: standings.explain(team.code, gettext, write) for team in reading.contest.teams}
    face = _face(reading.contest, standings, panel)
    published = board.publish(event_id, reading.at, face, explanations, partial(_tell_desks, reading, panel))
    if published is None:
        desk_feed.store(event_id, reading.at, panel)
    return published


def _tell_desks(reading: Reading, panel: list[Progress], mark: board.Mark, frozen: bool) -> None:
    """Beside the board, its row locked: what was read still holds where the mark is the same."""
    if mark == reading.mark:
        desk_feed.store_known(reading.setup, reading.contest, panel, frozen=frozen)
    else:
        desk_feed.store(reading.contest.event.pk)


def _face(contest: KnownContest, standings: Standings, panel: list[Progress]) -> board.JSON:
    event = contest.event
    by_code = {team.code: team for team in contest.teams}
    divided = any(team.division_id for team in contest.teams)
    shown = shown_of(standings)
    # With a single round the event's order is that round's.
    places = round_places(standings) if len(contest.rounds) > 1 else {}
    return {
        "event": _event(event),
        "rounds": [_round(round_, standings, ZoneInfo(event.timezone)) for round_ in contest.rounds],
        "standings": [
            _row(row, by_code[row.team], divided, shown.get(row.team)) | _in_rounds(row.team, places) for row in standings.rows
        ],
        "progress": together(panel),
    }


def _event(event: Event) -> board.JSON:
    told: board.JSON = {"slug": event.slug, "name": event.name, "status": event.status}
    # Whoever shows the board writes its numbers and times as this language does.
    told |= {"language": event.language} if event.language != "en" else {}
    return told | ({"rehearsal": True} if getattr(event, "rehearsal", None) else {})


def _round(round_: Round, standings: Standings, zone: ZoneInfo) -> board.JSON:
    told: board.JSON = {"code": round_.code, "name": round_.name, "status": round_.status}
    if round_.code in standings.waiting:
        told["confirmed"] = False
    if round_.ends_at:
        # In the event's own time, so that whoever shows it need not know the zone.
        told["ends_at"] = round_.ends_at.astimezone(zone).isoformat(timespec="seconds")
    return told


def _row(row: Row, team: Team, has_divisions: bool, shown: board.JSON | None) -> board.JSON:
    divided = {"division_name": team.division.name if team.division else None, "division_rank": row.division_rank}
    return {
        "rank": row.rank,
        "tied": row.tied,
        "previous_rank": None,  # board.publish knows it
        "team": team.code,
        "name": team.name,
        "organisation": team.organisation,
        "division": team.division.code if team.division else None,
        **(divided if has_divisions else {}),
        "total": row.total,
        "rounds": row.rounds,
        **({} if shown is None else {"shown": shown}),
        "scores_count": row.scores_count,
        "status": row.status,
    }


def _in_rounds(team: str, places: Mapping[str, Mapping[str, Place]]) -> board.JSON:
    """Where the team stands in each round by itself: `round_ranks` by round, and the rounds where it shares that rank."""
    mine = {code: place for code, teams in places.items() if (place := teams.get(team))}
    told: board.JSON = {"round_ranks": {code: rank for code, (rank, _) in mine.items()}} if mine else {}
    tied = [code for code, (_, shared) in mine.items() if shared]
    return told | ({"round_ties": tied} if tied else {})


def draw_lots(event_id: int) -> None:
    """Where lots decide ties, draw one for every team that has none yet; a drawn lot is kept for ever."""
    if not TieBreak.objects.filter(event_id=event_id, by=TieBreak.By.LOT).exists():
        return
    with transaction.atomic():
        board.lock(event_id)
        rules, _ = Rules.objects.get_or_create(event_id=event_id)
        missing = set(Team.objects.filter(event_id=event_id).values_list("code", flat=True)) - set(rules.lots)
        if missing:
            rules.lots = [*rules.lots, *random.SystemRandom().sample(sorted(missing), len(missing))]
            rules.save(update_fields=["lots"])
