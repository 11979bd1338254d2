"""What a command line names -> the row it means, or a sentence that says what is missing."""

from collections.abc import Iterable

from django.core.management.base import CommandError

from events.models import Event
from judging.models import Judge

MOST_NAMED = 12


def event_named(slug: str) -> Event:
    """The event at this address, drafts included."""
    try:
        return Event.objects.get(slug=slug)
    except Event.DoesNotExist:
        raise CommandError(
            f"There is no event {slug}. {_known('Events', Event.objects.values_list('slug', flat=True))}"
        ) from None


def judge_named(slug: str, code: str) -> Judge:
    """The active judge with this code in the event at this address."""
    judge = event_named(slug).judges.filter(code=code).select_related("event").first()
    if judge is None:
        codes = Judge.objects.filter(event__slug=slug).values_list("code", flat=True)
        raise CommandError(f"There is no judge {code} in {slug}. {_known('Judges', codes)}")
    if judge.status != Judge.Status.ACTIVE:
        raise CommandError(f"{judge.name} has withdrawn. Set the judge's status to Active in admin first.")
    return judge


def _known(what: str, names: Iterable[str]) -> str:
    """What there is instead, as far as it fits a line."""
    listed = sorted(names)
    more = f" and {len(listed) - MOST_NAMED} more" if len(listed) > MOST_NAMED else ""
    return f"{what} here: {', '.join(listed[:MOST_NAMED])}{more}." if listed else f"{what} here: none yet."
