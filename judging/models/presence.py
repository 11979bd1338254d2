"""When a judge's browser last spoke to the server: a row of its own, so that no board and no copy takes it for a change."""

from __future__ import annotations

from django.db import models

from judging.models.people import Judge


class Presence(models.Model):
    """When this judge's desk last asked for something. Written by judging.presence, seldom."""

    judge = models.OneToOneField(Judge, models.CASCADE, primary_key=True, related_name="presence")
    seen_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.judge_id}: {self.seen_at}"
