"""Who is told by HTTP that a board has changed, and how the telling goes."""

from __future__ import annotations

import base64
import secrets
from typing import ClassVar

from django.core.validators import URLValidator
from django.db import models
from django.utils.translation import gettext_lazy as _


def new_secret() -> str:
    """A key for signatures, in the form of the Standard Webhooks specification."""
    return "whsec_" + base64.b64encode(secrets.token_bytes(32)).decode()


class Webhook(models.Model):
    """One receiver of an event's published boards. State, not a log: it is owed the newest board, and no other."""

    event_path: ClassVar[str] = "event"  # how access finds whose it is

    event = models.ForeignKey("events.Event", models.CASCADE, verbose_name=_("event"), related_name="webhooks")
    url = models.CharField(
        _("address"),
        max_length=500,
        validators=[URLValidator(schemes=["http", "https"])],
        help_text=_("Every new public board is sent here by POST."),
    )
    active = models.BooleanField(_("active"), default=True)
    secret = models.CharField(_("secret"), max_length=100, default=new_secret, editable=False)
    # Only events.webhooks.delivery writes what follows, field by field.
    sent = models.CharField(_("newest board sent"), max_length=40, default="", editable=False)
    failures = models.PositiveIntegerField(_("failures in a row"), default=0, editable=False)
    due_at = models.DateTimeField(_("next try"), null=True, editable=False)
    claimed_until = models.DateTimeField(null=True, editable=False)  # a process is sending; after this it has died
    tried_at = models.DateTimeField(_("last try"), null=True, editable=False)
    result = models.CharField(_("last result"), max_length=300, default="", editable=False)

    class Meta:
        ordering = ["event", "id"]
        verbose_name = _("webhook")

    def __str__(self) -> str:
        return self.url
