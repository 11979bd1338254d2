"""The net under the flow: whatever changes a row that can move the board, the board follows after commit.

Bulk writes and update() send no signals; they stand only in scoring, exchange and board, each with its raise.
"""

from typing import Any

from auditlog.models import LogEntry
from django.db.models import Model, QuerySet
from django.db.models.signals import m2m_changed, post_delete, post_save, pre_delete, pre_save
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
from judging.refresh import hold, setup_changed
from judging.safety import keeper
from judging.scoring import follow_range, keep_history

INPUTS: list[type[BoardInput]] = [
    Event, Division, Team, Round, Criterion, Judge, Assignment, Score, Mark, Adjustment, Rules, TieBreak, RoundConfirmation,
]  # fmt: skip
KEYS = {"link_key", "device_key"}  # a judge who signs in or gets another link moves no board


def connect() -> None:
    """Listen to every model that the standings are made from; called once, when the app is ready."""
    for model in INPUTS:
        pre_save.connect(input_comes, sender=model, dispatch_uid=f"saving-{model.__name__}")
        pre_delete.connect(input_goes, sender=model, dispatch_uid=f"deleting-{model.__name__}")
        post_save.connect(input_saved, sender=model, dispatch_uid=f"saved-{model.__name__}")
        post_delete.connect(input_deleted, sender=model, dispatch_uid=f"deleted-{model.__name__}")
    for through in (Assignment.teams.through, Assignment.criteria.through):
        m2m_changed.connect(assignment_changed, sender=through, dispatch_uid=f"changed-{through.__name__}")
    before_final.connect(cautions_after_reveal, dispatch_uid="cautions-after-reveal")
    board_moved.connect(write.note_board, dispatch_uid="note-the-board")
    board_moved.connect(screens.follow_board, dispatch_uid="screens-follow-the-board")
    pre_save.connect(write.sign, sender=LogEntry, dispatch_uid="sign-the-record")
    for desk_model in (Extension, SheetReturn):
        pre_save.connect(input_comes, sender=desk_model, dispatch_uid=f"saving-{desk_model.__name__}")
        pre_delete.connect(input_goes, sender=desk_model, dispatch_uid=f"deleting-{desk_model.__name__}")
        post_save.connect(desk_moved, sender=desk_model, dispatch_uid=f"saved-{desk_model.__name__}")
        post_delete.connect(desk_moved, sender=desk_model, dispatch_uid=f"deleted-{desk_model.__name__}")


def input_comes(instance: BoardInput, raw: bool = False, update_fields: frozenset[str] | None = None, **_: Any) -> None:
    """A row is about to be written: the board's lock comes before that of the row and of those that it points to."""
    is_new_event = isinstance(instance, Event) and instance._state.adding
    if not (raw or is_new_event or _moves_no_board(instance, update_fields)):
        hold(instance.board_event_id)


def _moves_no_board(instance: BoardInput, update_fields: frozenset[str] | None) -> bool:
    only = update_fields or frozenset()
    return isinstance(instance, Judge) and bool(only) and only <= KEYS


def input_saved(instance: BoardInput, raw: bool = False, update_fields: frozenset[str] | None = None, **_: Any) -> None:
    """A row was added or changed one by one: in admin, a shell, or by scoring itself."""
    if raw or _moves_no_board(instance, update_fields):  # raw: loaddata, where rows that this one points to may still be missing
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


Origin = Model | QuerySet[Any] | None


def input_goes(sender: type[Model], instance: BoardInput, origin: Origin = None, **_: Any) -> None:
    """A row is about to be deleted, with all that goes with it: the board's lock comes before theirs."""
    if _began_here(sender, origin):
        hold(instance.board_event_id)


def _began_here(sender: type[Model], origin: Origin) -> bool:
    return origin.model is sender if isinstance(origin, QuerySet) else isinstance(origin, sender)


def input_deleted(sender: type[Model], instance: BoardInput, origin: Origin = None, **_: Any) -> None:
    """A row was deleted. What only went with it (its children) is covered by the row that the deletion began with."""
    if not _began_here(sender, origin):
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
    """Teams or criteria of an assignment are added, removed or cleared: the board's lock before, its raise after."""
    if isinstance(instance, Assignment):
        (setup_changed if action.startswith("post_") else hold)(instance.board_event_id)
