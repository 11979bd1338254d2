"""Setting an event up in Django admin; judging.admin adds judges, rules and scores."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from typing import Any
from zoneinfo import ZoneInfo, available_timezones

from django import forms
from django.contrib import admin
from django.contrib.admin import AdminSite
from django.contrib.admin.utils import NestedObjects, unquote
from django.contrib.admin.widgets import RelatedFieldWidgetWrapper
from django.core.exceptions import PermissionDenied
from django.db import router, transaction
from django.db.models import Count, Model
from django.forms import ModelForm
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.template.response import SimpleTemplateResponse
from django.urls import path, reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from events import board
from events.access import OwnEventsAdmin, at_hand
from events.forms import CodedFormSet, CriterionForm
from events.freeze_page import freeze_page
from events.look_form import LookForm, what_is_shown
from events.merging import MergedForm
from events.models import BoardInput, Criterion, Division, Event, Look, Round, Team
from events.reveal_page import reveal_page
from events.screens_page import screens_page

admin.site.site_header = "Podium"
admin.site.site_title = "Podium"
admin.site.index_title = _("Events and judging")


class EventPartAdmin(OwnEventsAdmin, admin.ModelAdmin):
    """A page about something of an event: offers only what belongs to it, and says what a deletion takes along.

    Times on it are the event's own, read and shown. Of two who save at once the second sees what the first has done.
    """

    form = MergedForm
    list_per_page = 100
    save_on_top = True

    def get_form(self, request: HttpRequest, obj: Model | None = None, change: bool = False, **kwargs: Any) -> Any:
        at_hand(request, obj)
        return super().get_form(request, obj, change, **kwargs)

    def changeform_view(self, request: HttpRequest, object_id: Any = None, *args: Any, **kwargs: Any) -> Any:
        event_id = self._event_id(request, object_id)
        with timezone.override(_zone_at_hand(request, event_id)), _alone(request, event_id):
            response = super().changeform_view(request, object_id, *args, **kwargs)
            # Here and not later: outside of this block times would be shown in the server's zone.
            return response.render() if isinstance(response, SimpleTemplateResponse) else response

    def _event_id(self, request: HttpRequest, object_id: Any) -> int | None:
        found = self.get_object(request, unquote(object_id)) if object_id else None
        return found.board_event_id if isinstance(found, BoardInput) else None

    def get_deleted_objects(self, objs: Any, request: HttpRequest) -> Any:
        """What goes with it, counted by kind: naming a thousand marks one by one would tell less."""
        rows = list(objs)
        collector = NestedObjects(using=router.db_for_write(self.model))
        collector.collect(rows)
        counts = {str(model._meta.verbose_name_plural): len(found) for model, found in collector.data.items()}
        # What Django deletes without looking at it one by one is collected as querysets.
        for queryset in collector.fast_deletes:
            name = str(queryset.model._meta.verbose_name_plural)
            counts[name] = counts.get(name, 0) + queryset.count()
        mine = all(self.has_delete_permission(request, row) for row in rows)
        named = [f"{row._meta.verbose_name}: {row}" for row in rows]
        return named, {name: count for name, count in counts.items() if count}, set() if mine else {self.opts.verbose_name}, []


@contextmanager
def _alone(request: HttpRequest, event_id: int | None) -> Iterator[None]:
    """A form is read and written while nobody else changes its event."""
    if request.method != "POST" or event_id is None:
        yield
        return
    with transaction.atomic():
        board.lock(event_id)
        yield


def _zone_at_hand(request: HttpRequest, event_id: int | None) -> ZoneInfo:
    """The zone that the form itself is sending, else the event's."""
    sent = request.POST.get("timezone", "")
    event = Event.objects.filter(pk=event_id).first() if event_id is not None else None
    return ZoneInfo(sent if sent in available_timezones() else event.timezone if event else "UTC")


class PartInline(OwnEventsAdmin, admin.TabularInline):
    """A table inside the page of an event, a round, a team or a judge."""

    form = MergedForm
    extra = 0

    class Media:
        css = {"all": ["css/admin.css"]}

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """Without the icons that edit a choice in a window of its own: the row has no room for them."""
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if field is not None and isinstance(field.widget, RelatedFieldWidgetWrapper):
            field.widget = field.widget.widget
        return field


class CodedInline(PartInline):
    """Rows that get a code from their name by themselves."""

    formset = CodedFormSet
    show_change_link = True


class DivisionInline(CodedInline):
    model = Division
    fields = ("name", "code", "order")


class TeamInline(CodedInline):
    model = Team
    fields = ("order", "name", "code", "organisation", "division", "status")


class RoundInline(CodedInline):
    model = Round
    fields = ("order", "name", "code", "weight", "status", "advance", "ends_at")


class LookInline(OwnEventsAdmin, admin.StackedInline):
    model = Look
    form = LookForm
    extra = max_num = 1
    can_delete = False
    fields = (("accent", "ground"), ("logo_file", "remove_logo"), "shown")
    readonly_fields = ("shown",)

    @admin.display(description=_("on the pages"))
    def shown(self, look: Look) -> str:
        return what_is_shown(look)


Page = Callable[[HttpRequest, Event, AdminSite], HttpResponse]
PAGES: dict[str, Page] = {"screens": screens_page, "freeze": freeze_page, "reveal": reveal_page}


