"""The head judge's word about a sheet: given back with a note, and open again for its judge until it is sent anew."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from events import board
from events.models import Round, Team
from judging.models import Judge, Score, SheetReturn
from judging.openness import Leave, why_closed
from judging.sheet import NotOpen, ScoreChanged, stored_sheet


def return_sheet(by: Judge, score: Score, base: int, note: str) -> SheetReturn:
    """Give a sheet back; its marks count meanwhile, and its judge may send it again although the round is locked.

    `base` is the version that the head judge saw: ScoreChanged where it was sent again meanwhile. NotOpen where its judge
    could not send it anyway. A sheet that is out already gets the new note.
    """
    with transaction.atomic():
        board.lock(by.event_id)
        now = Score.objects.filter(pk=score.pk).first()
        if now is None or now.version != base:
            raise ScoreChanged(_("This sheet was sent again meanwhile. Look at it first."), current=stored_sheet(now))
        place = {"judge": score.judge, "team": score.team, "round": score.round}
        closed = why_closed(by.event, score.round, score.team, Leave(rounds=frozenset([score.round_id])))
        if closed:
            raise NotOpen(closed.text, code=closed.code)
        row = SheetReturn.objects.filter(**place, resolved_at=None).first() or SheetReturn(**place)
        row.version, row.note, row.by = base, note, by
        row.save()
    return row


def take_back(judge: Judge, team: Team, round_: Round) -> bool:
    """Let a returned sheet be as it is; False where it was not out."""
    row = SheetReturn.objects.filter(judge=judge, team=team, round=round_, resolved_at=None).first()
    if row is None:
        return False
    row.resolved_at = timezone.now()
    row.save(update_fields=["resolved_at"])
    return True
