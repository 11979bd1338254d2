"""The reveal as it runs: begun, pressed, taken back, ended. All of its state is in the database, under the board's lock.

A press carries the turn that the presenter saw. One that was meant for another turn (the second of a double press, a
phone that was behind, a delayed request) is refused and changes nothing.
"""

import json
from collections.abc import Callable
from datetime import timedelta

from django.db import transaction
from django.dispatch import Signal
from django.utils import timezone
from django.utils.translation import gettext as _

from events import board, derivations, screens
from events.board import JSON
from events.explanation import cut
from events.languages import in_language
from events.live import pace
from events.models import Award, Board, Event, FixedExplanation, Reveal
from events.reveal.face import public_face
from events.reveal.plan import PARTS, Prize, Wish, beats_of, pauses, stops
from events.reveal.scene import parts_of
from events.staging import stage

TOO_SOON = timedelta(milliseconds=700)  # a second press within this was not meant
AUTOPLAY = (3, 5, 8)  # seconds between two beats that a presenter can choose
PACE = ["autoplay", "due_at", "turn"]

# (event) -> what should be looked at before these results are called final, as sentences
before_final = Signal()


class NotNow(Exception):
    """A press that was not meant for what stands now, or that cannot be; says why, in words for the presenter."""


# --- begin and end -------------------------------------------------------------------------------------


def begin(event: Event) -> Reveal:
    """Fix what will be revealed: the live board as it is published now. Raises NotNow where nothing is frozen."""
    board.board_behind.send(sender=None, event_id=event.pk)  # what has been judged up to this moment belongs to it
    with transaction.atomic():
        reveal = _locked(event.pk)
        row = Board.objects.get(event_id=event.pk)
        if not row.frozen:
            raise NotNow(_("Freeze the board first: a reveal goes from the frozen board to the final one."))
        if is_running(reveal, row):
            raise NotNow(_("The reveal is running already."))
        derivations.fix(event.pk, FixedExplanation.At.REVEAL)
        final = json.loads(row.snapshot)
        reveal.epoch, reveal.frozen, reveal.final = row.frozen_epoch, row.frozen_snapshot, row.snapshot
        reveal.final_cursor = final["cursor"]
        reveal.beats = board.dumps(planned(event, reveal, final["standings"]))
        reveal.position, reveal.changed_at = 0, None
        _set_pace(reveal, 0)
        reveal.save()
        _put_on(event, reveal)
    return reveal


def planned(event: Event, reveal: Reveal, standings: list[JSON]) -> list[JSON]:
    """The beats for these final standings, as the organiser wants them now."""
    divisions = tuple(event.divisions.values_list("code", flat=True))
    wish = Wish(reveal.order, reveal.suspense, reveal.singly, divisions)
    awards = Award.objects.filter(reveal=reveal).select_related("division", "team")
    prizes = [
        Prize(each.title, each.place, each.division.code if each.division else "", each.team.code if each.team else "")
        for each in awards
    ]
    return beats_of(standings, _parts(event) if reveal.suspense == PARTS else {}, wish, prizes)


def _parts(event: Event) -> dict[str, list[JSON]]:
    bodies = event.teams.filter(explanation__isnull=False).values_list("code", "explanation__body")
    with in_language(event.language):  # of the hall, not of whoever begins the show
        return {code: parts_of(cut(json.loads(body), event.detail), _("Total")) for code, body in bodies}


def stop(event: Event) -> None:
    """Call the reveal off: the public board is the frozen one again, as it was before the first press."""
    with transaction.atomic():
        reveal = _locked(event.pk)
        if reveal.epoch and stage(event.pk, reveal.epoch, json.loads(reveal.frozen)):
            _clear(reveal)
            _tell(event)


def end(event: Event, turn: int, *, final: bool) -> None:
    """The show is over: the freeze is gone, the live board is the public one, and final if so wished."""
    with transaction.atomic():
        reveal = _current(event, turn)
        if reveal.position < len(json.loads(reveal.beats)):
            raise NotNow(_("There are places that are not shown yet. Show them, or stop the reveal."))
        _clear(reveal)
        board.release(event.pk)  # which also tells the screens that no reveal runs any more
        if final:
            event.status = Event.Status.FINAL
            event.save(update_fields=["status"])
        transaction.on_commit(lambda: publish(event.pk), robust=True)


def cautions(event: Event) -> list[str]:
    """What the presenter should know before the results are called final."""
    return [sentence for _receiver, answer in before_final.send(sender=None, event=event) for sentence in answer or ()]


def publish(event_id: int) -> None:
    """Have the public board brought up to date and sent, here or in the serving loop."""
    if not pace.hand_over(event_id):
        board.board_behind.send(sender=None, event_id=event_id)


def _clear(reveal: Reveal) -> None:
    reveal.epoch = reveal.frozen = reveal.final = reveal.final_cursor = reveal.beats = ""
    reveal.position, reveal.changed_at = 0, None
    _set_pace(reveal, 0)
    reveal.save()
    derivations.forget(reveal.event_id, FixedExplanation.At.REVEAL)


# --- a press -------------------------------------------------------------------------------------------


