"""A new event from something that works: a ready rule set, or a copy of an earlier event. It comes as a draft."""

import json
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from events.models import Event
from judging.exchange import dump_event, load_event
from judging.models import Conflict, Project
from judging.record.write import note


@dataclass(frozen=True)
class Starter:
    """A ready rule set: rounds, criteria, levels, rules and tie-breaks, in data/starters/<code>.event.json."""

    code: str
    name: str | Promise
    when: str | Promise


STARTERS = (
    Starter(
        "hackathon",
        gettext_lazy("Hackathon with a rubric"),
        gettext_lazy("Choose it when a few judges walk from table to table and say in four criteria what they saw."),
    ),
    Starter(
        "robotics",
        gettext_lazy("Robotics with runs and an interview"),
        gettext_lazy("Choose it when robots run several times and the best run counts; a judged interview parts equal teams."),
    ),
    Starter(
        "drop-high-low",
        gettext_lazy("Drop high and low"),
        gettext_lazy("Choose it for performances before a whole panel of five or more, when no single judge may decide."),
    ),
    Starter(
        "song-contest",
        gettext_lazy("Song contest"),
        gettext_lazy("Choose it when each judge or country gives 12, 10, 8, 7 down to 1 points to its favourites."),
    ),
    Starter(
        "skating",
        gettext_lazy("Skating system"),
        gettext_lazy("Choose it when judges place couples first, second, third in each dance and the majority decides."),
    ),
    Starter(
        "science-fair",
        gettext_lazy("Science fair with z-scores"),
        gettext_lazy("Choose it when each judge sees only some projects, and strict and kind judges must be evened out."),
    ),
)


def start_from(code: str, name: str, slug: str) -> Event:
    """A new draft from a ready rule set; raises EventFileError where the address is taken."""
    starter = next(starter for starter in STARTERS if starter.code == code)
    text = (settings.BASE_DIR / "data" / "starters" / f"{starter.code}.event.json").read_text(encoding="utf-8")
    return _load(json.loads(text), name, slug, _("Started from the template %(name)s.") % {"name": starter.name})


def copy_event(event: Event, name: str, slug: str, *, people: bool) -> Event:
    """A new draft like this event, without its marks: rounds to come, no bonuses, no drawn lots.

    With `people` its teams, judges, assignments and conflicts come along; links are new, as they are each judge's own.
    """
    file = json.loads(dump_event(event))
    if not people:
        file |= {"teams": [], "judges": [], "assignments": [], "divisions": []}
    with transaction.atomic():
        copy = _load(file, name, slug, _("Copied from %(name)s.") % {"name": event.name})
        if people:
            _copy_office(event, copy)
    return copy


def _load(file: dict[str, Any], name: str, slug: str, words: str) -> Event:
    file["event"] |= {"name": name, "slug": slug, "status": "draft"}
    file |= {"scores": [], "adjustments": [], "lots": [], "source": ""}
    for round_ in file["rounds"]:
        round_["status"] = "upcoming"
        round_.pop("confirmed", None)
    file.get("links", {}).pop("expire_at", None)
    if not file.get("assignments"):
        file["assignments"] = []
    with transaction.atomic():
        event = load_event(json.dumps(file))
        note(event, "event", words)
    return event


def _copy_office(event: Event, copy: Event) -> None:
    """What the event file does not hold: conflicts of interest, tables and members."""
    judges = {judge.code: judge for judge in copy.judges.all()}
    teams = {team.code: team for team in copy.teams.all()}
    for row in Conflict.objects.filter(judge__event=event).select_related("judge", "team"):
        Conflict.objects.create(judge=judges[row.judge.code], team=teams[row.team.code], reason=row.reason)
    for project in Project.objects.filter(team__event=event).select_related("team"):
        Project.objects.create(team=teams[project.team.code], table=project.table, members=project.members)


def free_slug(wanted: str) -> str:
    """This address, or with the first number behind it that is free."""
    stem = wanted[:70] or "event"
    taken = set(Event.objects.filter(slug__startswith=stem).values_list("slug", flat=True))
    numbered = (f"{stem}-{n}" for n in range(2, len(taken) + 3))
    return next(slug for slug in (stem, *numbered) if slug not in taken)
