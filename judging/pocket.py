"""What a phone keeps of a desk, so that it shows and fills in every sheet where there is no network."""

from typing import Any

from django.urls import reverse

from events.models import Criterion
from judging.desk import Desk, Duty
from judging.models import Judge
from judging.scoring import mark_text
from judging.usual import usual_range

JSON = dict[str, Any]


def pocket_of(me: Judge, desk: Desk) -> JSON:
    """{"event", "judge", "desk": address, "sheets": [...]}: every sheet in running order, with what the server holds."""
    codes = dict(Criterion.objects.filter(round__event_id=me.event_id).values_list("id", "code"))
    return {
        "event": me.event.slug,
        "judge": me.code,
        "desk": reverse("judging:desk", args=[me.event.slug, me.code]),
        "sheets": [_sheet(me, duty, codes) for duty in desk.duties],
    }


def _sheet(me: Judge, duty: Duty, codes: dict[int, str]) -> JSON:
    return {
        "round": duty.round.code,
        "team": duty.team.code,
        "name": duty.team.name,
        "lead": " · ".join(filter(None, (duty.round.name, duty.team.organisation))),
        "path": reverse("judging:sheet", args=[me.event.slug, me.code, duty.round.code, duty.team.code]),
        "blank": reverse("judging:blank", args=[me.event.slug, me.code, duty.round.code]),
        "criteria": sorted(codes[pk] for pk in duty.criteria),
        "open": duty.open,
        "closed": duty.closed,
        "version": duty.version,
        "scores": {codes[pk]: mark_text(points) for pk, points in sorted(duty.given.items())},
    }


def usual_marks(me: Judge, desk: Desk, duty: Duty) -> dict[int, Any]:
    """For each criterion of this sheet the marks that are usual for this judge, from all other sheets; None: too few."""
    others = [each for each in desk.duties if each.round == duty.round and each.team != duty.team]
    found = {}
    for criterion in Criterion.objects.filter(pk__in=duty.criteria):
        points = [each.given[criterion.pk] for each in others if each.given.get(criterion.pk) is not None]
        found[criterion.pk] = usual_range([p for p in points if p is not None], criterion.minimum, criterion.maximum)
    return found
