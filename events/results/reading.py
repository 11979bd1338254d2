"""The published board read as results: every page and file of the results is made from this one reading."""

from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import NamedTuple

from django.utils.translation import gettext as _

from events import board
from events.board import JSON, Snapshot
from events.cursor import Cursor
from events.decimals import decimal_in
from events.models import Event


class DivisionResults(NamedTuple):
    """The ranked teams of one division, best first; a row's place here is its `division_rank`."""

    code: str
    name: str
    rows: list[JSON]


@dataclass(frozen=True)
class Results:
    """One published board, and the event that it is of (for language, time zone and description only)."""

    event: Event
    snapshot: Snapshot

    @property
    def cursor(self) -> Cursor:
        return self.snapshot.cursor

    @cached_property
    def name(self) -> str:
        return str(self.snapshot.body["event"]["name"])

    @cached_property
    def rehearsed(self) -> bool:
        """Whether these marks are invented."""
        return bool(self.snapshot.body["event"].get("rehearsal"))

    @cached_property
    def official(self) -> bool:
        """Whether these are the final results: the board says so, they are real, and no freeze holds anything back."""
        face = self.snapshot.body["event"]
        return face["status"] == Event.Status.FINAL and not face["frozen"] and not self.rehearsed

    @cached_property
    def standing(self) -> str:
        """What these results are worth, in a sentence."""
        if self.rehearsed:
            return _("Rehearsal: these marks are invented, count for nothing and will be wiped")
        if self.official:
            return _("Official final results")
        if self.snapshot.body["event"]["frozen"]:
            return _("Not final: the board stands still until the results are revealed")
        return _("Not final: judging goes on")

    @cached_property
    def at(self) -> datetime:
        """When this board was published."""
        return datetime.fromisoformat(self.snapshot.body["updated_at"])

    @property
    def at_text(self) -> str:
        """The same, as it is written in the event's language and time zone."""
        return self.event.written(self.at)

    @property
    def day_text(self) -> str:
        """The day alone."""
        return self.event.written(self.at, "DATE_FORMAT")

    def figure(self, text: str | None) -> str:
        """A decimal text as the event's language writes it; a dash where there is none."""
        return decimal_in(text, self.event.language) if text else "–"

    @cached_property
    def rows(self) -> list[JSON]:
        """Every team in board order, as in design 4.2."""
        rows: list[JSON] = self.snapshot.body["standings"]
        return rows

    @cached_property
    def ranked(self) -> list[JSON]:
        return [row for row in self.rows if row["rank"] is not None]

    @cached_property
    def rounds(self) -> list[JSON]:
        """The rounds worth a column: with a single one its total is the total."""
        rounds: list[JSON] = self.snapshot.body["rounds"]
        return rounds if len(rounds) > 1 else []

    @cached_property
    def divisions(self) -> list[DivisionResults]:
        """The divisions that have ranked teams, in the order of their best."""
        found: dict[str, DivisionResults] = {}
        for row in self.ranked:
            if row["division"] is not None and row.get("division_rank") is not None:
                group = found.setdefault(row["division"], DivisionResults(row["division"], row["division_name"], []))
                group.rows.append(row)
        return [group._replace(rows=sorted(group.rows, key=lambda row: row["division_rank"])) for group in found.values()]

    def shares_division_rank(self, row: JSON) -> bool:
        """Whether another team of the row's division has the same place in it."""
        same = [r for r in self.ranked if (r["division"], r.get("division_rank")) == (row["division"], row.get("division_rank"))]
        return len(same) > 1


def read_results(event: Event) -> Results | None:
    """What the public may read of this event's results now; None where nothing is published (drafts)."""
    snapshot = board.read_public(event.slug)
    return Results(event, snapshot) if snapshot else None


def remark(results: Results, row: JSON) -> str:
    """What a table says beside a team."""
    return " · ".join(filter(None, [_("Rehearsal") if results.rehearsed else "", status_text(row)]))


def status_text(row: JSON) -> str:
    """Why a team has no rank, in words; empty for a ranked one."""
    words = {"withdrawn": _("withdrawn"), "disqualified": _("disqualified"), "unranked": _("no score")}
    return words.get(row["status"], "")
