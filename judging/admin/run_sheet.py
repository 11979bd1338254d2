"""The run sheet: the event on paper, for the table of whoever runs it; made from what is set up, nothing else."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _

from events.models import Criterion, Event, Team
from judging.duties import duties_of
from judging.models import Judge
from judging.setup import what_is_missing
from judging.sheet import mark_text, number_text


def run_sheet_page(request: HttpRequest, event: Event) -> HttpResponse:
    """Rounds with their criteria, teams in running order, judges with their loads, and what to do when. Reads only."""
    rounds = list(event.rounds.prefetch_related("criteria"))
    duties = duties_of(event.pk)
    active = set(event.teams.filter(status=Team.Status.ACTIVE).values_list("pk", flat=True))
    context = admin.site.each_context(request) | {
        "title": _("Run sheet"),
        "event": event,
        "rounds": [(round_, ", ".join(_criterion(each) for each in round_.criteria.all())) for round_ in rounds],
        "teams": event.teams.select_related("division", "project"),
        "judges": [
            (judge, [_load(duties.get(judge.pk, {}), round_.pk, active) for round_ in rounds])
            for judge in event.judges.filter(status=Judge.Status.ACTIVE)
        ],
        "missing": what_is_missing(event),
        "screens": event.screens.all(),
    }
    return TemplateResponse(request, "admin/events/event/run_sheet.html", context)


def _criterion(row: Criterion) -> str:
    low, high, weight = (number_text(mark_text(number)) for number in (row.minimum, row.maximum, row.weight))
    return f"{row.name} {low}–{high}" + (f" × {weight}" if row.weight != 1 else "")


def _load(duties: Any, round_id: int, active: set[int]) -> int:
    return sum(place == round_id and team in active for place, team in duties)
