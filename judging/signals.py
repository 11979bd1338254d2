"""The net under the flow: whatever changes a row that can move the board, the board follows after commit.

Bulk writes and update() send no signals; they stand only in scoring, exchange and board, each with its raise.
"""

from typing import Any

from auditlog.models import LogEntry
from django.db.models import Model, QuerySet
from django.db.models.signals import m2m_changed, post_delete, post_save, pre_save
from django.utils.translation import gettext

from events import screens
from events.board import board_moved, raise_setup
from events.models import BoardInput, Criterion, Division, Event, Round, Team
from events.reveal.show import before_final
from judging.closing import cautions_after_reveal
from judging.desk_feed import store_after_commit
from judging.models import (
    Adjustment,
    Assignment,
    Extension,
    Judge,
    LinkTerms,
    Mark,
    RoundConfirmation,
    Rules,
    Score,
    SheetReturn,
    TieBreak,
)
from judging.record import write
from judging.refresh import setup_changed
from judging.safety import keeper
from judging.scoring import follow_range, keep_history

INPUTS: list[type[BoardInput]] = [
    Event, Division, Team, Round, Criterion, Judge, Assignment, Score, Mark, Adjustment, Rules, TieBreak, RoundConfirmation,
]  # fmt: skip
KEYS = {"link_key", "device_key"}  # a judge who signs in or gets another link moves no board


def connect() -> None:
    """Listen to every model that the standings are made from; called once, when the app is ready."""
    for model in INPUTS:
        post_save.connect(input_saved, sender=model, dispatch_uid=f"saved-{model.__name__}")
        post_delete.connect(input_deleted, sender=model, dispatch_uid=f"deleted-{model.__name__}")
    for through in (Assignment.teams.through, Assignment.criteria.through):
        m2m_changed.connect(assignment_changed, sender=through, dispatch_uid=f"changed-{through.__name__}")
    before_final.connect(cautions_after_reveal, dispatch_uid="cautions-after-reveal")
    board_moved.connect(write.note_board, dispatch_uid="note-the-board")
    board_moved.connect(screens.follow_board, dispatch_uid="screens-follow-the-board")
    pre_save.connect(write.sign, sender=LogEntry, dispatch_uid="sign-the-record")
    for desk_model in (Extension, SheetReturn):
        post_save.connect(desk_moved, sender=desk_model, dispatch_uid=f"saved-{desk_model.__name__}")
        post_delete.connect(desk_moved, sender=desk_model, dispatch_uid=f"deleted-{desk_model.__name__}")


def input_saved(instance: BoardInput, raw: bool = False, update_fields: frozenset[str] | None = None, **_: Any) -> None:
    """A row was added or changed one by one: in admin, a shell, or by scoring itself."""
    if raw:  # loaddata: rows that this one points to may still be missing
        return
    if isinstance(instance, Judge) and update_fields and update_fields <= KEYS:
        return
    # Sheets too: what scoring writes sends no signal, and what is remembered of marks holds only as long as it alone writes.
    setup_changed(instance.board_event_id)
    if isinstance(instance, Mark):
        keep_history(instance.score, gettext("Changed outside the sheet."))
    elif isinstance(instance, Criterion):
        follow_range(instance)
    elif isinstance(instance, Round) and instance.status == Round.Status.LOCKED:
        keeper.ask(instance.event_id)
    elif isinstance(instance, Event):
        _tell_links(instance)


def _tell_links(event: Event) -> None:
    """An event that becomes final, or is taken up again, starts or stops the time after which its links end."""
    terms = LinkTerms.objects.filter(event=event).first() or LinkTerms(event=event)
    final = event.status == Event.Status.FINAL
    if final != (terms.final_since is not None):
        terms.event = event
        terms.save()


def input_deleted(sender: type[Model], instance: BoardInput, origin: Model | QuerySet[Any] | None = None, **_: Any) -> None:
    """A row was deleted. What only went with it (its children) is covered by the row that the deletion began with."""
    began_here = origin.model is sender if isinstance(origin, QuerySet) else isinstance(origin, sender)
    if not began_here:
        return
    setup_changed(instance.board_event_id)
    if isinstance(instance, Mark):
        keep_history(instance.score, gettext("Changed outside the sheet."))
    elif isinstance(instance, Score):
        instance.pk = None
        keep_history(instance, gettext("Deleted."))


def desk_moved(instance: BoardInput, raw: bool = False, **_: Any) -> None:
    """Something changed that judges are told and no board shows."""
    if not raw:
        raise_setup(instance.board_event_id)
        store_after_commit(instance.board_event_id)


def assignment_changed(instance: Model, action: str, **_: Any) -> None:
    """Teams or criteria of an assignment were added, removed or cleared."""
    if action.startswith("post_") and isinstance(instance, Assignment):
        setup_changed(instance.board_event_id)
