"""A head judge's word for a round: given, taken back, and fallen when a mark changes after it."""

from django.db import transaction
from django.utils import timezone

from events import board
from events.models import Round
from judging.models import REASON_LENGTH, Judge, RoundConfirmation, Rules


def confirmed_rounds(event_id: int) -> dict[int, RoundConfirmation]:
    """The confirmations that stand, by round id."""
    rows = RoundConfirmation.objects.filter(round__event=event_id, ended_at=None).select_related("judge", "user")
    return {row.round_id: row for row in rows}


def waiting_rounds(event_id: int) -> set[int]:
    """The ids of the rounds whose marks count only once they are confirmed; none where the event does not ask for it."""
    if not Rules.objects.filter(event=event_id, confirm=True).exists():
        return set()
    return set(Round.objects.filter(event=event_id).values_list("id", flat=True)) - confirmed_rounds(event_id).keys()


def confirm_round(round_: Round, judge: Judge | None = None, user_id: int | None = None) -> RoundConfirmation:
    """Confirm a round in the name of a head judge or an organiser. One that is confirmed already stays as it is."""
    with transaction.atomic():
        board.lock(round_.event_id)  # no sheet comes in between
        standing = RoundConfirmation.objects.filter(round=round_, ended_at=None).first()
        return standing or RoundConfirmation.objects.create(round=round_, judge=judge, user_id=user_id)


def end_confirmation(round_id: int, because: str) -> bool:
    """End a round's confirmation and keep it with the reason; False where none stood. The save's signal moves the board."""
    with transaction.atomic(savepoint=False):
        row = RoundConfirmation.objects.filter(round=round_id, ended_at=None).first()
        if row is None:
            return False
        row.ended_at, row.ended_because = timezone.now(), because[:REASON_LENGTH]
        row.save(update_fields=["ended_at", "ended_because"])
    return True
