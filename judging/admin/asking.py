"""The lists' actions ask what the control room asks, in its words and from the same functions."""

from collections.abc import Iterable
from typing import Any

from django.db.models import Model
from django.http import HttpRequest
from django.template.response import TemplateResponse

from events.asking import ask_first, is_answered
from events.models import Event
from judging.control.deed import Deed
from judging.control.deeds import ask

Deeds = list[tuple[Event, Deed]]


def ask_deeds(admin: Any, request: HttpRequest, action: str, rows: Iterable[Model], deeds: Deeds) -> TemplateResponse | None:
    """The page that asks about all of these at once; None where it was answered, or where none of them could hurt."""
    seen = " ".join(f"{event.pk}-{deed.which}-{deed.seen}" for event, deed in deeds)
    if is_answered(request, seen):
        return None
    questions = [f"{event.name}: {words}" for event, deed in deeds if (words := ask(event, deed))]
    return ask_first(admin, request, action, rows, questions, seen)
