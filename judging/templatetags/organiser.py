"""What the organiser's pages have in common: each says what to do next."""

from django import template

from events.models import Event
from judging.next_step import Step
from judging.next_step import next_step as step_of

register = template.Library()


@register.simple_tag
def next_step(event: Event) -> Step:
    """The event's next step, for the head of its pages."""
    return step_of(event)
