"""The page of an event's record: searched, filtered, paged, and exported as CSV."""

import csv
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from auditlog.models import LogEntry
from django import forms
from django.contrib import admin
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from events.board import consistent_read
from events.models import Event
from judging.record.read import KINDS, PER_PAGE, Entry, Wanted, all_entries, count, entries, persons

# The record has this page of its own; auditlog's would show everybody's events.
admin.site.unregister(LogEntry)

EVERYTHING = [("", gettext_lazy("Everything")), *KINDS.items()]


class RecordForm(forms.Form):
    """What to look for in the record."""

    text = forms.CharField(required=False, max_length=100, label=gettext_lazy("Search"), widget=forms.SearchInput)
    person = forms.ChoiceField(required=False, label=gettext_lazy("Who"))
    kind = forms.ChoiceField(required=False, label=gettext_lazy("What"), choices=EVERYTHING)
    since = forms.DateTimeField(
        required=False, label=gettext_lazy("From"), widget=forms.DateTimeInput(attrs={"type": "datetime-local"})
    )
    until = forms.DateTimeField(
        required=False, label=gettext_lazy("Until"), widget=forms.DateTimeInput(attrs={"type": "datetime-local"})
    )

    def __init__(self, data: Any, event: Event) -> None:
        super().__init__(data)
        self.zone = ZoneInfo(event.timezone)
        person = self.fields["person"]
        person.choices = [("", _("Everybody")), *persons(event)]  # type: ignore[attr-defined]

    def wanted(self) -> Wanted | None:
        """The search, or None where the form is wrong. Times are the event's own."""
        if not self.is_valid():
            return None
        data = self.cleaned_data
        since, until = (self._here(data[name]) for name in ("since", "until"))
        return Wanted(data["text"], data["person"], data["kind"], since, until)

    def _here(self, at: datetime | None) -> datetime | None:
        return at.replace(tzinfo=self.zone) if at else None


def record_page(request: HttpRequest, event: Event) -> HttpResponseBase:
    """Everything that was done to this event; `?export=csv` hands out what the filters leave."""
    form = RecordForm(request.GET, event)
    wanted = form.wanted()
    if wanted is not None and request.GET.get("export") == "csv":
        return _csv(event, wanted)
    found: Any = _Found(event, wanted) if wanted is not None else []
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    asked = request.GET.copy()
    asked.pop("page", None)
    context = admin.site.each_context(request) | {
        "event": event,
        "title": _("Who did what"),
        "form": form,
        "page": page,
        "kinds": KINDS,
        "asked": asked.urlencode(),
    }
    return TemplateResponse(request, "admin/events/event/record.html", context)


class _Found:
    """The entries as Paginator wants them: counted and sliced."""

    def __init__(self, event: Event, wanted: Wanted) -> None:
        self.event, self.wanted = event, wanted

    def count(self) -> int:
        return count(self.event, self.wanted)

    __len__ = count

    def __getitem__(self, part: slice) -> list[Entry]:
        return entries(self.event, self.wanted, part.start, part.stop - part.start)


def _csv(event: Event, wanted: Wanted) -> HttpResponse:
    zone = ZoneInfo(event.timezone)
    answer = HttpResponse("\ufeff", content_type="text/csv; charset=utf-8")
    writer = csv.writer(answer)
    writer.writerow(["when", "who", "from", "kind", "what", "field", "before", "after", "reason"])
    with consistent_read():  # read in pages: what is added meanwhile must not push an entry onto the next one
        for entry in all_entries(event, wanted):
            head = [entry.at.astimezone(zone).isoformat(timespec="seconds"), entry.who, entry.address, entry.kind, entry.what]
            for change in entry.changes or [("", "", "")]:
                writer.writerow([plain(cell) for cell in (*head, *change, entry.reason)])
    answer["Content-Disposition"] = f'attachment; filename="{event.slug}-record.csv"'
    return answer


def plain(cell: str) -> str:
    """A cell that no spreadsheet takes for a formula, whoever typed it."""
    return f"'{cell}" if cell[:1] in ("=", "+", "-", "@", "\t", "\r") else cell
