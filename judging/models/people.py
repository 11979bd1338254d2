"""Who judges what: judges with their links, on what terms a link lets them in, and their assignments."""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from events.models import BoardInput, Coded, Criterion, Event, Round, Team


def new_link_key() -> str:
    """The secret inside a judge's links and tokens; a new one makes all older ones worthless."""
    return secrets.token_urlsafe(16)


class Judge(Coded):
    class Status(models.TextChoices):
        ACTIVE = "active", _("Active")
        WITHDRAWN = "withdrawn", _("Withdrawn")

    event = models.ForeignKey(Event, models.CASCADE, related_name="judges", verbose_name=_("event"))
    order = models.PositiveIntegerField(_("order"), null=True, blank=True)
    status = models.CharField(_("status"), max_length=10, choices=Status.choices, default=Status.ACTIVE)
    head = models.BooleanField(
        _("head judge"), default=False, help_text=_("Sees the panel's marks, returns sheets, and confirms rounds.")
    )
    link_key = models.CharField(max_length=40, default=new_link_key, editable=False, db_index=True)
    # Where each judge has one device: the one that opened the link first. Empty: the next one is.
    device_key = models.CharField(max_length=40, default="", blank=True, editable=False)

    class Meta:
        verbose_name = _("judge")
        verbose_name_plural = _("judges")
        ordering = [F("order").asc(nulls_last=True), "id"]
        constraints = [
            models.UniqueConstraint(fields=["event", "code"], name="judge_code_once_per_event"),
            models.CheckConstraint(condition=Q(status__in=["active", "withdrawn"]), name="judge_status_known"),
        ]


class LinkTerms(BoardInput):
    """On what terms an event's links let its judges in: on how many devices, and until when."""

    event = models.OneToOneField(Event, models.CASCADE, primary_key=True, related_name="link_terms", verbose_name=_("event"))
    one_device = models.BooleanField(
        _("one device for each judge"),
        default=False,
        help_text=_("The first device that opens a link keeps it; the sheet of links frees it for another one."),
    )
    expire_at = models.DateTimeField(_("links end at"), null=True, blank=True, help_text=_("Empty: with the event."))
    days_after_final = models.PositiveSmallIntegerField(
        _("days after the event is final"), default=7, help_text=_("So long judges can still look at their sheets.")
    )
    final_since = models.DateTimeField(null=True, blank=True, editable=False)

    class Meta:
        verbose_name = verbose_name_plural = _("terms of the judges' links")

    def __str__(self) -> str:
        return str(_("one device for each judge") if self.one_device else _("several devices"))

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Saved with the event too (judging.signals): this is where an event's links learn that it is final."""
        final = self.event.status == Event.Status.FINAL
        self.final_since = (self.final_since or timezone.now()) if final else None
        super().save(*args, **kwargs)

    @property
    def end(self) -> datetime | None:
        """When the links end, or ended; None while nobody can tell."""
        with_event = self.final_since + timedelta(days=self.days_after_final) if self.final_since else None
        return min((at for at in (with_event, self.expire_at) if at), default=None)

    @property
    def ended(self) -> bool:
        """Whether no link of this event lets anybody in any more."""
        return self.end is not None and self.end <= timezone.now()


def terms_of(event: Event) -> LinkTerms:
    """The event's terms, with every default where the organiser has set none."""
    return LinkTerms.objects.filter(event=event).select_related("event").first() or LinkTerms(event=event)


class Assignment(BoardInput):
    """What one judge scores in one round: the named teams and criteria, or all of them where none are named."""

    event_path = "judge__event"
    judge = models.ForeignKey(Judge, models.CASCADE, related_name="assignments", verbose_name=_("judge"))
    round = models.ForeignKey(Round, models.CASCADE, related_name="assignments", verbose_name=_("round"))
    teams = models.ManyToManyField(Team, verbose_name=_("teams"), blank=True, help_text=_("Empty: every team."))
    criteria = models.ManyToManyField(Criterion, verbose_name=_("criteria"), blank=True, help_text=_("Empty: every criterion."))

    class Meta:
        verbose_name = _("assignment")
        verbose_name_plural = _("assignments")
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.judge} - {self.round}"

    @property
    def board_event_id(self) -> int:
        return self.judge.event_id

    def clean(self) -> None:
        if self.judge_id and self.round_id and self.judge.event_id != self.round.event_id:
            raise ValidationError(
                {"judge": _("This judge belongs to another event than the round. Choose a judge of the round's event.")}
            )
