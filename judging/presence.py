"""Who is there: a judge's desk was heard of. Noted beside the flow; nothing waits for it and no board moves by it."""

import logging
from collections.abc import Iterable
from datetime import datetime

from django.core.cache import cache
from django.db import DatabaseError
from django.db.models import Max
from django.utils import timezone

from judging.models import Judge, Presence, ScoreVersion

SEEN_EVERY = 20  # seconds between two notes of one judge, at least

log = logging.getLogger("podium.presence")


def note_seen(judge: Judge) -> None:
    """This judge's browser asks for something now; written at most every 20 seconds."""
    if not cache.add(f"judge-seen:{judge.pk}", 1, timeout=SEEN_EVERY):
        return
    try:
        Presence.objects.update_or_create(judge=judge, defaults={"seen_at": timezone.now()})
    except DatabaseError as error:  # a judge's page does not fail because nobody could write down that it was looked at
        log.warning("Noting that %s was seen failed: %r", judge.code, error)


def note_here(judge_ids: Iterable[int]) -> None:
    """These judges' desks are connected, whether they ask for anything or not; one write for all of them."""
    known, now = Judge.objects.filter(pk__in=list(judge_ids)).values_list("pk", flat=True), timezone.now()
    rows = [Presence(judge_id=pk, seen_at=now) for pk in known]
    try:
        Presence.objects.bulk_create(rows, update_conflicts=True, unique_fields=["judge"], update_fields=["seen_at"])
    except DatabaseError as error:  # a judge was deleted in that moment, or the database is away: a minute later again
        log.warning("Noting who is connected failed: %r", error)


def last_seen(judges: Iterable[Judge]) -> dict[int, datetime]:
    """When each judge was last heard of, by id: a page that was asked for, a desk that is connected, a sheet sent."""
    ids = [judge.pk for judge in judges]
    seen = dict(Presence.objects.filter(judge__in=ids).values_list("judge_id", "seen_at"))
    # What an organiser wrote in a judge's name says nothing of the judge.
    sent = ScoreVersion.objects.filter(judge__in=ids, user=None).order_by().values_list("judge_id").annotate(at=Max("at"))
    for judge_id, at in sent:
        seen[judge_id] = max(at, seen.get(judge_id, at))
    return seen
