"""Who judges what: judges with their links, and their assignments."""

from __future__ import annotations

import secrets

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from events.models import BoardInput, Coded, Criterion, Event, Round, Team


def new_link_key() -> str:
    """The secret inside a judge's links and tokens; a new one makes all older ones worthless."""
    return secrets.token_urlsafe(16)


class Judge(Coded):
    class Status(models.TextChoices):
        ACTIVE = "active", _("Active")
        WITHDRAWN = "withdrawn", _("Withdrawn")

    event = models.ForeignKey(Event, models.CASCADE, related_name="judges")
    order = models.PositiveIntegerField(_("order"), null=True, blank=True)
    status = models.CharField(_("status"), max_length=10, choices=Status.choices, default=Status.ACTIVE)
    link_key = models.CharField(max_length=40, default=new_link_key, editable=False, db_index=True)

    class Meta:
        ordering = [F("order").asc(nulls_last=True), "id"]
        constraints = [
            models.UniqueConstraint(fields=["event", "code"], name="judge_code_once_per_event"),
            models.CheckConstraint(condition=Q(status__in=["active", "withdrawn"]), name="judge_status_known"),
        ]


class Assignment(BoardInput):
    """What one judge scores in one round: the named teams and criteria, or all of them where none are named."""

    event_path = "judge__event"
    judge = models.ForeignKey(Judge, models.CASCADE, related_name="assignments")
    round = models.ForeignKey(Round, models.CASCADE, related_name="assignments")
    teams = models.ManyToManyField(Team, verbose_name=_("teams"), blank=True, help_text=_("Empty: every team."))
    criteria = models.ManyToManyField(Criterion, verbose_name=_("criteria"), blank=True, help_text=_("Empty: every criterion."))

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.judge} - {self.round}"

    @property
    def board_event_id(self) -> int:
        return self.judge.event_id

    def clean(self) -> None:
        if self.judge_id and self.round_id and self.judge.event_id != self.round.event_id:
            raise ValidationError({"judge": _("This judge belongs to another event than the round.")})
