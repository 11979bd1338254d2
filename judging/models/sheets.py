"""Every mark that was given: sheets, their marks, their versions (never overwritten), bonuses and penalties."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from events.fields import PointsField
from events.models import BoardInput, Criterion, Round, Team
from judging.models.people import Judge

REASON_LENGTH = 300
NOTE_LENGTH = 2000


class Score(BoardInput):
    """The sheet: what one judge gave one team in one round."""

    event_path = "judge__event"
    judge = models.ForeignKey(Judge, models.CASCADE, related_name="scores", verbose_name=_("judge"))
    team = models.ForeignKey(Team, models.CASCADE, related_name="scores", verbose_name=_("team"))
    round = models.ForeignKey(Round, models.CASCADE, related_name="scores", verbose_name=_("round"))
    version = models.PositiveIntegerField(_("version"), default=1)
    team_note = models.TextField(_("note for the team"), blank=True, max_length=NOTE_LENGTH)
    private_note = models.TextField(_("private note"), blank=True, max_length=NOTE_LENGTH)
    created_at = models.DateTimeField(_("first received"), auto_now_add=True)
    updated_at = models.DateTimeField(_("last changed"), auto_now=True)

    class Meta:
        verbose_name = _("score")
        verbose_name_plural = _("scores")
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
    criterion = models.ForeignKey(Criterion, models.CASCADE, related_name="marks", verbose_name=_("criterion"))
    points = PointsField(_("points"), null=True, blank=True, help_text=_("Empty: abstained."))
    reason = models.CharField(_("why abstained"), max_length=REASON_LENGTH, blank=True)
    # The criterion's range, kept beside the points so that the database itself can refuse what lies outside.
    lowest = PointsField(editable=False)
    highest = PointsField(editable=False)

    class Meta:
        verbose_name = _("mark")
        verbose_name_plural = _("marks")
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["score", "criterion"], name="one_mark_per_score_and_criterion"),
            models.CheckConstraint(
                condition=Q(points__isnull=True) | Q(points__gte=F("lowest"), points__lte=F("highest")),
                name="points_within_bounds",
            ),
            models.CheckConstraint(
                condition=Q(reason="") | Q(points__isnull=True),
                name="reason_only_for_an_abstention",
                violation_error_message=_("Only an abstention has a reason."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.criterion}: {_('abstained') if self.points is None else self.points}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.lowest, self.highest = self.criterion.minimum, self.criterion.maximum
        super().save(*args, **kwargs)

    @property
    def board_event_id(self) -> int:
        return self.score.judge.event_id


class ScoreVersion(models.Model):
    """One state that a sheet once had: its marks, who wrote them, from where and why. Rows are only added."""

    event_path = "judge__event"
    judge = models.ForeignKey(Judge, models.CASCADE, related_name="score_versions", verbose_name=_("judge"))
    team = models.ForeignKey(Team, models.CASCADE, related_name="score_versions", verbose_name=_("team"))
    round = models.ForeignKey(Round, models.CASCADE, related_name="score_versions", verbose_name=_("round"))
    number = models.PositiveIntegerField(_("version"))
    marks = models.JSONField(_("marks"))  # {criterion code: "7.75" or null}; {} after a deletion
    reasons = models.JSONField(_("why abstained"), default=dict)  # {criterion code: text}, abstentions only
    team_note = models.TextField(_("note for the team"), blank=True)
    private_note = models.TextField(_("private note"), blank=True)
    at = models.DateTimeField(_("when"), auto_now_add=True)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("user")
    )
    address = models.CharField(_("from"), max_length=60, blank=True)
    reason = models.CharField(_("reason"), max_length=REASON_LENGTH, blank=True)
    # An Idempotency-Key, the digest of the body that came with it, and the cursor that it was answered with.
    key = models.CharField(max_length=200, blank=True)
    digest = models.CharField(max_length=64, blank=True)
    cursor = models.CharField(max_length=40, blank=True)

    class Meta:
        verbose_name = _("score version")
        verbose_name_plural = _("score versions")
        ordering = ["judge_id", "team_id", "round_id", "number"]
        constraints = [
            models.UniqueConstraint(fields=["judge", "team", "round", "number"], name="one_version_per_number"),
            models.UniqueConstraint(fields=["judge", "key"], condition=~Q(key=""), name="idempotency_key_once_per_judge"),
        ]

    def __str__(self) -> str:
        return f"{self.judge}: {self.team}, {self.round}, {_('version')} {self.number}"


class Adjustment(BoardInput):
    """A bonus or penalty with its reason: in one round, or without one on the combined total."""

    event_path = "team__event"
    team = models.ForeignKey(Team, models.CASCADE, related_name="adjustments", verbose_name=_("team"))
    round = models.ForeignKey(Round, models.CASCADE, null=True, blank=True, related_name="adjustments", verbose_name=_("round"))
    points = PointsField(_("points"))
    reason = models.CharField(_("reason"), max_length=300)

    class Meta:
        verbose_name = _("adjustment")
        verbose_name_plural = _("adjustments")
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.team}: {self.points} ({self.reason})"

    @property
    def board_event_id(self) -> int:
        return self.team.event_id

    def clean(self) -> None:
        if self.round and self.team_id and self.round.event_id != self.team.event_id:
            raise ValidationError(
                {"round": _("This round belongs to another event than the team. Choose a round of the team's event.")}
            )
