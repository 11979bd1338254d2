"""The organiser's page about the board in other places: what to copy where, and how the webhooks do."""

from django.conf import settings
from django.contrib.admin import AdminSite
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from events.elsewhere.views import embed_snippet
from events.models import Event


def elsewhere_page(request: HttpRequest, event: Event, site: AdminSite) -> HttpResponse:
    """Addresses of overlay, feed and picture, the snippet for other sites, and the event's webhooks."""
    overlay = settings.PUBLIC_URL + reverse("events:overlay", args=[event.slug])
    overlays = [
        (_("lower third with the first three"), overlay),
        (_("lower third on the right, first five"), f"{overlay}?rows=5&side=right"),
        (_("one team, by its code"), f"{overlay}?team=CODE"),
        (_("full standings"), f"{overlay}?as=full&rows=10"),
    ]
    context = site.each_context(request) | {
        "event": event,
        "title": _("Elsewhere"),
        "snippet": embed_snippet(event),
        "sites": event.embed_origins.split(),
        "overlays": overlays,
        "feed": settings.PUBLIC_URL + reverse("events:feed", args=[event.slug]),
        "picture": settings.PUBLIC_URL + reverse("events:podium", args=[event.slug]),
        "webhooks": event.webhooks.all(),
    }
    return TemplateResponse(request, "admin/events/event/elsewhere.html", context)
