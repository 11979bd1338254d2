"""What an event is: its divisions, teams, rounds and criteria, and the board that the public sees of it."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from typing import Any, ClassVar
from zoneinfo import available_timezones

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import MinValueValidator, RegexValidator
from django.db import models, transaction
from django.db.models import F, Q
from django.urls import reverse
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from events.cursor import new_epoch
from events.fields import PointsField

code_validator = RegexValidator(
    r"\A[A-Za-z0-9][A-Za-z0-9._-]*\Z", _("Use letters, digits, dots, dashes and underscores; begin with a letter or digit.")
)


def known_timezone(value: str) -> None:
    """Refuse a time zone that this machine does not know."""
    if value not in available_timezones():
        raise ValidationError(_("%(value)s is not a known time zone."), params={"value": value})


class BoardInput(models.Model):
    """Something that the board depends on: saving it and raising the board's version are one transaction."""

    event_path: ClassVar[str] = "event"  # how a query gets from here to the event

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        with transaction.atomic(savepoint=False):
            super().save(*args, **kwargs)

    @property
    def board_event_id(self) -> int:
        """The event whose board this row can move."""
        return int(self.event_id)  # type: ignore[attr-defined]


class Coded(BoardInput):
    """Something with a code of its own inside its event; left empty, the code is made from the name."""

    siblings: ClassVar[str] = "event"
    code = models.CharField(
        _("code"), max_length=50, blank=True, validators=[code_validator], help_text=_("Left empty, it is made from the name.")
    )
    name = models.CharField(_("name"), max_length=200)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.name

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self.code:
            parent = {self.siblings: getattr(self, f"{self.siblings}_id")}
            self.code = self.free_code(type(self)._default_manager.filter(**parent).values_list("code", flat=True))
        super().save(*args, **kwargs)

    def free_code(self, codes: Iterable[str]) -> str:
        """The name as a code, with a number behind it when one of these has it already."""
        stem = slugify(self.name)[:40] or self._meta.model_name or "x"
        taken = set(codes)
        numbered = (f"{stem}-{n}" for n in range(2, len(taken) + 3))
        return next(code for code in (stem, *numbered) if code not in taken)


class EventQuerySet(models.QuerySet["Event"]):
    def public(self) -> EventQuerySet:
        """Events that the public may know of: all but drafts."""
        return self.exclude(status=Event.Status.DRAFT)

    def run_by(self, user: Any) -> EventQuerySet:
        """Events that this member of staff may see and change."""
        return self if user.is_superuser else self.filter(organisers=user)


class Event(BoardInput):
    class Status(models.TextChoices):
        DRAFT = "draft", _("Draft")
        UPCOMING = "upcoming", _("Upcoming")
        LIVE = "live", _("Live")
        FINAL = "final", _("Final")

    class Detail(models.TextChoices):
        TOTALS = "totals", _("Totals only")
        CRITERIA = "criteria", _("Totals and criteria")
        MARKS = "marks", _("Everything, with the judges' marks and names")

    slug = models.SlugField(_("address"), max_length=80, unique=True, help_text=_("The last part of the event's address."))
    name = models.CharField(_("name"), max_length=200)
    description = models.TextField(_("description"), blank=True)
    timezone = models.CharField(_("time zone"), max_length=60, default="UTC", validators=[known_timezone])
    language = models.CharField(
        _("language"), max_length=15, default="en", validators=[RegexValidator(r"\A[a-z]{2,3}(-[A-Za-z0-9]{2,8})*\Z")]
    )
    status = models.CharField(_("status"), max_length=10, choices=Status.choices, default=Status.DRAFT)
    detail = models.CharField(
        _("public detail"), max_length=10, choices=Detail.choices, default=Detail.TOTALS, help_text=_("What a team's page tells.")
    )
    source = models.CharField(_("source"), max_length=300, blank=True, help_text=_("Where imported results come from."))
    organisers = models.ManyToManyField(settings.AUTH_USER_MODEL, verbose_name=_("organisers"), blank=True, related_name="events")

    event_path = "pk"
    objects = EventQuerySet.as_manager()

    class Meta:
        ordering = ["name", "id"]
        constraints = [
            models.CheckConstraint(condition=Q(status__in=["draft", "upcoming", "live", "final"]), name="event_status_known"),
            models.CheckConstraint(condition=Q(detail__in=["totals", "criteria", "marks"]), name="event_detail_known"),
        ]

    def __str__(self) -> str:
        return self.name

    def save(self, *args: Any, **kwargs: Any) -> None:
        with transaction.atomic(savepoint=False):
            super().save(*args, **kwargs)
            Board.objects.get_or_create(event=self, defaults={"epoch": new_epoch(), "version": 1})

    def get_absolute_url(self) -> str:
        return reverse("events:event", args=[self.slug])

    @property
    def board_event_id(self) -> int:
        return self.pk