def press(event: Event, turn: int) -> None:
    """Go on by one beat."""

    def forward(reveal: Reveal, beats: list[JSON]) -> int:
        if reveal.changed_at and timezone.now() - reveal.changed_at < TOO_SOON:
            raise NotNow(_("That was pressed twice. It was carried out once."))
        if reveal.position >= len(beats):
            raise NotNow(_("All places are out. End the reveal, and everybody sees the final board."))
        return reveal.position + 1

    _move(event, turn, forward)


def undo(event: Event, turn: int) -> None:
    """Take the last beat back."""
    _move(event, turn, lambda reveal, beats: max(0, reveal.position - 1))


def jump(event: Event, turn: int, position: int, *, sure: bool) -> None:
    """Go to one of the stops; forward, where it opens places, only for somebody who says that they are sure."""

    def there(reveal: Reveal, beats: list[JSON]) -> int:
        if position not in stops(beats):
            raise NotNow(_("There is no such step. Choose one of the list."))
        if position > reveal.position and not sure:
            raise NotNow(_("Jumping ahead shows places. Say that you are sure."))
        return position

    _move(event, turn, there)


def _move(event: Event, turn: int, to: Callable[[Reveal, list[JSON]], int]) -> None:
    """A step by hand. Whoever takes the show into their hands has it: it does not go on by itself after that."""
    with transaction.atomic():
        reveal = _current(event, turn)
        _go_to(event, reveal, to(reveal, json.loads(reveal.beats)), seconds=0)


def _go_to(event: Event, reveal: Reveal, position: int, seconds: int) -> None:
    reveal.position, reveal.changed_at = position, timezone.now()
    _set_pace(reveal, seconds)
    reveal.save(update_fields=["position", "changed_at", *PACE])
    _put_on(event, reveal)


# --- by itself -----------------------------------------------------------------------------------------


def set_autoplay(event: Event, turn: int, seconds: int) -> None:
    """Go on by itself every so many seconds, whoever looks on (events.reveal.autoplay). It stops at every award and press."""
    if seconds not in AUTOPLAY:
        raise NotNow(_("There is no such pace. Choose one of the list."))
    with transaction.atomic():
        reveal = _current(event, turn)
        if reveal.position >= len(json.loads(reveal.beats)):
            raise NotNow(_("All places are out. End the reveal, and everybody sees the final board."))
        _set_pace(reveal, seconds)
        reveal.save(update_fields=PACE)


def stop_autoplay(event: Event) -> None:
    """Stay where it is. It asks for no turn: a step that came by itself a moment ago must not keep anybody from stopping it."""
    with transaction.atomic():
        reveal = _locked(event.pk)
        if reveal.autoplay:
            _set_pace(reveal, 0)
            reveal.save(update_fields=PACE)


def step_by_itself(event_id: int, turn: int) -> bool:
    """Carry out the step that was due when this was the turn; False where it was stopped, or another process has done it.

    The next one is due a full pace after this one, however late this one is: who comes back late does not catch up.
    """
    with transaction.atomic():
        reveal = _locked(event_id)
        due = reveal.turn == turn and reveal.due_at is not None and reveal.due_at <= timezone.now()
        if not due or not is_running(reveal, Board.objects.get(event_id=event_id)):
            return False
        beats = json.loads(reveal.beats)
        position = min(reveal.position + 1, len(beats))
        _go_to(Event.objects.get(pk=event_id), reveal, position, 0 if pauses(beats, position) else reveal.autoplay)
    return True


def _set_pace(reveal: Reveal, seconds: int) -> None:
    """How it goes on from here; what phones have seen and what was due before is out of date."""
    reveal.autoplay, reveal.turn = seconds, reveal.turn + 1
    reveal.due_at = timezone.now() + timedelta(seconds=seconds) if seconds else None


# --- where it stands -----------------------------------------------------------------------------------


def _current(event: Event, turn: int) -> Reveal:
    reveal = _locked(event.pk)
    if not is_running(reveal, Board.objects.get(event_id=event.pk)):
        raise NotNow(_("The reveal is not running. The organiser starts it on the event's page Reveal."))
    if turn != reveal.turn:
        raise NotNow(_("Something was pressed meanwhile. This is what stands now."))
    return reveal


def is_running(reveal: Reveal, row: Board) -> bool:
    """Whether what the public sees is this reveal. A board that was released or frozen anew has left it behind."""
    return bool(reveal.epoch) and row.frozen and row.frozen_epoch == reveal.epoch


def _locked(event_id: int) -> Reveal:
    """The reveal's row, held until the transaction ends, and the board's before it."""
    board.lock(event_id)
    Reveal.objects.get_or_create(event_id=event_id)
    return Reveal.objects.select_for_update().get(event_id=event_id)


def _put_on(event: Event, reveal: Reveal) -> None:
    face = public_face(
        json.loads(reveal.frozen), json.loads(reveal.final), json.loads(reveal.beats), reveal.position, hide=reveal.hide
    )
    if not stage(event.pk, reveal.epoch, face):
        raise NotNow(_("The board is not frozen any more: the results are public. Load the page again."))
    _tell(event)


def _tell(event: Event) -> None:
    screens.tell(event)
    transaction.on_commit(lambda: pace.hand_over_feed(event.pk, "board"), robust=True)
