"""manage.py standings SLUG [--json]: the standings as they are now, computed from the marks."""

import json
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from events.board import consistent_read
from judging.contest import contest_of
from judging.lookup import event_named
from judging.standings import Row, compute


class Command(BaseCommand):
    help = "Print an event's standings in board order."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("slug")
        parser.add_argument("--json", action="store_true", help="as a JSON list of rank, team and total")

    def handle(self, *args: Any, **options: Any) -> None:
        with consistent_read():
            contest = contest_of(event_named(options["slug"]))
        rows = compute(contest).rows
        if options["json"]:
            listed = [{"rank": row.rank, "team": row.team, "total": row.total} for row in rows]
            self.stdout.write(json.dumps(listed, ensure_ascii=False, indent=1))
            return
        names = {team.code: team.name for team in contest.teams}
        for row in rows:
            self.stdout.write(self._line(row, names[row.team]))

    def _line(self, row: Row, name: str) -> str:
        rank = "-" if row.rank is None else f"{row.rank}{'=' if row.tied else ''}"
        return f"{rank:>5}  {row.total if row.total is not None else row.status:>14}  {name}"
