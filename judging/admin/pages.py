"""The organiser's pages about one event, each at /admin/events/event/<pk>/<name>/ and only for who runs it."""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.urls import URLPattern, path

from events.models import Event
from judging.admin.control import control_page
from judging.admin.intake import import_page
from judging.admin.planner import planner_page
from judging.admin.record import record_page
from judging.admin.rehearsal import rehearsal_page
from judging.admin.run_sheet import run_sheet_page
from judging.admin.safety import safety_page

Page = Callable[..., HttpResponseBase]

PAGES: dict[str, Page] = {
    "control": control_page,
    "import": import_page,
    "planner": planner_page,
    "record": record_page,
    "rehearsal": rehearsal_page,
    "run-sheet": run_sheet_page,
    "safety": safety_page,
}


def organiser_pages(event_admin: Any) -> list[URLPattern]:
    """The addresses of these pages, behind the event admin's own check of who may change the event."""
    return [
        path(f"<int:pk>/{name}/", event_admin.admin_site.admin_view(_page(event_admin, view)), name=f"events_event_{name}")
        for name, view in PAGES.items()
    ]


def _page(event_admin: Any, view: Page) -> Page:
    def page(request: HttpRequest, pk: int) -> HttpResponseBase:
        event: Event = event_admin._own(request, pk)
        return view(request, event)

    return page
