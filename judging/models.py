"""Who judges what, by which rules, and every mark that was given; a sheet's versions are never overwritten."""

from __future__ import annotations

import secrets
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from events.fields import PointsField
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
    link_key = models.CharField(max_length=40, default=new_link_key, editable=False)

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


class Score(BoardInput):
    """The sheet: what one judge gave one team in one round."""

    event_path = "judge__event"
    judge = models.ForeignKey(Judge, models.CASCADE, related_name="scores")
    team = models.ForeignKey(Team, models.CASCADE, related_name="scores")
    round = models.ForeignKey(Round, models.CASCADE, related_name="scores")
    version = models.PositiveIntegerField(_("version"), default=1)
    created_at = models.DateTimeField(_("first received"), auto_now_add=True)
    updated_at = models.DateTimeField(_("last changed"), auto_now=True)

    class Meta:
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["judge", "team", "round"], name="one_score_per_judge_team_round")]

    def __str__(self) -> str:
        return f"{self.judge}: {self.team}, {self.round}"

    @property
    def board_event_id(self) -> int:
        return self.judge.event_id


class Mark(BoardInput):
    """One judge's number for one criterion. No row: not yet given. Points NULL: abstained. Zero is a mark."""

    event_path = "score__judge__event"
    score = models.ForeignKey(Score, models.CASCADE, related_name="marks")
    criterion = models.ForeignKey(Criterion, models.CASCADE, related_name="marks")
    points = PointsField(_("points"), null=True, blank=True, help_text=_("Empty: abstained."))
    # The criterion's range, kept beside the points so that the database itself can refuse what lies outside.
    lowest = PointsField(editable=False)
    highest = PointsField(editable=False)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["score", "criterion"], name="one_mark_per_score_and_criterion"),
            models.CheckConstraint(
                condition=Q(points__isnull=True) | Q(points__gte=F("lowest"), points__lte=F("highest")),
                name="points_within_bounds",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.criterion}: {'abstained' if self.points is None else self.points}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.lowest, self.highest = self.criterion.minimum, self.criterion.maximum
        super().save(*args, **kwargs)

    @property
    def board_event_id(self) -> int:
        return self.score.judge.event_id


class ScoreVersion(models.Model):
    """One state that a sheet once had: its marks, who wrote them, from where and why. Rows are only added."""

    judge = models.ForeignKey(Judge, models.CASCADE, related_name="score_versions")
    team = models.ForeignKey(Team, models.CASCADE, related_name="score_versions")
    round = models.ForeignKey(Round, models.CASCADE, related_name="score_versions")
    number = models.PositiveIntegerField(_("version"))
    marks = models.JSONField(_("marks"))  # {criterion code: "7.75" or null}; {} after a deletion
    at = models.DateTimeField(_("when"), auto_now_add=True)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+")
    address = models.CharField(_("from"), max_length=60, blank=True)
    reason = models.CharField(_("reason"), max_length=300, blank=True)
    # An Idempotency-Key, the digest of the body that came with it, and the cursor that it was answered with.
    key = models.CharField(max_length=200, blank=True)
    digest = models.CharField(max_length=64, blank=True)
    cursor = models.CharField(max_length=40, blank=True)

    class Meta:
        ordering = ["judge_id", "team_id", "round_id", "number"]
        constraints = [
            models.UniqueConstraint(fields=["judge", "team", "round", "number"], name="one_version_per_number"),
            models.UniqueConstraint(fields=["judge", "key"], condition=~Q(key=""), name="idempotency_key_once_per_judge"),
        ]

    def __str__(self) -> str:
        return f"{self.judge}: {self.team}, {self.round}, version {self.number}"


class Adjustment(BoardInput):
    """A bonus or penalty with its reason: in one round, or without one on the combined total."""

    event_path = "team__event"
    team = models.ForeignKey(Team, models.CASCADE, related_name="adjustments")
    round = models.ForeignKey(Round, models.CASCADE, null=True, blank=True, related_name="adjustments")
    points = PointsField(_("points"))
    reason = models.CharField(_("reason"), max_length=300)

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.team}: {self.points} ({self.reason})"

    @property
    def board_event_id(self) -> int:
        return self.team.event_id

    def clean(self) -> None:
        if self.round and self.team_id and self.round.event_id != self.team.event_id:
            raise ValidationError({"round": _("This round belongs to another event than the team.")})


