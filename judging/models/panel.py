"""What is decided about sheets beside their marks: late marks let in, sheets returned, rounds confirmed."""

from __future__ import annotations

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from events.models import BoardInput, Round, Team
from judging.models.people import Judge
from judging.models.sheets import REASON_LENGTH


class ExtensionQuerySet(models.QuerySet["Extension"]):
    def running(self) -> ExtensionQuerySet:
        """Those that still let somebody in."""
        return self.filter(Q(until__isnull=True) | Q(until__gt=timezone.now()), round__status=Round.Status.LOCKED)


class Extension(BoardInput):
    """Late marks let in: one judge may still send into a round while it is locked for the others."""

    event_path = "judge__event"
    judge = models.ForeignKey(Judge, models.CASCADE, related_name="extensions", verbose_name=_("judge"))
    round = models.ForeignKey(Round, models.CASCADE, related_name="extensions", verbose_name=_("round"))
    until = models.DateTimeField(_("until"), null=True, blank=True, help_text=_("Empty: until the round is closed."))

    objects = ExtensionQuerySet.as_manager()

    class Meta:
        verbose_name = _("late judge")
        verbose_name_plural = _("judges who may still send while the round is locked")
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["judge", "round"], name="one_extension_per_judge_and_round")]

    def __str__(self) -> str:
        return f"{self.judge} - {self.round}"

    @property
    def board_event_id(self) -> int:
        return self.judge.event_id

    @property
    def running(self) -> bool:
        """Whether it still lets somebody in."""
        return self.round.status == Round.Status.LOCKED and (self.until is None or self.until > timezone.now())

    def clean(self) -> None:
        if self.judge_id and self.round_id and self.judge.event_id != self.round.event_id:
            raise ValidationError(
                {"judge": _("This judge belongs to another event than the round. Choose a judge of the round's event.")}
            )


class SheetReturn(BoardInput):
    """A sheet that the head judge gave back with a note. Open until the judge sends it again; its marks count meanwhile."""

    event_path = "judge__event"
    judge = models.ForeignKey(Judge, models.CASCADE, related_name="returns", verbose_name=_("judge"))
    team = models.ForeignKey(Team, models.CASCADE, related_name="returns", verbose_name=_("team"))
    round = models.ForeignKey(Round, models.CASCADE, related_name="returns", verbose_name=_("round"))
    version = models.PositiveIntegerField(_("version"))
    note = models.CharField(_("note"), max_length=REASON_LENGTH)
    by = models.ForeignKey(Judge, models.SET_NULL, null=True, related_name="+", verbose_name=_("returned by"))
    at = models.DateTimeField(_("when"), auto_now_add=True)
    resolved_at = models.DateTimeField(_("sent again"), null=True, blank=True)

    class Meta:
        verbose_name = _("sheet return")
        verbose_name_plural = _("sheet returns")
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["judge", "team", "round"], condition=Q(resolved_at__isnull=True), name="one_open_return_per_sheet"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.judge}: {self.team}, {self.round}"

    @property
    def board_event_id(self) -> int:
        return self.judge.event_id


class RoundConfirmation(BoardInput):
    """A head judge's word that a round's marks are right. It stands until it is taken back or a mark changes."""

    event_path = "round__event"
    round = models.ForeignKey(Round, models.CASCADE, related_name="confirmations", verbose_name=_("round"))
    judge = models.ForeignKey(Judge, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("judge"))
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("user")
    )
    at = models.DateTimeField(_("confirmed"), auto_now_add=True)
    ended_at = models.DateTimeField(_("ended"), null=True, blank=True)
    ended_because = models.CharField(_("because"), max_length=REASON_LENGTH, blank=True)

    class Meta:
        verbose_name = _("round confirmation")
        verbose_name_plural = _("round confirmations")
        ordering = [F("ended_at").desc(nulls_first=True), "-id"]
        constraints = [
            models.UniqueConstraint(fields=["round"], condition=Q(ended_at__isnull=True), name="one_confirmation_per_round"),
        ]

    def __str__(self) -> str:
        return f"{self.round}: {self.judge or self.user or _('from an event file')}"

    @property
    def board_event_id(self) -> int:
        return self.round.event_id
