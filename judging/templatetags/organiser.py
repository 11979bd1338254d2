"""What the organiser's pages have in common: each says what to do next, and leads to the others."""

from django import template

from events.models import Event
from judging.admin.menu import Group
from judging.admin.menu import pages_of as menu_of
from judging.next_step import Step
from judging.next_step import next_step as step_of

register = template.Library()


@register.simple_tag
def next_step(event: Event) -> Step:
    """The event's next step, for the head of its pages."""
    return step_of(event)


@register.simple_tag
def pages_of(event: Event, path: str) -> list[Group]:
    """The event's pages, for the head of each of them."""
    return menu_of(event, path)
