"""The event's page with its judges and rules, and the sheet of the judges' links."""

from collections.abc import Callable
from typing import Any
from zoneinfo import available_timezones

from django import forms
from django.contrib import admin, messages
from django.db.models import Count, QuerySet
from django.forms import ModelForm
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from events import admin as events_admin
from events.access import OwnEventsAdmin
from events.languages import locales
from events.live.figures import figures_of
from events.merging import MergedForm
from events.models import Event, Round
from judging.admin import results
from judging.admin.asking import ask_deeds
from judging.admin.elsewhere import elsewhere_page
from judging.admin.forms import RulesForm, TieBreakForm, TieBreakFormSet, criteria_choices
from judging.admin.links import links_page
from judging.admin.pages import organiser_pages
from judging.admin.rounds import has_opened, tell_live
from judging.admin.standings import standings_page
from judging.admin.starters import copy_events, start_page
from judging.control import hall
from judging.control.deed import Deed, Moved
from judging.control.deeds import carry_out
from judging.models import Judge, LinkTerms, Rules, TieBreak
from judging.next_step import next_step
from judging.setup import assign_everyone

SHOWN_AT_FIRST = 2  # decimals of an event that is set up by hand: the mean of three judges has no end


class JudgeInline(events_admin.CodedInline):
    model = Judge
    fields = ("name", "code", "status", "head")


class RulesInline(OwnEventsAdmin, admin.StackedInline):
    model = Rules
    form = RulesForm
    extra = 0
    can_delete = False
    fields = (
        ("method", "places_from"), "shown", "decimals", "rounding", ("normalise", "zscore_mean", "zscore_deviation"),
        ("combine", "count"), ("drafts", "confirm"),
    )  # fmt: skip


class LinkTermsInline(OwnEventsAdmin, admin.StackedInline):
    model = LinkTerms
    form = MergedForm
    extra = 0
    can_delete = False
    fields = ("one_device", ("expire_at", "days_after_final"))


class TieBreakInline(events_admin.PartInline):
    model = TieBreak
    form = TieBreakForm
    formset = TieBreakFormSet

    def get_formset(self, request: HttpRequest, obj: Any = None, **kwargs: Any) -> Any:
        formset = super().get_formset(request, obj, **kwargs)
        formset.form = type("TieBreakForm", (formset.form,), {"criteria_choices": criteria_choices(obj.pk) if obj else []})
        return formset


admin.site.unregister(Event)


