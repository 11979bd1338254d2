"""The reveal of an event: how the organiser wants it, the awards, and where the show stands."""

from __future__ import annotations

import secrets

from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


def new_presenter_key() -> str:
    """What makes a presenter's link hard to guess, and worthless once it is replaced."""
    return secrets.token_urlsafe(12)


class Reveal(models.Model):
    """One per event. Everything that a presenter's phone shows is here, so that a second phone or a restart changes nothing."""

    class Order(models.TextChoices):
        PLACES = "places", _("From the last place to the first")
        DIVISIONS = "divisions", _("Division by division, each from its last place to its first")

    class Suspense(models.TextChoices):
        PARTS = "parts", _("The team's card, its marks one by one, then its place")
        CARD = "card", _("The team's card, then its place")
        PLACE = "place", _("The place at once")

    event = models.OneToOneField("events.Event", models.CASCADE, primary_key=True, related_name="reveal", verbose_name=_("event"))
    order = models.CharField(_("order"), max_length=10, choices=Order.choices, default=Order.PLACES)
    suspense = models.CharField(_("suspense"), max_length=10, choices=Suspense.choices, default=Suspense.PARTS)
    singly = models.PositiveIntegerField(
        _("places shown one by one"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1)],
        help_text=_("Empty: all. With 10, the places from 11 on appear together at the first press."),
    )
    hide = models.BooleanField(
        _("hide the totals of the freeze"), default=False, help_text=_("Teams whose place is not out yet then show no total.")
    )
    link_key = models.CharField(max_length=32, default=new_presenter_key)
    # The show. It runs while `epoch` is the epoch of the frozen board; a release ends it without a word here.
    epoch = models.CharField(max_length=12, blank=True)
    frozen = models.TextField(blank=True)  # the public board when it began
    final = models.TextField(blank=True)  # the live board when it began: what is being revealed
    final_cursor = models.CharField(max_length=32, blank=True)
    beats = models.TextField(blank=True)
    position = models.PositiveIntegerField(default=0)  # how many beats are done
    turn = models.PositiveIntegerField(default=0)  # counts presses; a press says for which one it is meant
    changed_at = models.DateTimeField(null=True, blank=True)
    autoplay = models.PositiveSmallIntegerField(default=0)  # seconds between two beats; 0: by hand
    due_at = models.DateTimeField(null=True, blank=True)  # when the next beat comes by itself

    class Meta:
        verbose_name = _("reveal")
        verbose_name_plural = _("reveals")
        constraints = [
            models.CheckConstraint(condition=Q(order__in=["places", "divisions"]), name="reveal_order_known"),
            models.CheckConstraint(condition=Q(suspense__in=["parts", "card", "place"]), name="reveal_suspense_known"),
        ]

    def __str__(self) -> str:
        return f"Reveal of {self.event_id} at {self.position}"


class Award(models.Model):
    """An award that the reveal stops at: for a place, or for a team whatever its place."""

    reveal = models.ForeignKey(Reveal, models.CASCADE, related_name="awards")
    title = models.CharField(_("title"), max_length=100)
    place = models.PositiveIntegerField(_("for place"), null=True, blank=True, validators=[MinValueValidator(1)])
    division = models.ForeignKey("events.Division", models.CASCADE, null=True, blank=True, verbose_name=_("in division"))
    team = models.ForeignKey("events.Team", models.CASCADE, null=True, blank=True, verbose_name=_("for team"))

    class Meta:
        verbose_name = _("award")
        verbose_name_plural = _("awards")
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(place__isnull=False, team__isnull=True)
                | Q(place__isnull=True, division__isnull=True, team__isnull=False),
                name="award_for_a_place_or_a_team",
                violation_error_message=_("An award goes either to a place (perhaps of a division) or to a team."),
            )
        ]

    def __str__(self) -> str:
        return self.title
