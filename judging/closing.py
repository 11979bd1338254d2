"""The end of an event: its rounds are closed and its results are final, in one transaction."""

from dataclasses import dataclass

from django.db import transaction

from events import board
from events.board import JSON, Snapshot
from events.models import Board, Event, Round
from judging.confirmations import waiting_rounds
from judging.models import SheetReturn
from judging.scoring import set_round_status


@dataclass(frozen=True)
class Prospect:
    """What closing would find: the rounds that it closes, and what an organiser should know before."""

    rounds: list[Round]
    missing_sheets: int
    unranked: int
    unconfirmed: list[Round]  # they count for nobody, where the event asks for confirmation
    returned: int  # sheets that a head judge gave back and that have not come again
    shared: int  # teams that share their rank with another
    frozen: bool
    upcoming: bool  # judging has not begun
    final: bool  # nothing is left to close


def prospect_of(event: Event) -> Prospect:
    """Look at an event before it is closed, through a freeze."""
    snapshot = live_board(event)
    nothing: JSON = {"standings": [], "progress": {"received": 0, "expected": 0}}
    body = snapshot.body if snapshot else nothing
    rounds = list(event.rounds.exclude(status=Round.Status.CLOSED))
    return Prospect(
        rounds=rounds,
        missing_sheets=body["progress"]["expected"] - body["progress"]["received"],
        unranked=sum(row["status"] == "unranked" for row in body["standings"]),
        unconfirmed=list(event.rounds.filter(pk__in=waiting_rounds(event.pk))),
        returned=SheetReturn.objects.filter(round__event=event, resolved_at=None).count(),
        shared=sum(row["tied"] for row in body["standings"]),
        frozen=Board.objects.get(event=event).frozen,
        upcoming=event.status == Event.Status.UPCOMING,
        final=event.status == Event.Status.FINAL and not rounds,
    )


def live_board(event: Event) -> Snapshot | None:
    """The newest published board, whether or not the public may see it; None where nothing is published."""
    found = board.live_states([event.pk]).get(event.pk)
    return board.read_live(found) if found else None


def close_event(event: Event, *, release: bool) -> bool:
    """Close the event's rounds, make its results final and, where asked, end its freeze; False for a draft.

    A freeze that is kept goes on hiding the results, until it is released or revealed.
    """
    with transaction.atomic():
        board.lock(event.pk)
        row = Event.objects.get(pk=event.pk)
        if row.status == Event.Status.DRAFT:
            return False
        set_round_status(row.rounds.all(), Round.Status.CLOSED)
        row.status = Event.Status.FINAL
        row.save(update_fields=["status"])
        board.cancel_freeze(row.pk)
        if release:
            board.release(row.pk)
    return True
