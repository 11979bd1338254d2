"""Webhooks in admin: where boards are sent, how it goes, and a test at the press of a button."""

from typing import Any

from django.contrib import admin, messages
from django.db.models import Model, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext_lazy as _

from events.access import may_run
from events.admin import EventPartAdmin
from events.asking import ask_first
from events.models import Webhook
from events.models.webhook import new_secret
from events.webhooks.delivery import send_test, start_anew


@admin.register(Webhook)
class WebhookAdmin(EventPartAdmin):
    change_form_template = "admin/events/webhook/change_form.html"
    list_display = ("url", "event", "active", "result", "tried_at", "failures", "due_at")
    list_filter = (("event", admin.RelatedOnlyFieldListFilter), "active")
    list_select_related = ("event",)
    autocomplete_fields = ("event",)
    fields = ("event", "url", "active", "secret", "sent", "result", "tried_at", "failures", "due_at")
    readonly_fields = ("secret", "sent", "result", "tried_at", "failures", "due_at")
    actions = ("send_again", "replace_secret")

    def _allowed(self, request: HttpRequest, obj: Model | None = None) -> bool:
        mine = not isinstance(obj, Webhook) or obj.pk is None or may_run(request, obj.event_id)
        return super()._allowed(request, obj) and mine

    has_module_permission = has_add_permission = has_view_permission = _allowed
    has_change_permission = has_delete_permission = _allowed

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        """Only what the form has: the courier may have written the rest since the page was opened."""
        if not change:
            obj.save()
        elif form.changed_data:
            obj.save(update_fields=form.changed_data)
            start_anew([obj])

    def response_change(self, request: HttpRequest, obj: Any) -> HttpResponse:
        return self._tested(request, obj) or super().response_change(request, obj)

    def response_add(self, request: HttpRequest, obj: Any, post_url_continue: str | None = None) -> HttpResponse:
        return self._tested(request, obj) or super().response_add(request, obj, post_url_continue)

    def _tested(self, request: HttpRequest, obj: Webhook) -> HttpResponse | None:
        """After "Save and send a test": back to the page, with what came of it."""
        if "_test" not in request.POST:
            return None
        outcome = send_test(obj)
        text = _("The receiver %(result)s.") if outcome.status else _("The test %(result)s.")
        self.message_user(request, text % {"result": outcome.text}, messages.SUCCESS if outcome.well else messages.ERROR)
        return redirect("admin:events_webhook_change", obj.pk)

    @admin.action(description=_("Send the newest board again, now"))
    def send_again(self, request: HttpRequest, hooks: QuerySet[Webhook]) -> None:
        start_anew(hooks)
        self.message_user(request, _("The newest boards are on their way."), messages.SUCCESS)

    @admin.action(description=_("Give a new secret; the old one signs nothing any more"))
    def replace_secret(self, request: HttpRequest, hooks: QuerySet[Webhook]) -> HttpResponse | None:
        words = _("%(address)s refuses what it is sent from now on, until it knows its new secret. The old one is gone for good.")
        questions = [words % {"address": hook.url} for hook in hooks]
        if asked := ask_first(self, request, "replace_secret", hooks, questions):
            return asked
        for hook in hooks:
            hook.secret = new_secret()
            hook.save(update_fields=["secret"])
        self.message_user(request, _("Tell the receivers their new secrets."), messages.SUCCESS)
        return None
