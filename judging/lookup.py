"""What a command line names -> the row it means, or a sentence that says what is missing."""

from django.core.management.base import CommandError

from events.models import Event
from judging.models import Judge


def event_named(slug: str) -> Event:
    """The event at this address, drafts included."""
    try:
        return Event.objects.get(slug=slug)
    except Event.DoesNotExist:
        raise CommandError(f"There is no event {slug}.") from None


def judge_named(slug: str, code: str) -> Judge:
    """The active judge with this code in the event at this address."""
    judge = event_named(slug).judges.filter(code=code).select_related("event").first()
    if judge is None:
        raise CommandError(f"There is no judge {code} in {slug}.")
    if judge.status != Judge.Status.ACTIVE:
        raise CommandError(f"{judge.name} has withdrawn.")
    return judge
