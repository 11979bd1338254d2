"""Marks -> standings -> events.board.publish, and counts -> the desk feed: step 2 of the flow, after commit.

Once per transaction and event.
"""

import random
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

from django.db import connection, transaction
from django.utils.translation import gettext

from events import board
from events.languages import in_language
from events.live import pace
from events.models import Event, Round, Team
from judging import desk_feed
from judging.contest import contest_of
from judging.models import Rules, TieBreak
from judging.progress import Progress, progress_of, together
from judging.standings import Row, Standings, compute


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


def _on_board_behind(event_id: int, **_: Any) -> None:
    if not board.is_up_to_date(event_id):  # another process may have been quicker
        refresh(event_id)


def setup_changed(event_id: int) -> None:
    """Say that something other than a sheet has changed: as changed(), and what scoring has checked holds no longer."""
    with transaction.atomic(savepoint=False):
        board.raise_setup(event_id)
        changed(event_id)


def changed(*event_ids: int) -> None:
    """Say that something these events' boards depend on has changed: raise their versions now, refresh after commit.

    A second call in the same transaction does nothing. What remembers the first is the pending commit hook
    itself: Django drops it with the savepoint it was registered in, and with it goes the raised version, so a
    change after a rolled-back savepoint is counted anew.
    """
    with transaction.atomic(savepoint=False):
        pending = {hook[1] for hook in connection.run_on_commit}
        new = [event_id for event_id in sorted(set(event_ids)) if AfterCommit(event_id) not in pending]
        board.raise_version(new)
        for event_id in new:
            # robust: trouble with publishing never fails the write; the one-second check repairs it.
            transaction.on_commit(AfterCommit(event_id), robust=True)


def refresh(event_id: int) -> bool:
    """Compute the event's standings from what is committed and publish them; False where nothing newer was stored."""
    draw_lots(event_id)
    with board.consistent_read():
        event = Event.objects.filter(pk=event_id).select_related("board", "rehearsal").first()
        if event is None:
            return False
        at = board.committed(event_id)
        contest = contest_of(event)
        teams = list(event.teams.select_related("division"))
        rounds = list(event.rounds.all())
        panel = progress_of(event_id, contest, rounds, teams)
    standings = compute(contest)
    with in_language(event.language):
        explanations = {team.pk: standings.explain(team.code, gettext) for team in teams}
    stored = board.publish(event_id, at, _face(event, rounds, teams, standings, panel), explanations)
    desk_feed.store(event_id, at, panel)
    return stored


def _face(event: Event, rounds: list[Round], teams: list[Team], standings: Standings, panel: list[Progress]) -> board.JSON:
    by_code = {team.code: team for team in teams}
    divided = any(team.division_id for team in teams)
    return {
        "event": _event(event),
        "rounds": [_round(round_, standings, ZoneInfo(event.timezone)) for round_ in rounds],
        "standings": [_row(row, by_code[row.team], divided) for row in standings.rows],
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


def _row(row: Row, team: Team, has_divisions: bool) -> board.JSON:
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
        "scores_count": row.scores_count,
        "status": row.status,
    }


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