class Rules(BoardInput):
    """How an event's marks become its standings (design 4.4, "rules")."""

    class Method(models.TextChoices):
        POINTS = "points", _("Points")
        PLACINGS = "placings", _("Placings (skating system)")

    class PlacesFrom(models.TextChoices):
        MARKS = "marks", _("Judges enter places")
        POINTS = "points", _("Places follow from each judge's points")

    class Rounding(models.TextChoices):
        HALF_UP = "half_up", _("Half away from zero")
        HALF_EVEN = "half_even", _("Half to even")

    class Normalise(models.TextChoices):
        NONE = "none", _("No")
        ZSCORE = "zscore", _("z-score per judge")

    class Combine(models.TextChoices):
        SUM = "sum", _("Sum of the rounds")
        BEST = "best", _("Best rounds")
        LAST = "last", _("Last round")

    event = models.OneToOneField(Event, models.CASCADE, primary_key=True, related_name="rules")
    method = models.CharField(_("method"), max_length=10, choices=Method.choices, default=Method.POINTS)
    places_from = models.CharField(_("places from"), max_length=10, choices=PlacesFrom.choices, default=PlacesFrom.MARKS)
    decimals = models.PositiveSmallIntegerField(_("decimals"), null=True, blank=True, help_text=_("Empty: nothing is rounded."))
    rounding = models.CharField(_("rounding"), max_length=10, choices=Rounding.choices, default=Rounding.HALF_UP)
    normalise = models.CharField(_("normalise judges"), max_length=10, choices=Normalise.choices, default=Normalise.NONE)
    zscore_mean = PointsField(_("target mean"), null=True, blank=True)
    zscore_deviation = PointsField(_("target deviation"), null=True, blank=True)
    drafts = models.BooleanField(_("partial sheets"), default=False, help_text=_("Judges may send a sheet that is not complete."))
    combine = models.CharField(_("rounds combine by"), max_length=10, choices=Combine.choices, default=Combine.SUM)
    count = models.PositiveSmallIntegerField(_("number of best rounds"), null=True, blank=True)
    lots = models.JSONField(_("drawn lots"), default=list, blank=True, editable=False)

    class Meta:
        verbose_name = verbose_name_plural = _("rules")
        constraints = [models.CheckConstraint(condition=Q(count__isnull=True) | Q(count__gte=1), name="rules_count_positive")]

    def __str__(self) -> str:
        return f"{self.get_method_display()}"


class TieBreak(BoardInput):
    """One step that parts teams with equal totals; the steps of an event are tried in their order."""

    class By(models.TextChoices):
        CRITERIA = "criteria", _("Sum of named criteria")
        COUNTBACK = "countback", _("Countback: most of the highest mark")
        RATERS = "raters", _("Number of judges that gave points")
        ROUND = "round", _("Total of one round")
        HIGHEST_MARK = "highest_mark", _("Highest single mark")
        RUNNING_ORDER = "running_order", _("Running order")
        LOT = "lot", _("Drawn lot")

    class Prefer(models.TextChoices):
        HIGH = "high", _("The higher value")
        LOW = "low", _("The lower value")

    event = models.ForeignKey(Event, models.CASCADE, related_name="tie_breaks")
    order = models.PositiveIntegerField(_("order"), default=0)
    by = models.CharField(_("by"), max_length=15, choices=By.choices)
    criteria = models.JSONField(_("criteria"), default=list, blank=True)
    round = models.ForeignKey(Round, models.CASCADE, null=True, blank=True, related_name="tie_breaks")
    prefer = models.CharField(_("prefer"), max_length=5, choices=Prefer.choices, default=Prefer.HIGH)
    places = models.PositiveIntegerField(_("only down to place"), null=True, blank=True, help_text=_("Empty: for every place."))

    class Meta:
        ordering = ["order", "id"]

    def __str__(self) -> str:
        return self.get_by_display()


def rules_of(event: Event) -> Rules:
    """The event's rules, with every default where the organiser has set none."""
    return Rules.objects.filter(event=event).first() or Rules(event=event)
