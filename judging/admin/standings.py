"""The organiser's look at the standings: live through a freeze, what is undecided, other rules tried, the panel."""

from typing import Any

from django import forms
from django.contrib.admin import AdminSite
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils.translation import gettext_lazy as _

from events.board import consistent_read
from events.models import Criterion, Event
from judging.admin.forms import RulesForm, TieBreakForm, TieBreakFormSet, criteria_choices, refuse
from judging.contest import contest_of, standing_rules
from judging.models import TieBreak, rules_of
from judging.panel_report import panel_report
from judging.shown import total_texts
from judging.standings import Contest, Standings, check, compute
from judging.what_if import Change, compare, with_panel, with_rules

AS_SET = ""
OUT_OF_IT = {"unranked": _("unranked"), "withdrawn": _("withdrawn"), "disqualified": _("disqualified")}


class WhatIfForm(RulesForm):
    """Rules to try: the event's own to begin with, and one panel for every criterion."""

    panel = forms.ChoiceField(
        label=_("panel of every criterion"), required=False, choices=[(AS_SET, _("As set")), *Criterion.Panel.choices]
    )
    trim_low = forms.IntegerField(label=_("lowest dropped"), required=False, min_value=0, max_value=50)
    trim_high = forms.IntegerField(label=_("highest dropped"), required=False, min_value=0, max_value=50)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["drafts"], self.fields["shown"]  # move no place
        del self.fields["confirm"]  # which rounds count is not for rules to say here

    def clean(self) -> None:
        """Left to contest(), which knows the marks, tie-breaks and panels that go with these rules."""

    def contest(self, now: Contest, steps: list[TieBreak]) -> Contest:
        """The contest under these rules, not checked yet."""
        data = self.cleaned_data
        other = with_rules(now, standing_rules(self.instance, steps))
        if data["panel"] == AS_SET:
            return other
        return with_panel(other, data["panel"], (data["trim_low"] or 0, data["trim_high"] or 0))


def standings_page(request: HttpRequest, event: Event, site: AdminSite) -> HttpResponse:
    """Show the live standings; with ?try=1 beside them those under the rules in the address. Reads only."""
    with consistent_read():
        contest = contest_of(event)
    now = compute(contest)
    totals = total_texts(now)
    rules, steps = _forms(request, event)
    changes = _try(rules, steps, contest, now) if rules.is_bound else None
    context = site.each_context(request) | {
        "title": _("Standings"),
        "event": event,
        "standings": now,
        "rows": [(row, now.names[row.team], OUT_OF_IT.get(row.status, ""), totals[row.team]) for row in now.rows],
        "ties": _ties(now),
        "cuts": [_cut(now, cut.round, cut.above, cut.tied, cut.advance) for cut in now.cuts],
        "lots": [now.names.get(code, code) for code in contest.lots],
        "report": panel_report(contest),
        "rules_form": rules,
        "steps": steps,
        "changes": changes,
        "moved": sum(change.moved for change in changes) if changes is not None else 0,
    }
    return TemplateResponse(request, "admin/events/event/standings.html", context)


def _forms(request: HttpRequest, event: Event) -> tuple[WhatIfForm, Any]:
    data = request.GET if "try" in request.GET else None
    form = type("TieBreakForm", (TieBreakForm,), {"criteria_choices": criteria_choices(event.pk)})
    factory = forms.inlineformset_factory(Event, TieBreak, form=form, formset=TieBreakFormSet, extra=1)
    steps = factory(data, instance=event, prefix="tie_breaks")
    for step in steps.forms:
        step.fields["round"].queryset = event.rounds.all()  # type: ignore[attr-defined]  # a ModelChoiceField
    return WhatIfForm(data, instance=rules_of(event), prefix="rules-0"), steps


def _try(rules: WhatIfForm, steps: Any, contest: Contest, now: Standings) -> list[Change] | None:
    if not (rules.is_valid() & steps.is_valid()):
        return None
    chosen = [form.instance for form in steps.forms if form.cleaned_data.get("by") and not form.cleaned_data.get("DELETE")]
    other = rules.contest(contest, sorted(chosen, key=lambda step: step.order))
    problems = check(other)
    if problems:
        refuse(rules, problems, other.rounds)
        return None
    return compare(now, other)


def _ties(now: Standings) -> list[tuple[int, list[str]]]:
    """Ranks that several teams share."""
    shared: dict[int, list[str]] = {}
    for row in now.rows:
        if row.tied and row.rank is not None:
            shared.setdefault(row.rank, []).append(now.names[row.team])
    return list(shared.items())


def _cut(now: Standings, code: str, above: tuple[str, ...], tied: tuple[str, ...], advance: int) -> dict[str, Any]:
    round_ = next(each for each in now.contest.rounds if each.code == code)
    return {
        "round": round_.name,
        "advance": advance,
        "above": [now.names[team] for team in above],
        "tied": [now.names[team] for team in tied],
    }
