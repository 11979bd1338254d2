"""Judges with what they judge, and teams with their bonuses and penalties."""

from typing import Any

from django.contrib import admin, messages
from django.db.models import Count, QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from events import admin as events_admin
from events.access import OwnEventsAdmin
from events.merging import MergedForm
from events.models import Team
from judging.admin.asking import ask_deeds
from judging.admin.event import link_page
from judging.control.deed import Deed
from judging.control.deeds import link_state
from judging.links import replace_link
from judging.models import Adjustment, Assignment, Conflict, Judge, Project


class ConflictInline(events_admin.PartInline):
    model = Conflict
    fields = ("team", "reason")


class JudgeAssignmentInline(events_admin.PartInline):
    model = Assignment
    fields = ("round", "teams", "criteria")


@admin.register(Judge)
class JudgeAdmin(events_admin.EventPartAdmin):
    list_display = ("name", "code", "event", "status", "head", "scores_count", "link")
    list_filter = (("event", admin.RelatedOnlyFieldListFilter), "status")
    ordering = ("event", "order", "id")
    list_select_related = ("event",)
    search_fields = ("name", "code")
    autocomplete_fields = ("event",)
    inlines = (JudgeAssignmentInline, ConflictInline)
    actions = ("replace_links",)

    def get_queryset(self, request: HttpRequest) -> Any:
        return super().get_queryset(request).annotate(scores_number=Count("scores"))

    @admin.display(description=_("scores"), ordering="scores_number")
    def scores_count(self, judge: Any) -> int:
        return int(judge.scores_number)

    @admin.display(description=_("sign-in"))
    def link(self, judge: Judge) -> str:
        return link_page(judge.event_id)

    @admin.action(description=_("Replace the links: the old ones die"))
    def replace_links(self, request: HttpRequest, judges: QuerySet[Judge]) -> HttpResponse | None:
        deeds = [(judge.event, Deed("link", str(judge.pk), link_state(judge), "new")) for judge in judges]
        if asked := ask_deeds(self, request, "replace_links", judges, deeds):
            return asked
        for judge in judges:
            replace_link(judge)
        text = ngettext("%(count)s judge has a new link.", "%(count)s judges have new links.", len(judges))
        self.message_user(request, text % {"count": len(judges)}, messages.SUCCESS)
        return None


class ProjectInline(OwnEventsAdmin, admin.StackedInline):
    model = Project
    form = MergedForm
    extra = 0
    fields = ("table", "members")


class AdjustmentInline(events_admin.PartInline):
    model = Adjustment
    fields = ("points", "reason", "round")


admin.site.unregister(Team)


@admin.register(Team)
class TeamAdmin(events_admin.TeamAdmin):
    inlines = (ProjectInline, AdjustmentInline)
