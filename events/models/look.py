"""How an event looks beside its standings: the organiser's colours and logo. The board does not depend on it."""

from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from events.colours import LEAST_INK, contrast, ink_on, parse_colour
from events.decimals import decimal_in
from events.models.event import Event

colour_validator = RegexValidator(r"\A#[0-9a-fA-F]{6}\Z", _("Write a colour as # and six hexadecimal digits: #0a7cff."))


def readable_ground(value: str) -> None:
    """Refuse a ground on which neither white nor black text can be read from far away."""
    try:
        ground = parse_colour(value)
    except ValueError:
        return  # the other validator says so
    found = contrast(ink_on(ground), ground)
    if found < LEAST_INK:
        text = _("No text can be read from far away on %(value)s: contrast %(found)s, needed 7. Take a darker or lighter one.")
        raise ValidationError(text, params={"value": value, "found": decimal_in(f"{found:.1f}")})


class Look(models.Model):
    event = models.OneToOneField(Event, models.CASCADE, primary_key=True, related_name="look", verbose_name=_("event"))
    accent = models.CharField(
        _("accent colour"),
        max_length=7,
        blank=True,
        validators=[colour_validator],
        help_text=_("The leader, and what has just changed. Where it cannot be read it is made lighter or darker."),
    )
    ground = models.CharField(_("background colour"), max_length=7, blank=True, validators=[colour_validator, readable_ground])
    # In the database and not in a folder: several processes on several machines show it, and a backup has it.
    logo = models.BinaryField(_("logo"), default=b"", blank=True)
    logo_digest = models.CharField(max_length=16, blank=True, default="", editable=False)

    event_path = "event"

    class Meta:
        verbose_name = _("look")
        verbose_name_plural = _("look")

    def __str__(self) -> str:
        return f"{self._meta.verbose_name}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.accent, self.ground = self.accent.lower(), self.ground.lower()
        super().save(*args, **kwargs)
