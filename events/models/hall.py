"""What hangs in the hall: named screens with what each shows, announcements, and the pictures of sponsors."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _


class Picture(models.Model):
    """A picture for screens, in the database so that every process and backup has it. Written by events.screen_pictures."""

    event = models.ForeignKey("events.Event", models.CASCADE, related_name="pictures", verbose_name=_("event"))
    name = models.CharField(_("name"), max_length=100)
    kind = models.CharField(max_length=20)  # its media type
    digest = models.CharField(max_length=64)  # of the data: the last part of its address
    data = models.BinaryField()

    class Meta:
        verbose_name = _("picture")
        verbose_name_plural = _("pictures")
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["event", "digest"], name="picture_once_per_event")]

    def __str__(self) -> str:
        return self.name


class Screen(models.Model):
    """One display in the hall. What it shows is decided here and survives it; `last_seen` is its own word."""

    class View(models.TextChoices):
        BOARD = "board", _("The board")
        DIVISION = "division", _("One division")
        ROUND = "round", _("One round")
        TEAM = "team", _("One team")
        COUNTDOWN = "countdown", _("Countdown")
        ANNOUNCEMENT = "announcement", _("Announcement")
        PICTURE = "picture", _("Picture")
        QR = "qr", _("QR code to the phone page")
        TEST = "test", _("Test card")
        BLANK = "blank", _("Blank")

    event = models.ForeignKey("events.Event", models.CASCADE, related_name="screens", verbose_name=_("event"))
    name = models.CharField(_("name"), max_length=60)
    slug = models.SlugField(_("address"), max_length=60)
    view = models.CharField(_("shows"), max_length=12, choices=View.choices, default=View.BOARD)
    # The code of a division, round or team as the public board has it: what is not on the board cannot be shown.
    subject = models.CharField(max_length=50, blank=True)
    title = models.CharField(max_length=200, blank=True)  # the name of that division or round
    text = models.CharField(_("text"), max_length=300, blank=True)
    ends_at = models.DateTimeField(_("ends at"), null=True, blank=True)
    picture = models.ForeignKey(
        Picture, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("picture")
    )  # none: all in turn
    last_seen = models.DateTimeField(_("last seen"), null=True, blank=True)
    seen_view = models.CharField(max_length=12, blank=True)
    seen_size = models.CharField(max_length=20, blank=True)

    class Meta:
        verbose_name = _("screen")
        verbose_name_plural = _("screens")
        ordering = ["name", "id"]
        constraints = [
            models.UniqueConstraint(fields=["event", "slug"], name="screen_address_once_per_event"),
            models.CheckConstraint(
                condition=Q(
                    view__in=[
                        "board",
                        "division",
                        "round",
                        "team",
                        "countdown",
                        "announcement",
                        "picture",
                        "qr",
                        "test",
                        "blank",
                    ]
                ),
                name="screen_view_known",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self.slug:
            taken = set(Screen.objects.filter(event_id=self.event_id).values_list("slug", flat=True))
            stem = slugify(self.name)[:50] or "screen"
            numbered = (f"{stem}-{n}" for n in range(2, len(taken) + 3))
            self.slug = next(slug for slug in (stem, *numbered) if slug not in taken)
        super().save(*args, **kwargs)

    def get_absolute_url(self) -> str:
        return reverse("events:named_screen", args=[self.event.slug, self.slug])


class Announcement(models.Model):
    """Words for every screen of an event. A new one takes the place of the old."""

    event = models.ForeignKey("events.Event", models.CASCADE, related_name="announcements", verbose_name=_("event"))
    text = models.CharField(_("text"), max_length=300)
    urgent = models.BooleanField(_("urgent"), default=False)
    made_at = models.DateTimeField(auto_now_add=True)
    ends_at = models.DateTimeField(_("ends at"), null=True, blank=True)

    class Meta:
        verbose_name = _("announcement")
        verbose_name_plural = _("announcements")
        ordering = ["-id"]

    def __str__(self) -> str:
        return self.text
