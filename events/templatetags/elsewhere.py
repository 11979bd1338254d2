"""What a public page says of itself to link previews, feed readers and people who want the board elsewhere."""

from typing import Any

from django import template
from django.conf import settings
from django.urls import reverse

from events.elsewhere.feed import leaders_of
from events.elsewhere.views import embed_snippet
from events.models import Event

register = template.Library()


@register.inclusion_tag("elsewhere/_meta.html")
def preview(event: Event, board: dict[str, Any] | None) -> dict[str, Any]:
    """The meta elements for link previews; the picture's address changes with the board, so that caches renew it."""
    rehearsed = bool(board and board["event"].get("rehearsal"))
    leaders = leaders_of(board["standings"], event.language, rehearsed=rehearsed) if board else ""
    picture = f"{reverse('events:podium', args=[event.slug])}?board={board['cursor']}" if board else ""
    return {
        "event": event,
        "description": leaders or event.description,
        "picture": settings.PUBLIC_URL + picture if picture else "",
        "page": settings.PUBLIC_URL + event.get_absolute_url(),
        "feed": reverse("events:feed", args=[event.slug]),
    }


@register.inclusion_tag("elsewhere/_elsewhere.html")
def elsewhere(event: Event) -> dict[str, Any]:
    """Links to results and feed, and the snippet for other sites where the event allows any."""
    return {"event": event, "snippet": embed_snippet(event) if event.embed_origins.strip() else ""}
