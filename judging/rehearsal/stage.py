"""Before and after a rehearsal: what must be true to begin, and the way back to exactly what was there."""

from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from events import board
from events.models import Board, Event, Round
from judging.models import Assignment, Judge, Rehearsal, RoundConfirmation, Rules, Score, ScoreVersion, SheetReturn
from judging.record.write import note
from judging.refresh import setup_changed
from judging.scoring import set_round_status

MOST_JUDGES, FASTEST, LONGEST = 200, 6000.0, 4 * 3600  # judges, sheets a minute, seconds


class RehearsalRefused(Exception):
    """A rehearsal that cannot begin; nothing was changed. The message says why and what to do."""


def start_rehearsal(event: Event, user: Any, *, judges: int, rate: float, seconds: int) -> Rehearsal:
    """Put an event into rehearsal: from now on all boards say so. Raises RehearsalRefused.

    An event with real marks is never rehearsed on: nothing that anybody gave can then be lost by wiping.
    """
    with transaction.atomic():
        row = Board.objects.select_for_update().get(event=event)
        event = Event.objects.get(pk=event.pk)
        _check(event, row, judges, rate, seconds)
        rounds = _rounds_to_play(event)
        rules = Rules.objects.filter(event=event).first()
        before: dict[str, Any] = {
            "rounds": dict(event.rounds.values_list("code", "status")),
            "status": event.status,
            "lots": rules.lots if rules else None,
            "judges": [],
        }
        set_round_status(rounds, Round.Status.OPEN)
        before["judges"] = _hire(event, judges, rounds)
        rehearsal = Rehearsal.objects.create(event=event, user=user, before=before, judges=judges, rate=rate, seconds=seconds)
        words = _("A rehearsal began: %(judges)s judges, %(rate)g sheets a minute.")
        note(event, "rehearsal", words % {"judges": judges, "rate": rate})
        board.raise_generation(event.pk)
        setup_changed(event.pk)
    return rehearsal


def _check(event: Event, row: Board, judges: int, rate: float, seconds: int) -> None:
    problems = {
        _("A rehearsal is on already: stop and wipe it first."): Rehearsal.objects.filter(event=event).exists(),
        _("Marks were given already. Copy the event with its people and rehearse on the copy."): Score.objects.filter(
            judge__event=event
        ).exists(),
        _("A draft has no screens to rehearse on: set the status to Upcoming or Live."): event.status == Event.Status.DRAFT,
        _("The event is final. Copy it with its people and rehearse on the copy."): event.status == Event.Status.FINAL,
        _("The board is frozen: release it first."): row.frozen,
        _("There are no teams yet: add them first."): not event.teams.filter(status="active").exists(),
        _(
            "There is no round with criteria that is open or to come. Add one on the event's page, or set one back to Upcoming."
        ): not _rounds_to_play(event),
        _("Between 1 and %(most)s judges can play.") % {"most": MOST_JUDGES}: not 1 <= judges <= MOST_JUDGES,
        _("Between 1 and %(most)g sheets a minute can be sent.") % {"most": FASTEST}: not 1 <= rate <= FASTEST,
        _("A rehearsal takes between 1 and %(most)s seconds.") % {"most": LONGEST}: not 1 <= seconds <= LONGEST,
    }
    for words, wrong in problems.items():
        if wrong:
            raise RehearsalRefused(words)


def _rounds_to_play(event: Event) -> list[Round]:
    """The open rounds; where none is, those to come, which the rehearsal opens."""
    rounds = list(event.rounds.filter(criteria__isnull=False).distinct())
    is_open = [round_ for round_ in rounds if round_.status == Round.Status.OPEN]
    return is_open or [round_ for round_ in rounds if round_.status == Round.Status.UPCOMING]


def _hire(event: Event, wanted: int, rounds: list[Round]) -> list[str]:
    """Judges to make up the number: those of the event play themselves, the rest is made and goes with the rehearsal."""
    have = event.judges.filter(status=Judge.Status.ACTIVE).count()
    codes = []
    for number in range(1, wanted - have + 1):
        name = _("Rehearsal judge %(number)s") % {"number": number}
        judge = Judge.objects.create(event=event, name=name, order=10_000 + number)
        for round_ in rounds:
            Assignment.objects.create(judge=judge, round=round_)
        codes.append(judge.code)
    return codes


def stop_rehearsal(event: Event) -> None:
    """Have the player stop after the sheet at hand; the marks stay until they are wiped."""
    rehearsal = Rehearsal.objects.filter(event=event).first()
    if rehearsal and not rehearsal.finished:
        rehearsal.stop = True
        rehearsal.save(update_fields=["stop"])


def wipe_rehearsal(event: Event) -> bool:
    """Take everything that was given in the rehearsal away; screens take the clean board at once, in a new epoch.

    Sheets, their versions, rounds, lots and judges are as they were when it began; a name that was mended in the
    meantime stays mended.
    """
    with transaction.atomic():
        row = Board.objects.select_for_update().get(event=event)
        rehearsal = Rehearsal.objects.filter(event=event).first()
        if rehearsal is None:
            return False
        if row.frozen:
            board.release(event.pk)
        Score.objects.filter(judge__event=event).delete()
        ScoreVersion.objects.filter(judge__event=event, at__gte=rehearsal.started_at).delete()
        _forget_words(event, rehearsal)
        _put_back(Event.objects.get(pk=event.pk), rehearsal.before)
        rehearsal.delete()
        note(event, "rehearsal", _("The rehearsal was wiped."), {"sheets": (rehearsal.sent, 0)})
        board.start_epoch(event.pk)
        board.raise_generation(event.pk)
        setup_changed(event.pk)
    return True


def _forget_words(event: Event, rehearsal: Rehearsal) -> None:
    """Sheets returned and rounds confirmed in the rehearsal; a confirmation that only its marks have ended stands again."""
    SheetReturn.objects.filter(judge__event=event, at__gte=rehearsal.started_at).delete()
    confirmations = RoundConfirmation.objects.filter(round__event=event)
    confirmations.filter(at__gte=rehearsal.started_at).delete()
    for row in confirmations.filter(ended_at__gte=rehearsal.started_at):
        row.ended_at, row.ended_because = None, ""
        row.save()


def _put_back(event: Event, before: dict[str, Any]) -> None:
    event.judges.filter(code__in=before["judges"]).delete()
    for round_ in event.rounds.all():
        was = before["rounds"].get(round_.code, round_.status)
        set_round_status([round_], Round.Status(was))
    if event.status != before["status"]:
        event.status = before["status"]
        event.save(update_fields=["status"])
    rules = Rules.objects.filter(event=event).first()
    if rules and before["lots"] is not None and rules.lots != before["lots"]:
        rules.lots = before["lots"]
        rules.save(update_fields=["lots"])
