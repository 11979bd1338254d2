"""The planner's page: the matrix judge x team of a round, changed by click, and plans looked at before they are written."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, cast

from django import forms
from django.contrib import admin, messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.loader import render_to_string
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from events import board
from events.models import Event, Round
from events.work import counted, teller, telling
from judging.assigning import Matrix, NotAssigned, Pair, matrix_of, toggle, write_pairs
from judging.planner import Plan, Question, Trouble, plan
from judging.record.write import note

# What of the time goes where: of showing a plan, and of writing it.
SHOWING = {"plan": 2, "rows": 1, "page": 3}
WRITING = {"plan": 2, "write": 6}
WORDS = {
    "too few judges": gettext_lazy(
        "Each team is to be seen by %(wanted)s judges, but there are only %(got)s. Add judges or ask for fewer."
    ),
    "team short": gettext_lazy(
        "%(team)s is seen by %(got)s instead of %(wanted)s: conflicts of interest or full judges leave nobody else."
    ),
    "too little time": gettext_lazy("Each judge would have to see %(wanted)s teams, but at most %(got)s are allowed."),
    "unequal": gettext_lazy("%(judge)s sees %(got)s teams, others up to %(wanted)s: conflicts or kept pairs allow no better."),
    "kept conflict": gettext_lazy("%(judge)s keeps %(team)s in spite of a conflict of interest. Turn the pair off below."),
    "kept often": gettext_lazy("%(team)s is seen by %(got)s already, more than the %(wanted)s asked for."),
}


class PlanForm(forms.Form):
    """What is asked of a plan."""

    times = forms.IntegerField(min_value=1, max_value=100, initial=3, label=gettext_lazy("Judges for each team"))
    most = forms.IntegerField(min_value=1, max_value=1000, required=False, label=gettext_lazy("Teams a judge at most"))
    keep = forms.BooleanField(required=False, label=gettext_lazy("Keep what is assigned"))
    seed = forms.IntegerField(
        min_value=0, max_value=9999, required=False, initial=0, label=gettext_lazy("Variant (another number, another plan)")
    )

    def question(self, matrix: Matrix) -> Question:
        """The question for the planner. Pairs with marks always stay."""
        data = self.cleaned_data
        return Question(
            [judge.pk for judge in matrix.judges],
            [team.pk for team in matrix.teams],
            data["times"],
            matrix.conflicts,
            matrix.pairs & matrix.marked if not data["keep"] else matrix.pairs,
            data["most"],
            data["seed"] or 0,
        )


@dataclass(frozen=True)
class Cell:
    """One judge and one team. `state` is on, off or conflict; `change` is added or removed in a plan."""

    judge: int
    team: int
    on: bool
    conflict: bool
    marked: bool
    change: str
    title: str

    @property
    def value(self) -> str:
        return f"{self.judge}-{self.team}-{int(self.on)}"


def planner_page(request: HttpRequest, event: Event) -> HttpResponse:
    """Show a round's matrix; with ?times= a plan for it. POST turns one cell, or writes the plan that was looked at."""
    rounds = list(event.rounds.all())
    asked = request.POST.get("round") or request.GET.get("round")
    round_ = get_object_or_404(event.rounds, code=asked) if asked else next(iter(rounds), None)
    if round_ is None:
        return _show(request, event, rounds, None)
    if request.method == "POST" and "cell" in request.POST:
        return _turn(request, event, round_)
    with telling(request, WRITING if request.method == "POST" else SHOWING):
        return _plan(request, event, rounds, round_)


def _plan(request: HttpRequest, event: Event, rounds: list[Round], round_: Round) -> HttpResponse:
    form = PlanForm(request.POST if request.method == "POST" else request.GET if "times" in request.GET else None)
    if request.method == "POST" and form.is_valid() and _write(request, event, round_, form):
        return redirect(f"{reverse('admin:events_event_planner', args=[event.pk])}?round={round_.code}")
    return _show(request, event, rounds, round_, form)


def _show(
    request: HttpRequest, event: Event, rounds: list[Round], round_: Round | None, form: PlanForm | None = None
) -> HttpResponse:
    context = admin.site.each_context(request) | {"event": event, "title": _("Planner"), "rounds": rounds, "form": form}
    if round_ is not None:
        matrix = matrix_of(event, round_)
        made = _made(form, matrix) if form and form.is_bound and form.is_valid() else None
        context |= {"round": round_, "matrix": matrix, "plan": made, "form": form or PlanForm(), **_table(matrix, made)}
        if made:
            context |= {"troubles": _in_words(made.troubles, matrix), **_difference(matrix, made)}
        # A cell for each judge and team is most of the page's time.
        context["rows"] = counted(context["rows"], "page", _("Showing the plan"))
    # Made here and not after the view: the work is done when the page is.
    return TemplateResponse(request, "admin/events/event/planner.html", context).render()


