"""The organiser's pages about the end of an event: closing it, its results as files, certificates, the static copy."""

from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import messages
from django.contrib.admin import AdminSite
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils import translation
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from events.models import Event
from events.results.reading import Results, read_results
from events.results.views import ARCHIVE, FILES, answer
from events.work import telling
from judging.closing import close_event, live_board, prospect_of

if TYPE_CHECKING:
    from events.results.certificates import Choice

# What makes PDF is imported where it is used: it takes 40 MB that a process which only serves boards need not carry.


def closing_page(request: HttpRequest, event: Event, site: AdminSite) -> HttpResponse:
    """Say what closing will do, and on POST do it."""
    if request.method == "POST":
        if close_event(event, release=request.POST.get("freeze") == "release"):
            messages.success(request, _t("%(name)s is closed: its results are final.") % {"name": event.name})
        else:
            messages.error(request, _t("A draft has no results. Set its status to Upcoming or Live first."))
        return redirect("admin:events_event_results", event.pk)
    context = site.each_context(request) | {"event": event, "prospect": prospect_of(event), "title": _("Close the event")}
    return TemplateResponse(request, "admin/events/event/close.html", context)


class CertificatesForm(forms.Form):
    """Which certificates to print."""

    division = forms.ChoiceField(label=_("Division"), required=False)
    places = forms.IntegerField(label=_("First places"), required=False, min_value=1, help_text=_("Empty: every place."))
    with_unranked = forms.BooleanField(label=_("Also for teams without a place"), required=False)
    signed_by = forms.CharField(label=_("Below the line to sign"), required=False, max_length=80)
    paper = forms.ChoiceField(label=_("Paper"), required=False, choices=[("A4", "A4"), ("Letter", "Letter")])

    def __init__(self, event: Event, data: Any = None) -> None:
        super().__init__(data)
        divisions = list(event.divisions.values_list("code", "name"))
        self.fields["division"].choices = [("", _("The whole event")), *divisions]  # type: ignore[attr-defined]

    def choice(self) -> "Choice":
        """The choice of a valid form."""
        from events.results.certificates import Choice

        data = self.cleaned_data
        return Choice(data["division"], data["places"], data["with_unranked"], data["signed_by"], data["paper"] or "A4")


def results_page(request: HttpRequest, event: Event, site: AdminSite) -> HttpResponse:
    """What the public may take along, and what only organisers get: certificates from the live board."""
    from events.results.fonts import missing_characters

    live = live_results(event)
    names = "".join(row["name"] + row["organisation"] for row in live.rows) + live.name if live else ""
    context = site.each_context(request) | {
        "event": event,
        "title": _("Results and certificates"),
        "public": read_results(event),
        "live": live,
        "form": CertificatesForm(event),
        "missing": missing_characters(names),
    }
    return TemplateResponse(request, "admin/events/event/results.html", context)


def live_results(event: Event) -> Results | None:
    """The results that organisers see, through a freeze."""
    snapshot = live_board(event)
    return Results(event, snapshot) if snapshot else None


def certificates(request: HttpRequest, event: Event) -> HttpResponse:
    """The certificates that the form in the address asks for, from the live board; back to the form where it is wrong."""
    from events.results.certificates import awards_of, certificates_pdf

    form, found = CertificatesForm(event, request.GET), live_results(event)
    if found is None or not form.is_valid() or not awards_of(found, form.choice()):
        problem = (
            _t("No team has such a place. Ask for more places, for another division, or for teams without a place too.")
            if form.is_valid()
            else " ".join(str(form.errors[name][0]) for name in form.errors)
        )
        messages.error(request, problem)
        return redirect("admin:events_event_results", event.pk)
    with telling(request, FILES["pdf"].shares), translation.override(event.language):
        content = certificates_pdf(found, form.choice())
    response = HttpResponse(content, content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="{event.slug}{"-rehearsal" if found.rehearsed else ""}-certificates.pdf"'
    response["Cache-Control"] = "no-store"
    return response


def static_copy(request: HttpRequest, event: Event) -> HttpResponseBase:
    """The static copy of what the public sees now, final or not."""
    found = read_results(event)
    if found is None:
        messages.error(
            request, _t("A draft is public nowhere, so there is nothing to copy. Set its status to Upcoming or Live first.")
        )
        return redirect("admin:events_event_results", event.pk)
    return answer(request, found, ARCHIVE)
