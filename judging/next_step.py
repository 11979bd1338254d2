"""What an organiser does next, in a sentence with the page for it: from an empty event to handed-over results."""

from typing import NamedTuple

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from events.models import Board, Event, Round
from judging.control.sheets import maps_of
from judging.models import Score
from judging.setup import what_is_missing


class Step(NamedTuple):
    """The next thing to do, and the page where it is done."""

    words: str
    way: str
    label: str


def next_step(event: Event) -> Step:
    """The one thing that brings the event on."""
    missing = what_is_missing(event)
    if missing:
        return _missing(event, missing)
    if event.status == Event.Status.FINAL:
        return _step(event, _("The results are final: hand them over."), "results", _("Results"))
    frozen = Board.objects.filter(event=event, frozen=True).exists()
    rounds = list(event.rounds.all())
    if late := _late(event, [round_ for round_ in rounds if round_.status == Round.Status.LOCKED]):
        return late
    at_work = next((round_ for round_ in rounds if round_.status == Round.Status.OPEN), None)
    if at_work and event.status == Event.Status.UPCOMING:
        words = _("%(round)s is open, but the event is not live: go live.") % {"round": at_work.name}
        return _step(event, words, "control", _("Control room"))
    if at_work:
        words = _("%(round)s is open: lock it when all sheets are in.") % {"round": at_work.name}
        return _step(event, words, "control", _("Control room"))
    following = next((round_ for round_ in rounds if round_.status == Round.Status.UPCOMING), None)
    if following:
        return _before(event, following)
    if frozen:
        return _step(event, _("All rounds are over: reveal the results, then release the board."), "reveal", _("Reveal"))
    return _step(event, _("All rounds are over: look at ties, then close the event."), "close", _("Close"))


def _step(event: Event, words: str, page: str, label: str) -> Step:
    return Step(words, reverse(f"admin:events_event_{page}", args=[event.pk]), label)


def _missing(event: Event, words: str) -> Step:
    """Rehearsals and tables have pages of their own; the rest is mended on the event's page, for which it is worded."""
    if hasattr(event, "rehearsal"):
        return _step(event, words, "rehearsal", _("Rehearsal"))
    if not event.teams.exists():
        words = _("There are no teams yet: import them from a table, or type them on the event's page.")
        return _step(event, words, "import", _("Import"))
    bare = not event.rounds.exists() or event.rounds.filter(criteria=None).exists()
    if not bare and not event.judges.exists():
        words = _("There are no judges yet: import them from a table, or type them on the event's page.")
        return _step(event, words, "import", _("Import"))
    if not bare and event.judges.filter(assignments=None).exists():
        return _step(event, words, "planner", _("Planner"))
    return _step(event, words, "change", _("The event's page"))


def _late(event: Event, locked: list[Round]) -> Step | None:
    """A locked round whose sheets have not all come is not over: somebody decides about them first."""
    for map_ in maps_of(event, locked) if locked else []:
        if count := map_.total.late:
            words = ngettext(
                "%(round)s is locked and %(count)s sheet is late: let its judge in, or close the round without it.",
                "%(round)s is locked and %(count)s sheets are late: let their judges in, or close the round without them.",
                count,
            )
            return _step(event, words % {"round": map_.round.name, "count": count}, "control", _("Control room"))
    return None


def _before(event: Event, round_: Round) -> Step:
    if not Score.objects.filter(judge__event=event).exists():
        words = _("All is set up: send the judges their links, rehearse, and open %(round)s in the control room.")
        if event.status == Event.Status.UPCOMING:
            words = _("All is set up: send the judges their links, rehearse, then go live and open %(round)s.")
    else:
        words = _("Open %(round)s when its judges are ready.")
    return _step(event, words % {"round": round_.name}, "control", _("Control room"))
