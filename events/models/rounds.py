"""What is judged in an event: its rounds and their criteria."""

from __future__ import annotations

from decimal import Decimal

from django.core.exceptions import ValidationError
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from events.fields import PointsField
from events.models.event import Event
from events.models.inputs import Coded


class Round(Coded):
    class Status(models.TextChoices):
        UPCOMING = "upcoming", _("Upcoming")
        OPEN = "open", _("Open")
        LOCKED = "locked", _("Locked")
        CLOSED = "closed", _("Closed")

    event = models.ForeignKey(Event, models.CASCADE, related_name="rounds", verbose_name=_("event"))
    order = models.PositiveIntegerField(_("order"), default=0)
    weight = PointsField(_("weight"), default=Decimal(1))
    status = models.CharField(_("status"), max_length=10, choices=Status.choices, default=Status.UPCOMING)
    advance = models.PositiveIntegerField(
        _("teams that advance"), null=True, blank=True, validators=[MinValueValidator(1)], help_text=_("Empty: no cut line.")
    )
    ends_at = models.DateTimeField(
        _("ends at"), null=True, blank=True, help_text=_("In the event's time zone. The projected board counts down to it.")
    )

    class Meta:
        verbose_name = _("round")
        verbose_name_plural = _("rounds")
        ordering = ["order", "id"]
        constraints = [
            models.UniqueConstraint(fields=["event", "code"], name="round_code_once_per_event"),
            models.CheckConstraint(condition=Q(weight__gte=0), name="round_weight_not_negative"),
            models.CheckConstraint(condition=Q(status__in=["upcoming", "open", "locked", "closed"]), name="round_status_known"),
            models.CheckConstraint(condition=Q(advance__isnull=True) | Q(advance__gte=1), name="round_advance_positive"),
        ]

    def clean(self) -> None:
        super().clean()
        # Said here and not by the constraint, whose words could not name the field.
        if self.weight is not None and self.weight < 0:
            raise ValidationError({"weight": _("The weight must not be negative.")})


class Criterion(Coded):
    class Panel(models.TextChoices):
        MEAN = "mean", _("Mean")
        SUM = "sum", _("Sum")
        MEDIAN = "median", _("Median")
        TRIMMED_MEAN = "trimmed_mean", _("Trimmed mean (drop highest and lowest)")

    siblings = "round"
    event_path = "round__event"
    round = models.ForeignKey(Round, models.CASCADE, related_name="criteria", verbose_name=_("round"))
    order = models.PositiveIntegerField(_("order"), default=0)
    minimum = PointsField(_("minimum"), default=Decimal(0))
    maximum = PointsField(_("maximum"), default=Decimal(10))
    step = PointsField(_("step"), null=True, blank=True, help_text=_("Empty: any number up to six decimals."))
    weight = PointsField(_("weight"), default=Decimal(1))
    panel = models.CharField(_("panel"), max_length=12, choices=Panel.choices, default=Panel.MEAN)
    trim_low = models.PositiveSmallIntegerField(_("lowest dropped"), default=0)
    trim_high = models.PositiveSmallIntegerField(_("highest dropped"), default=0)
    levels = models.JSONField(_("levels"), default=list, blank=True)

    class Meta:
        verbose_name = _("criterion")
        ordering = ["order", "id"]
        verbose_name_plural = _("criteria")
        constraints = [
            models.UniqueConstraint(fields=["round", "code"], name="criterion_code_once_per_round"),
            models.CheckConstraint(
                condition=Q(maximum__gt=F("minimum")),
                name="criterion_range_not_empty",
                violation_error_message=_("The maximum must be above the minimum."),
            ),
            models.CheckConstraint(
                condition=Q(step__isnull=True) | Q(step__gt=0),
                name="criterion_step_positive",
                violation_error_message=_("The step must be above zero."),
            ),
            models.CheckConstraint(
                condition=Q(weight__gte=0),
                name="criterion_weight_not_negative",
                violation_error_message=_("The weight must not be negative."),
            ),
            models.CheckConstraint(
                condition=Q(panel="trimmed_mean") | Q(trim_low=0, trim_high=0),
                name="criterion_trim_needs_trimmed_mean",
                violation_error_message=_("Only a trimmed mean drops marks."),
            ),
        ]

    @property
    def board_event_id(self) -> int:
        return self.round.event_id