def _made(form: PlanForm, matrix: Matrix) -> Plan:
    return plan(form.question(matrix), teller("plan", _("Making the plan")))


def _table(matrix: Matrix, made: Plan | None) -> dict[str, Any]:
    pairs: Iterable[Any] = made.pairs if made else matrix.pairs
    pairs = frozenset(pairs)
    rows = [
        {
            "team": team,
            "table": matrix.tables.get(team.pk, "") or team.order,
            "count": sum((judge.pk, team.pk) in pairs for judge in matrix.judges),
            "cells": [_cell(matrix, pairs, (judge.pk, team.pk), judge.name, team.name) for judge in matrix.judges],
        }
        for team in counted(matrix.teams, "rows", _("Showing the plan"))
    ]
    loads = [(judge, sum((judge.pk, team.pk) in pairs for team in matrix.teams)) for judge in matrix.judges]
    return {"rows": rows, "judges": matrix.judges, "loads": loads}


def _cell(matrix: Matrix, pairs: frozenset[Pair], pair: Pair, judge: str, team: str) -> Cell:
    on, was = pair in pairs, pair in matrix.pairs
    change = "" if on == was else "added" if on else "removed"
    return Cell(*pair, on, pair in matrix.conflicts, pair in matrix.marked, change, f"{judge} - {team}")


def _difference(matrix: Matrix, made: Plan) -> dict[str, int]:
    return {"added": len(made.pairs - matrix.pairs), "removed": len(matrix.pairs - made.pairs)}


def _in_words(troubles: Iterable[Trouble], matrix: Matrix) -> list[str]:
    judges = {judge.pk: judge.name for judge in matrix.judges}
    teams = {team.pk: team.name for team in matrix.teams}
    return [
        str(WORDS[t.kind]) % {"judge": judges.get(t.judge, ""), "team": teams.get(t.team, ""), "wanted": t.wanted, "got": t.got}  # type: ignore[call-overload]
        for t in troubles
    ]


# --- writing -------------------------------------------------------------------------------------------


def _turn(request: HttpRequest, event: Event, round_: Round) -> HttpResponse:
    """Turn one cell; htmx gets the cell, its counts and what was refused, a plain form the page again."""
    try:
        judge, team, was = (int(part) for part in request.POST["cell"].split("-"))
    except ValueError:
        return HttpResponse(_("Which cell?"), status=400, content_type="text/plain")
    problem = ""
    try:
        matrix = toggle(event, round_, (judge, team), bool(was))
    except NotAssigned as refused:
        problem, matrix = str(refused), matrix_of(event, round_)
    if not getattr(request, "htmx", False):
        if problem:
            messages.error(request, problem)
        return redirect(f"{reverse('admin:events_event_planner', args=[event.pk])}?round={round_.code}#team-{team}")
    table = _table(matrix, None)
    row = next((row for row in table["rows"] if row["team"].pk == team), None)
    cell = next((cell for cell in row["cells"] if cell.judge == judge), None) if row else None
    load = next((load for each, load in table["loads"] if each.pk == judge), 0)
    context = {"cell": cell, "row": row, "judge_pk": judge, "load": load, "problem": problem}
    return HttpResponse(render_to_string("admin/events/event/_turned.html", context, request))


def _write(request: HttpRequest, event: Event, round_: Round, form: PlanForm) -> bool:
    """Write the plan if the matrix is still the one that it was made for; else say so and show a new plan.

    It is made before the event is locked: planning takes a second or two, and nobody's submit waits for it.
    """
    seen = request.POST.get("digest")
    matrix = matrix_of(event, round_)
    made = _made(form, matrix) if matrix.digest == seen else None
    with transaction.atomic():
        board.lock(event.pk)
        if made is None or matrix_of(event, round_).digest != seen:
            text = _("The event has changed meanwhile, nothing was written. This plan is made anew: look again.")
            messages.warning(request, text)
            return False
        count = write_pairs(event, round_, cast(set[Pair], set(made.pairs)))
        diff = _difference(matrix, made)
        words = _("A plan for %(round)s was written.") % {"round": round_.name}
        note(event, "import", words, {"pairs": (len(matrix.pairs), len(made.pairs))})
    text = ngettext("Written: %(count)s judge's list changed", "Written: %(count)s judges' lists changed", count) % {
        "count": count
    }
    detail = _("%(added)s pairs added, %(removed)s taken away.") % diff
    messages.success(request, f"{text}. {detail}")
    return True