class EventForm(MergedForm):
    class Meta:
        model = Event
        widgets = {"embed_origins": forms.Textarea(attrs={"rows": 2, "cols": 60})}
        fields = ("name", "slug", "description", "status", "detail", "timezone", "language", "embed_origins", "organisers")


@admin.register(Event)
class EventAdmin(EventPartAdmin):
    form = EventForm
    list_display = ("name", "status", "teams_count", "rounds_count", "frozen", "addresses")
    list_filter = ("status",)
    ordering = ("name", "id")
    search_fields = ("name", "slug")
    prepopulated_fields = {"slug": ("name",)}
    autocomplete_fields = ("organisers",)
    inlines = (DivisionInline, TeamInline, RoundInline, LookInline)

    def get_queryset(self, request: HttpRequest) -> Any:
        counts = {"teams_number": Count("teams", distinct=True), "rounds_number": Count("rounds", distinct=True)}
        boards = super().get_queryset(request).select_related("board").defer("board__snapshot", "board__frozen_snapshot")
        return boards.annotate(**counts)

    def get_exclude(self, request: HttpRequest, obj: Any = None) -> Any:
        """Who organises an event is for superusers to say: the list would show every user's name."""
        return () if getattr(request.user, "is_superuser", False) else ("organisers",)

    def get_autocomplete_fields(self, request: HttpRequest) -> Any:
        return self.autocomplete_fields if getattr(request.user, "is_superuser", False) else ()

    def save_related(self, request: HttpRequest, form: ModelForm, formsets: Any, change: bool) -> None:
        super().save_related(request, form, formsets, change)
        if not change and not getattr(request.user, "is_superuser", False):
            form.instance.organisers.add(request.user)

    # --- further pages -----------------------------------------------------------------------------

    def get_urls(self) -> Any:
        pages = [
            path(f"<int:pk>/{name}/", self.admin_site.admin_view(partial(self._page, page)), name=f"events_event_{name}")
            for name, page in PAGES.items()
        ]
        return [*pages, *super().get_urls()]

    def _page(self, page: Page, request: HttpRequest, pk: int) -> HttpResponse:
        return page(request, self._own(request, pk), self.admin_site)

    def _own(self, request: HttpRequest, pk: int) -> Event:
        event = get_object_or_404(Event, pk=pk)
        if not self.has_change_permission(request, event):
            raise PermissionDenied
        return event

    # --- columns -----------------------------------------------------------------------------------

    @admin.display(description=_("teams"), ordering="teams_number")
    def teams_count(self, event: Any) -> int:
        return int(event.teams_number)

    @admin.display(description=_("rounds"), ordering="rounds_number")
    def rounds_count(self, event: Any) -> int:
        return int(event.rounds_number)

    @admin.display(description=_("frozen"))
    def frozen(self, event: Event) -> str:
        """A word where it is: a red cross for the usual would look like a fault."""
        return str(_("frozen")) if event.board.frozen else ""

    @admin.display(description=_("pages"))
    def addresses(self, event: Event) -> str:
        if event.status == Event.Status.DRAFT:
            return str(_("public once it is no draft"))
        return format_html(
            '<a href="{}">{}</a> · <a href="{}">{}</a> · <a href="{}">{}</a>',
            reverse("events:event", args=[event.slug]),
            _("Scoreboard"),
            reverse("events:screen", args=[event.slug]),
            _("Projector"),
            reverse("admin:events_event_screens", args=[event.pk]),
            _("Screens"),
        )


@admin.register(Division)
class DivisionAdmin(EventPartAdmin):
    list_display = ("name", "code", "event")
    list_filter = (("event", admin.RelatedOnlyFieldListFilter),)
    list_select_related = ("event",)
    search_fields = ("name", "code")
    autocomplete_fields = ("event",)


@admin.register(Team)
class TeamAdmin(EventPartAdmin):
    list_display = ("name", "code", "event", "order", "organisation", "division", "status")
    list_filter = (
        ("event", admin.RelatedOnlyFieldListFilter),
        "status",
        ("division", admin.RelatedOnlyFieldListFilter),
    )
    list_select_related = ("event", "division")
    search_fields = ("name", "code", "organisation")
    autocomplete_fields = ("event",)


class CriterionInline(CodedInline):
    model = Criterion
    form = CriterionForm
    show_change_link = False


@admin.register(Round)
class RoundAdmin(EventPartAdmin):
    list_display = ("name", "code", "event", "status", "weight", "criteria_count")
    ordering = ("event", "order", "id")
    list_filter = (("event", admin.RelatedOnlyFieldListFilter), "status")
    list_select_related = ("event",)
    search_fields = ("name", "code")
    autocomplete_fields = ("event",)
    inlines = (CriterionInline,)

    def get_queryset(self, request: HttpRequest) -> Any:
        return super().get_queryset(request).annotate(criteria_number=Count("criteria", distinct=True))

    @admin.display(description=_("criteria"), ordering="criteria_number")
    def criteria_count(self, round_: Any) -> int:
        return int(round_.criteria_number)


from events.webhooks import admin as webhooks_admin  # noqa: E402, F401  (registers its page, and builds on this module)
