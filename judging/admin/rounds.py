"""The list of rounds and each round's page, with who judges it: opened, locked and closed as in the control room."""

from typing import Any

from django.contrib import admin, messages
from django.db.models import Exists, OuterRef, QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from events import admin as events_admin
from events.models import Event, Round
from judging.admin.asking import ask_deeds
from judging.admin.forms import RangedCriterionForm
from judging.confirmations import confirm_round, end_confirmation
from judging.control import hall
from judging.control.deed import Deed
from judging.control.rounds import go_live_with_round, move_rounds
from judging.models import Assignment, Extension, RoundConfirmation


class RangedCriterionInline(events_admin.CriterionInline):
    form = RangedCriterionForm


class ExtensionInline(events_admin.PartInline):
    model = Extension
    fields = ("judge", "until")


class RoundAssignmentInline(events_admin.PartInline):
    model = Assignment
    fields = ("judge", "teams", "criteria")


def has_opened(form: Any) -> bool:
    """Whether this form of a round opens it."""
    return "status" in form.changed_data and form.instance.status == Round.Status.OPEN


def tell_live(request: HttpRequest, event: Event) -> None:
    """A round was opened on a form, whose saving holds the board: what the control room does with its event is done, and told."""
    if go_live_with_round(event):
        messages.success(request, hall.say_event(event, event))


admin.site.unregister(Round)


@admin.register(Round)
class RoundAdmin(events_admin.RoundAdmin):
    inlines = (RangedCriterionInline, RoundAssignmentInline, ExtensionInline)
    list_display = (*events_admin.RoundAdmin.list_display, "confirmed")
    actions = ("open_rounds", "lock_rounds", "close_rounds", "confirm_rounds", "end_confirmations")

    def get_queryset(self, request: HttpRequest) -> Any:
        standing = RoundConfirmation.objects.filter(round=OuterRef("pk"), ended_at=None)
        return super().get_queryset(request).annotate(confirmed_now=Exists(standing))

    def save_model(self, request: HttpRequest, obj: Round, form: Any, change: bool) -> None:
        super().save_model(request, obj, form, change)
        if has_opened(form):
            tell_live(request, obj.event)

    @admin.display(description=_("confirmed"))
    def confirmed(self, round_: Any) -> str:
        return gettext("confirmed") if round_.confirmed_now else ""

    @admin.action(description=_("Open: judges can give marks, and an upcoming event goes live"))
    def open_rounds(self, request: HttpRequest, rounds: QuerySet[Round]) -> HttpResponse | None:
        return self._move(request, "open_rounds", rounds, Round.Status.OPEN)

    @admin.action(description=_("Lock: no more marks, corrections through the organiser"))
    def lock_rounds(self, request: HttpRequest, rounds: QuerySet[Round]) -> HttpResponse | None:
        return self._move(request, "lock_rounds", rounds, Round.Status.LOCKED)

    @admin.action(description=_("Close: the round is over"))
    def close_rounds(self, request: HttpRequest, rounds: QuerySet[Round]) -> HttpResponse | None:
        return self._move(request, "close_rounds", rounds, Round.Status.CLOSED)

    @admin.action(description=_("Confirm in the head judge's place: the marks are right"))
    def confirm_rounds(self, request: HttpRequest, rounds: QuerySet[Round]) -> None:
        begun = [round_ for round_ in rounds if round_.status != Round.Status.UPCOMING]
        for round_ in begun:
            confirm_round(round_, user_id=request.user.pk)
        text = ngettext("%(count)s round is confirmed.", "%(count)s rounds are confirmed.", len(begun))
        self.message_user(request, text % {"count": len(begun)}, messages.SUCCESS)

    @admin.action(description=_("Take the confirmation back"))
    def end_confirmations(self, request: HttpRequest, rounds: QuerySet[Round]) -> None:
        because = gettext("%(name)s took it back.") % {"name": request.user}
        ended = sum(end_confirmation(round_.pk, because) for round_ in rounds)
        text = ngettext("%(count)s confirmation taken back.", "%(count)s confirmations taken back.", ended)
        self.message_user(request, text % {"count": ended}, messages.SUCCESS)

    def _move(self, request: HttpRequest, action: str, rounds: QuerySet[Round], status: Round.Status) -> HttpResponse | None:
        # A round that is open already takes an event live that still waits for one.
        to_move = [each for each in rounds if each.status != status or status == Round.Status.OPEN]
        deeds = [(each.event, Deed("round", str(each.pk), each.status, status)) for each in to_move]
        if asked := ask_deeds(self, request, action, rounds, deeds):
            return asked
        moved, live = move_rounds(rounds, status)
        text = ngettext("%(count)s round is now %(status)s.", "%(count)s rounds are now %(status)s.", moved)
        self.message_user(request, text % {"count": moved, "status": status.label.lower()}, messages.SUCCESS)
        for event in live:
            self.message_user(request, hall.say_event(event, event), messages.SUCCESS)
        return None