class Division(Coded):
    event = models.ForeignKey(Event, models.CASCADE, related_name="divisions")
    order = models.PositiveIntegerField(_("order"), default=0)

    class Meta:
        ordering = ["order", "id"]
        constraints = [models.UniqueConstraint(fields=["event", "code"], name="division_code_once_per_event")]


class Team(Coded):
    class Status(models.TextChoices):
        ACTIVE = "active", _("Active")
        WITHDRAWN = "withdrawn", _("Withdrawn")
        DISQUALIFIED = "disqualified", _("Disqualified")
        ABSENT = "absent", _("Absent")

    event = models.ForeignKey(Event, models.CASCADE, related_name="teams")
    organisation = models.CharField(_("organisation"), max_length=200, blank=True)
    order = models.PositiveIntegerField(_("running order"), null=True, blank=True)
    division = models.ForeignKey(Division, models.SET_NULL, null=True, blank=True, related_name="teams")
    status = models.CharField(_("status"), max_length=12, choices=Status.choices, default=Status.ACTIVE)

    class Meta:
        ordering = [F("order").asc(nulls_last=True), "id"]
        constraints = [
            models.UniqueConstraint(fields=["event", "code"], name="team_code_once_per_event"),
            models.CheckConstraint(
                condition=Q(status__in=["active", "withdrawn", "disqualified", "absent"]), name="team_status_known"
            ),
        ]

    def clean(self) -> None:
        if self.division and self.division.event_id != self.event_id:
            raise ValidationError({"division": _("This division belongs to another event.")})


class Round(Coded):
    class Status(models.TextChoices):
        UPCOMING = "upcoming", _("Upcoming")
        OPEN = "open", _("Open")
        LOCKED = "locked", _("Locked")
        CLOSED = "closed", _("Closed")

    event = models.ForeignKey(Event, models.CASCADE, related_name="rounds")
    order = models.PositiveIntegerField(_("order"), default=0)
    weight = PointsField(_("weight"), default=Decimal(1))
    status = models.CharField(_("status"), max_length=10, choices=Status.choices, default=Status.UPCOMING)
    advance = models.PositiveIntegerField(
        _("teams that advance"), null=True, blank=True, validators=[MinValueValidator(1)], help_text=_("Empty: no cut line.")
    )

    class Meta:
        ordering = ["order", "id"]
        constraints = [
            models.UniqueConstraint(fields=["event", "code"], name="round_code_once_per_event"),
            models.CheckConstraint(condition=Q(weight__gte=0), name="round_weight_not_negative"),
            models.CheckConstraint(condition=Q(status__in=["upcoming", "open", "locked", "closed"]), name="round_status_known"),
            models.CheckConstraint(condition=Q(advance__isnull=True) | Q(advance__gte=1), name="round_advance_positive"),
        ]


class Criterion(Coded):
    class Panel(models.TextChoices):
        MEAN = "mean", _("Mean")
        SUM = "sum", _("Sum")
        MEDIAN = "median", _("Median")
        TRIMMED_MEAN = "trimmed_mean", _("Trimmed mean (drop highest and lowest)")

    siblings = "round"
    event_path = "round__event"
    round = models.ForeignKey(Round, models.CASCADE, related_name="criteria")
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


class Board(models.Model):
    """The published standings of one event. Only events.board writes here, and never with save()."""

    event = models.OneToOneField(Event, models.CASCADE, primary_key=True, related_name="board")
    # What is committed: version is raised in the transaction of every change; epoch is new after a reset.
    epoch = models.CharField(max_length=12, default="")
    version = models.PositiveBigIntegerField(default=0)
    # What is published of it: the newest computed snapshot, as JSON text, and the cursor it has.
    published_epoch = models.CharField(max_length=12, default="")
    published_version = models.PositiveBigIntegerField(default=0)
    snapshot = models.TextField(default="")
    # What the public sees instead while the board is frozen; a cursor of its own.
    frozen = models.BooleanField(_("frozen"), default=False)
    freeze_at = models.DateTimeField(_("freeze at"), null=True, blank=True)
    frozen_epoch = models.CharField(max_length=12, default="")
    frozen_version = models.PositiveBigIntegerField(default=0)
    frozen_snapshot = models.TextField(default="")

    def __str__(self) -> str:
        return f"{self.published_epoch}.{self.published_version}"


class Explanation(models.Model):
    """Why one team has its rank, published with the board; the frozen one is what the public reads in a freeze."""

    team = models.OneToOneField(Team, models.CASCADE, primary_key=True, related_name="explanation")
    body = models.TextField()
    frozen_body = models.TextField(default="")

    def __str__(self) -> str:
        return f"Explanation of {self.team_id}"
