"""What an event is: itself, its divisions and its teams."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo, available_timezones

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models, transaction
from django.db.models import F, Q
from django.urls import reverse
from django.utils import formats
from django.utils.translation import gettext_lazy as _

from events.cursor import new_epoch
from events.elsewhere.origins import validate_origins
from events.models.board import Board
from events.models.inputs import BoardInput, Coded


def known_timezone(value: str) -> None:
    """Refuse a time zone that this machine does not know."""
    if value not in available_timezones():
        raise ValidationError(
            _("%(value)s is not a known time zone. Write one such as Europe/Berlin, or UTC."), params={"value": value}
        )


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
    embed_origins = models.TextField(
        _("sites that may show the board"),
        blank=True,
        default="",
        validators=[validate_origins],
        help_text=_("One a line, like https://example.org; * lets every site show it, none is the default."),
    )
    organisers = models.ManyToManyField(settings.AUTH_USER_MODEL, verbose_name=_("organisers"), blank=True, related_name="events")

    event_path = "pk"
    objects = EventQuerySet.as_manager()

    class Meta:
        verbose_name = _("event")
        verbose_name_plural = _("events")
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

    def written(self, at: datetime, form: str = "DATETIME_FORMAT") -> str:
        """A time in the event's own zone, as the active language writes it; `form` names one of Django's formats."""
        return formats.date_format(at.astimezone(ZoneInfo(self.timezone)), form)

    @property
    def board_event_id(self) -> int:
        return self.pk


class Division(Coded):
    event = models.ForeignKey(Event, models.CASCADE, related_name="divisions", verbose_name=_("event"))
    order = models.PositiveIntegerField(_("order"), default=0)

    class Meta:
        verbose_name = _("division")
        verbose_name_plural = _("divisions")
        ordering = ["order", "id"]
        constraints = [models.UniqueConstraint(fields=["event", "code"], name="division_code_once_per_event")]


class Team(Coded):
    class Status(models.TextChoices):
        ACTIVE = "active", _("Active")
        WITHDRAWN = "withdrawn", _("Withdrawn")
        DISQUALIFIED = "disqualified", _("Disqualified")
        ABSENT = "absent", _("Absent")

    event = models.ForeignKey(Event, models.CASCADE, related_name="teams", verbose_name=_("event"))
    organisation = models.CharField(_("organisation"), max_length=200, blank=True)
    order = models.PositiveIntegerField(_("running order"), null=True, blank=True)
    division = models.ForeignKey(
        Division, models.SET_NULL, null=True, blank=True, related_name="teams", verbose_name=_("division")
    )
    status = models.CharField(_("status"), max_length=12, choices=Status.choices, default=Status.ACTIVE)

    class Meta:
        verbose_name = _("team")
        verbose_name_plural = _("teams")
        ordering = [F("order").asc(nulls_last=True), "id"]
        constraints = [
            models.UniqueConstraint(fields=["event", "code"], name="team_code_once_per_event"),
            models.CheckConstraint(
                condition=Q(status__in=["active", "withdrawn", "disqualified", "absent"]), name="team_status_known"
            ),
        ]

    def clean(self) -> None:
        if self.division and self.division.event_id != self.event_id:
            raise ValidationError({"division": _("This division belongs to another event. Choose one of this event's.")})
