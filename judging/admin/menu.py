"""The pages of one event, in the order of its day, for the head of each of them."""

from typing import NamedTuple

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from events.models import Event

Words = str | object  # translated where it is shown


class Link(NamedTuple):
    """One page of an event; `here` on the page itself."""

    words: Words
    way: str
    here: bool


class Group(NamedTuple):
    """The pages for one part of the day."""

    words: Words
    links: list[Link]


OFFICE: list[tuple[Words, list[tuple[str, Words]]]] = [
    (
        _("Prepare"),
        [
            ("change", _("Event")),
            ("import", _("Import")),
            ("planner", _("Planner")),
            ("links", _("Judges' links")),
            ("screens", _("Screens")),
            ("rehearsal", _("Rehearsal")),
            ("run-sheet", _("Run sheet")),
        ],
    ),
    (
        _("Run"),
        [
            ("control", _("Control room")),
            ("standings", _("Standings, what if")),
            ("freeze", _("Freeze")),
            ("reveal", _("Reveal")),
            ("live", _("Live")),
        ],
    ),
    (
        _("Hand over"),
        [
            ("results", _("Results")),
            ("elsewhere", _("Elsewhere")),
            ("safety", _("Copies")),
            ("record", _("Who did what")),
        ],
    ),
]
HALL: list[tuple[str, Words]] = [("event", _("Scoreboard")), ("screen", _("Projector"))]


def pages_of(event: Event, path: str) -> list[Group]:
    """The event's pages, seen from the one at this path. A draft has no public ones."""
    groups = [
        Group(words, [_link(label, reverse(f"admin:events_event_{name}", args=[event.pk]), path) for name, label in pages])
        for words, pages in OFFICE
    ]
    if event.status != Event.Status.DRAFT:
        hall = [_link(label, reverse(f"events:{name}", args=[event.slug]), path) for name, label in HALL]
        groups.append(Group(_("In the hall"), hall))
    return groups


def _link(words: Words, way: str, path: str) -> Link:
    return Link(words, way, way == path)
