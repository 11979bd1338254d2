"""What happens to a frozen board besides freeze and release: the time set ahead, and the faces that a reveal puts on it.

With events.board the only writer of boards.
"""

from datetime import datetime

from django.db import transaction

from events.board import JSON, body_text
from events.cursor import Cursor
from events.models import Board


def freeze_later(event_id: int, at: datetime | None) -> None:
    """Set the time at which the board freezes by itself; None takes it back."""
    Board.objects.filter(event_id=event_id, frozen=False).update(freeze_at=at)


def stage(event_id: int, epoch: str, face: JSON) -> bool:
    """Put another face on the board that was frozen in this epoch: a reveal's step. False where it is frozen no more."""
    with transaction.atomic():
        row = Board.objects.select_for_update().filter(event_id=event_id, frozen=True, frozen_epoch=epoch).first()
        if row is None:
            return False
        at = Cursor(epoch, row.frozen_version + 1)
        text = body_text(face, at, frozen=True)
        Board.objects.filter(pk=row.pk).update(frozen_version=at.version, frozen_snapshot=text)
    return True
