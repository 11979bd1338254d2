"""What is published of an event: its board, the derivations behind it, and the state of its further feeds."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class Board(models.Model):
    """The published standings of one event. Only events.board writes here, and never with save()."""

    event = models.OneToOneField("events.Event", models.CASCADE, primary_key=True, related_name="board")
    # What is committed: version is raised in the transaction of every change; epoch is new after a reset.
    epoch = models.CharField(max_length=12, default="")
    version = models.PositiveBigIntegerField(default=0)
    # Counts the changes other than sheets, so that what was checked before a lock need not be checked again under it.
    setup = models.PositiveBigIntegerField(default=0)
    # Raised when everything that was on its way to the event was meant for something else: a rehearsal began or was wiped.
    generation = models.PositiveIntegerField(default=0)
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
    """Why one team has its rank, published with the live board."""

    team = models.OneToOneField("events.Team", models.CASCADE, primary_key=True, related_name="explanation")
    body = models.TextField()

    def __str__(self) -> str:
        return f"Explanation of {self.team_id}"


class FeedState(models.Model):
    """The published state of one further feed of an event (design 1, Feeds). Only events.feeds writes here."""

    event = models.ForeignKey("events.Event", models.CASCADE, related_name="feed_states")
    kind = models.CharField(max_length=10)
    epoch = models.CharField(max_length=12)
    version = models.PositiveBigIntegerField()
    text = models.TextField()  # the state as JSON

    class Meta:
        constraints = [models.UniqueConstraint(fields=["event", "kind"], name="one_state_per_event_and_kind")]

    def __str__(self) -> str:
        return f"{self.kind} of {self.event_id} at {self.epoch}.{self.version}"


class FixedExplanation(models.Model):
    """An explanation as it stood at one moment, by the team's code: what happens to the team later does not reach it."""

    class At(models.TextChoices):
        FREEZE = "freeze", _("At the freeze")
        REVEAL = "reveal", _("At the start of the reveal")

    event = models.ForeignKey("events.Event", models.CASCADE, related_name="fixed_explanations")
    at = models.CharField(max_length=6, choices=At.choices)
    code = models.CharField(max_length=50)
    body = models.TextField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["event", "at", "code"], name="one_fixed_explanation_each"),
            models.CheckConstraint(condition=models.Q(at__in=["freeze", "reveal"]), name="fixed_at_a_known_moment"),
        ]

    def __str__(self) -> str:
        return f"Explanation of {self.code} at the {self.at}"