@admin.register(Event)
class EventAdmin(events_admin.EventAdmin):
    change_form_template = "admin/events/event/change_form.html"
    inlines = (*events_admin.EventAdmin.inlines, JudgeInline, LinkTermsInline, RulesInline, TieBreakInline)
    list_display = ("name", "control_room", "status", "teams_count", "rounds_count", "judges_count", "frozen", "addresses")
    readonly_fields = ("next_step",)
    actions = ("assign_everyone", "copy", "copy_with_people", "freeze", "release", "close_event")

    def get_queryset(self, request: HttpRequest) -> Any:
        return super().get_queryset(request).annotate(judges_number=Count("judges", distinct=True))

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        names = [name for name in super().get_fields(request, obj) if name != "next_step"]
        return ["next_step", *names] if obj else names

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        """Language and time zone are chosen, not typed; what an event file has brought stays choosable."""
        form = super().get_form(request, obj, change, **kwargs)
        for name, listed in (("language", locales()), ("timezone", _timezones())):
            field = form.base_fields.get(name)
            if field is not None:
                mine = getattr(obj, name, "") or field.initial
                choices = listed if mine in dict(listed) else [(mine, mine), *listed]
                form.base_fields[name] = forms.ChoiceField(
                    choices=choices, label=field.label, help_text=field.help_text, initial=field.initial
                )
        return form

    def save_model(self, request: HttpRequest, obj: Event, form: Any, change: bool) -> None:
        super().save_model(request, obj, form, change)
        if not change:
            Rules.objects.create(event=obj, shown=SHOWN_AT_FIRST)

    def get_inlines(self, request: HttpRequest, obj: Any) -> Any:
        """Rules come when there is something to rule: they name rounds and criteria."""
        return self.inlines if obj else self.inlines[:-2]

    def save_related(self, request: HttpRequest, form: ModelForm, formsets: Any, change: bool) -> None:
        super().save_related(request, form, formsets, change)
        opened = any(has_opened(each) for formset in formsets if formset.model is Round for each in formset.forms)
        if opened and "status" not in form.changed_data:  # else the event's own is what was chosen for it
            tell_live(request, form.instance)

    @admin.display(description=_("run it"))
    def control_room(self, event: Event) -> str:
        return format_html('<a href="{}">{}</a>', reverse("admin:events_event_control", args=[event.pk]), _("Control room"))

    @admin.display(description=_("judges"), ordering="judges_number")
    def judges_count(self, event: Any) -> int:
        return int(event.judges_number)

    @admin.display(description=_("next step"))
    def next_step(self, event: Event) -> str:
        step = next_step(event)
        if step.way == reverse("admin:events_event_change", args=[event.pk]):
            return step.words
        return format_html('{} <a href="{}">{}</a>', step.words, step.way, step.label)

    # --- actions -----------------------------------------------------------------------------------

    @admin.action(description=_("Assign every judge to every team and round"))
    def assign_everyone(self, request: HttpRequest, events: QuerySet[Event]) -> None:
        added = sum(assign_everyone(event) for event in events)
        text = ngettext("%(count)s assignment added.", "%(count)s assignments added.", added) % {"count": added}
        self.message_user(request, text, messages.SUCCESS)

    @admin.action(description=_("Copy, without people"))
    def copy(self, request: HttpRequest, events: QuerySet[Event]) -> None:
        self._copied(request, copy_events(request, events, people=False))

    @admin.action(description=_("Copy, with teams, judges and assignments"))
    def copy_with_people(self, request: HttpRequest, events: QuerySet[Event]) -> None:
        self._copied(request, copy_events(request, events, people=True))

    def _copied(self, request: HttpRequest, count: int) -> None:
        text = ngettext("%(count)s draft was made, without marks.", "%(count)s drafts were made, without marks.", count)
        self.message_user(request, text % {"count": count}, messages.SUCCESS)

    @admin.action(description=_("Freeze the public board"))
    def freeze(self, request: HttpRequest, events: QuerySet[Event]) -> HttpResponse | None:
        return self._set_frozen(request, "freeze", events, hall.FROZEN)

    @admin.action(description=_("Release the frozen board"))
    def release(self, request: HttpRequest, events: QuerySet[Event]) -> HttpResponse | None:
        return self._set_frozen(request, "release", events, hall.LIVE)

    def _set_frozen(self, request: HttpRequest, action: str, events: QuerySet[Event], to: str) -> HttpResponse | None:
        """Each event's deed of the control room, all of them asked about on one page."""
        deeds = [(event, Deed("freeze", "", seen, to)) for event in events if (seen := hall.frozen(event.board)) != to]
        if asked := ask_deeds(self, request, action, events, deeds):
            return asked
        for event, deed in deeds:
            try:
                words, level = carry_out(event, deed).words, messages.SUCCESS
            except Moved as moved:
                words, level = str(moved), messages.ERROR
            self.message_user(request, f"{event.name}: {words}", level)
        if not deeds:
            self.message_user(request, _("It stands like that already. Nothing was done."), messages.WARNING)
        return None

    @admin.action(description=_("Close the event: results are final"))
    def close_event(self, request: HttpRequest, events: QuerySet[Event]) -> HttpResponse | None:
        """To the page that says what will happen; one event at a time, because it differs for each."""
        chosen = list(events[:2])
        if len(chosen) == 1:
            return redirect("admin:events_event_close", chosen[0].pk)
        self.message_user(request, _("Choose a single event: what will happen differs for each."), messages.WARNING)
        return None

    # --- the sheet of links ------------------------------------------------------------------------

    def get_urls(self) -> Any:
        pages = [
            path(f"<int:pk>/{name}/", self.admin_site.admin_view(view), name=f"events_event_{name}")
            for name, view in (("links", self.links), ("standings", self.standings), ("live", self.live))
        ]
        start = path("start/", self.admin_site.admin_view(start_page), name="events_event_start")
        return [start, *pages, *self._result_urls(), *organiser_pages(self), *super().get_urls()]

    def _result_urls(self) -> list[Any]:
        def page(name: str, view: Callable[..., HttpResponseBase], *more: Any) -> Any:
            def own(request: HttpRequest, pk: int) -> HttpResponseBase:
                return view(request, self._own(request, pk), *more)

            return path(f"<int:pk>/{name}/", self.admin_site.admin_view(own), name=f"events_event_{name}")

        return [
            page("close", results.closing_page, self.admin_site),
            page("results", results.results_page, self.admin_site),
            page("certificates", results.certificates),
            page("archive", results.static_copy),
            page("elsewhere", elsewhere_page, self.admin_site),
        ]

    def standings(self, request: HttpRequest, pk: int) -> HttpResponse:
        """The live standings, what is undecided, and other rules tried on the same marks."""
        return standings_page(request, self._own(request, pk), self.admin_site)

    def live(self, request: HttpRequest, pk: int) -> HttpResponse:
        """How the board gets to its viewers: cursors, viewers and times of this process."""
        event = self._own(request, pk)
        context = self.admin_site.each_context(request) | {"event": event, "figures": figures_of(event), "title": _("Live")}
        return TemplateResponse(request, "admin/events/event/live.html", context)

    def links(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Every judge's personal link with its QR code, to print; lost ones are replaced here."""
        return links_page(request, self._own(request, pk), self.admin_site)


def _timezones() -> list[tuple[str, str]]:
    return [(name, name) for name in sorted(available_timezones())]


def link_page(event_id: int) -> str:
    """A link to the sheet of an event's sign-in links."""
    return format_html('<a href="{}">{}</a>', reverse("admin:events_event_links", args=[event_id]), _("Link and QR code"))
