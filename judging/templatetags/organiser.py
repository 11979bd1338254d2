"""What the organiser's pages have in common: each says what to do next, and leads to the others."""

from collections.abc import Iterable, Sequence
from typing import Any

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from events.models import Event
from judging.admin.menu import Group
from judging.admin.menu import pages_of as menu_of
from judging.control.naming import short_heads
from judging.control.sheets import Cell
from judging.models import Judge
from judging.next_step import Step
from judging.next_step import next_step as step_of

register = template.Library()

AT_HAND = 5  # events named on admin's first page

# What each list of admin is for, and what to do where it is empty.
LISTS = {
    "division": _("Divisions part an event's teams. They come with an import of teams, or are typed on the event's page."),
    "event": _("Start from a template or from an earlier event; then each event's page says what comes next."),
    "judge": _(
        "The judges of your events. Import them from a table or type them on the event's page; links are on the event's page too."
    ),
    "round": _(
        "The rounds of your events. Open, lock and close them in the event's control room; criteria are in each round here."
    ),
    "score": _("The sheets that judges have sent. Correct one here, with a reason; add one here for a judge without a phone."),
    "scoreversion": _(
        "Every version of every sheet, who sent it and when. Sheets come from the judges' desks, or from under Scores."
    ),
    "team": _("The teams of your events. Import them from a table or type them on the event's page."),
    "webhook": _("Addresses of other programs that get each new board of an event. Add one if you run such a program."),
}


@register.simple_tag
def next_step(event: Event) -> Step:
    """The event's next step, for the head of its pages."""
    return step_of(event)


@register.simple_tag
def pages_of(event: Event, path: str) -> list[Group]:
    """The event's pages, for the head of each of them."""
    return menu_of(event, path)


@register.simple_tag
def about_list(model_name: str) -> str:
    """What a list is for and where its rows come from; nothing for the lists of others."""
    return str(LISTS.get(model_name, ""))


@register.simple_tag(takes_context=True)
def events_at_hand(context: dict[str, Any]) -> list[tuple[Event, Step]]:
    """The visitor's events that are not over, each with its next step; the newest first, and no more than fit."""
    mine = Event.objects.run_by(context["request"].user).exclude(status=Event.Status.FINAL).order_by("-pk")[:AT_HAND]
    return [(event, step_of(event)) for event in mine]


@register.simple_tag
def judge_heads(judges: Sequence[Judge]) -> SafeString:
    """The heads of a table with a column for each judge; a shortened name is told whole to who points at it or listens."""
    whole = '<th scope="col" class="judge"><span>{}</span></th>'
    both = '<span aria-hidden="true">{0}</span><span class="visually-hidden">{1}</span>'
    cut = f'<th scope="col" class="judge" title="{{1}}">{both}</th>'
    names = [judge.name for judge in judges]
    pairs = zip(short_heads(names), names, strict=True)
    return SafeString("".join(format_html(whole if short == name else cut, short, name) for short, name in pairs))


@register.simple_tag
def map_cells(team: str, judges: Iterable[str], cells: Iterable[Cell]) -> SafeString:
    """A row of the control room's map. A large event has thousands of cells, most of them empty: no template for each."""
    filled = '<td class="s-{}" title="{}">{}</td>'
    return SafeString(
        "".join(
            format_html(filled, cell.state, cell.title(judge, team), cell.sign) if cell.state != "none" else "<td></td>"
            for judge, cell in zip(judges, cells, strict=True)
        )
    )
