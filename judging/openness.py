"""Whether a sheet takes marks now, and why not: asked by scoring before it writes, and by the desk before it shows."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

from django.utils.translation import gettext as _

from events.models import Event, Round, Team
from judging.models import Extension, SheetReturn


class Closed(NamedTuple):
    """Why a sheet takes no marks now: one word for programs, a sentence for the judge."""

    code: str  # upcoming | locked | closed | final | team_out
    text: str


@dataclass(frozen=True)
class Leave:
    """What one judge may still send while a round is locked: whole rounds (by id), and sheets (round id, team id)."""

    rounds: frozenset[int] = frozenset()
    sheets: frozenset[tuple[int, int]] = frozenset()

    @classmethod
    def of(cls, judge_id: int) -> Leave:
        """The organiser's extensions, and the sheets that the head judge has returned."""
        extended = Extension.objects.running().filter(judge=judge_id).values_list("round_id", flat=True)
        returned = SheetReturn.objects.filter(judge=judge_id, resolved_at=None).values_list("round_id", "team_id")
        return cls(frozenset(extended), frozenset(returned))

    def covers(self, round_id: int, team_id: int | None) -> bool:
        """Whether this sheet may be sent although its round is locked (without a team: whether every sheet may)."""
        return round_id in self.rounds or (round_id, team_id) in self.sheets


def why_closed(event: Event, round_: Round, team: Team | None, leave: Leave) -> Closed | None:
    """Why this sheet (without a team: this round) takes no marks of this judge now; None while it does."""
    if event.status == Event.Status.FINAL:
        return Closed(
            "final", _("%(event)s is final. Marks no longer change; tell the organiser if one is wrong.") % {"event": event.name}
        )
    if round_.status == Round.Status.UPCOMING:
        return Closed(
            "upcoming",
            _("%(round)s has not begun yet. The sheet can be sent as soon as the organiser opens it.") % {"round": round_.name},
        )
    let_in = round_.status == Round.Status.LOCKED and leave.covers(round_.pk, team.pk if team else None)
    if round_.status != Round.Status.OPEN and not let_in:
        state = round_.get_status_display().lower()
        words = _("%(round)s is %(state)s. It takes no marks now; ask the organiser to let yours in.") % {
            "round": round_.name,
            "state": state,
        }
        return Closed(str(round_.status), words)
    if team is not None and team.status != Team.Status.ACTIVE:
        return Closed(
            "team_out",
            _("%(team)s is %(state)s, so it takes no marks. Ask the organiser if that is not right.")
            % {"team": team.name, "state": team.get_status_display().lower()},
        )
    return None
