"""What only organisers see: conflicts of interest, what teams bring, uploads on their way in, rehearsals, copies."""

from __future__ import annotations

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from events.models import BoardInput, Event, Team
from judging.models.people import Judge


class Conflict(BoardInput):
    """A judge who must not judge a team: the planner keeps them apart. It moves no board by itself."""

    event_path = "judge__event"
    judge = models.ForeignKey(Judge, models.CASCADE, related_name="conflicts", verbose_name=_("judge"))
    team = models.ForeignKey(Team, models.CASCADE, related_name="conflicts", verbose_name=_("team"))
    reason = models.CharField(_("reason"), max_length=200, blank=True)

    class Meta:
        ordering = ["judge_id", "team_id"]
        verbose_name = _("conflict of interest")
        verbose_name_plural = _("conflicts of interest")
        constraints = [models.UniqueConstraint(fields=["judge", "team"], name="one_conflict_per_judge_and_team")]

    def __str__(self) -> str:
        return f"{self.judge} - {self.team}"

    @property
    def board_event_id(self) -> int:
        return self.judge.event_id

    def clean(self) -> None:
        if self.judge_id and self.team_id and self.judge.event_id != self.team.event_id:
            raise ValidationError(
                {"team": _("This team belongs to another event than the judge. Choose a team of the judge's event.")}
            )


class Project(BoardInput):
    """Where a team stands in the hall and who its members are; the board shows neither."""

    event_path = "team__event"
    team = models.OneToOneField(Team, models.CASCADE, primary_key=True, related_name="project", verbose_name=_("team"))
    table = models.CharField(_("table"), max_length=40, blank=True)
    members = models.TextField(_("members"), blank=True)

    class Meta:
        verbose_name = _("project")
        verbose_name_plural = _("projects")

    def __str__(self) -> str:
        return f"{self.team}: {self.table}"

    @property
    def board_event_id(self) -> int:
        return self.team.event_id


class Upload(models.Model):
    """A table that an organiser has brought and not confirmed yet. It is kept for a day, whatever process answers."""

    event = models.ForeignKey(Event, models.CASCADE, related_name="+")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    kind = models.CharField(max_length=20)
    name = models.CharField(max_length=200)
    table = models.JSONField()  # {"headers": [...], "rows": [[line number, [cell, ...]], ...]}
    columns = models.JSONField(default=list)  # the field of each column, "" for none
    created_at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return self.name


class Rehearsal(models.Model):
    """An event is being rehearsed for as long as this row is there: everything given since it came is wiped with it."""

    event = models.OneToOneField(Event, models.CASCADE, primary_key=True, related_name="rehearsal")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    started_at = models.DateTimeField(default=timezone.now)
    before = models.JSONField()  # what to put back: {"status", "rounds": {code: status}, "lots", "last_version", "judges": [ids]}
    judges = models.PositiveIntegerField()
    rate = models.FloatField()  # sheets a minute
    seconds = models.PositiveIntegerField()
    sent = models.PositiveIntegerField(default=0)
    refused = models.PositiveIntegerField(default=0)
    note = models.CharField(max_length=300, blank=True)
    beat_at = models.DateTimeField(null=True)  # when the player was last at work
    stop = models.BooleanField(default=False)
    finished = models.BooleanField(default=False)

    def __str__(self) -> str:
        return f"{self.event}: {self.sent}"


class CopyClock(models.Model):
    """When an event was last copied, and whether a copy is wanted now; the row is the lock between processes."""

    event = models.OneToOneField(Event, models.CASCADE, primary_key=True, related_name="+")
    taken_at = models.DateTimeField(null=True)
    due = models.BooleanField(default=False)
    digest = models.CharField(max_length=64, blank=True)

    def __str__(self) -> str:
        return f"{self.event_id}: {self.taken_at}"
