"""What an event still lacks before it can be judged, in words, and the short way to assignments."""

from django.db import transaction
from django.utils.translation import gettext as _

from events.models import Event
from judging.models import Assignment, Rehearsal


def what_is_missing(event: Event) -> str:
    """The next thing to do, as one sentence; empty when judging can begin."""
    rounds = list(event.rounds.prefetch_related("criteria"))
    bare = next((round_ for round_ in rounds if not round_.criteria.all()), None)
    assigned = set(Assignment.objects.filter(judge__event=event).values_list("judge_id", flat=True))
    idle = [judge.name for judge in event.judges.all() if judge.pk not in assigned]
    if Rehearsal.objects.filter(event=event).exists():
        return _("A rehearsal is on: wipe it before the real judging begins.")
    if not event.teams.exists():
        return _("Add the teams.")
    if not rounds:
        return _("Add a round.")
    if bare is not None:
        return _("Give %(round)s its criteria: press Change beside it on the event's page.") % {"round": bare.name}
    if not event.judges.exists():
        return _("Add the judges.")
    if idle:
        named = ", ".join(idle[:5]) + (" …" if len(idle) > 5 else "")
        return _("Say in the planner what these judges mark: %(judges)s.") % {"judges": named}
    if event.status == Event.Status.DRAFT:
        return _("Set the status to Upcoming or Live: a draft is public nowhere.")
    return ""


def assign_everyone(event: Event) -> int:
    """Give every judge every round in which it has no assignment yet; returns how many were added."""
    with transaction.atomic():
        judges, rounds = list(event.judges.all()), list(event.rounds.all())
        taken = set(Assignment.objects.filter(judge__event=event).values_list("judge_id", "round_id"))
        missing = [(judge, round_) for judge in judges for round_ in rounds if (judge.pk, round_.pk) not in taken]
        for judge, round_ in missing:
            Assignment.objects.create(judge=judge, round=round_)
    return len(missing)
