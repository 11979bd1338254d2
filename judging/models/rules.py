"""By which rules an event's marks become its standings, and what parts teams with equal totals."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from events.fields import PointsField
from events.models import BoardInput, Event, Round


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

    event = models.OneToOneField(Event, models.CASCADE, primary_key=True, related_name="rules", verbose_name=_("event"))
    method = models.CharField(_("method"), max_length=10, choices=Method.choices, default=Method.POINTS)
    places_from = models.CharField(_("places from"), max_length=10, choices=PlacesFrom.choices, default=PlacesFrom.MARKS)
    decimals = models.PositiveSmallIntegerField(_("decimals"), null=True, blank=True, help_text=_("Empty: nothing is rounded."))
    shown = models.PositiveSmallIntegerField(_("decimals shown"), null=True, blank=True)
    rounding = models.CharField(_("rounding"), max_length=10, choices=Rounding.choices, default=Rounding.HALF_UP)
    normalise = models.CharField(_("normalise judges"), max_length=10, choices=Normalise.choices, default=Normalise.NONE)
    zscore_mean = PointsField(_("target mean"), null=True, blank=True)
    zscore_deviation = PointsField(_("target deviation"), null=True, blank=True)
    drafts = models.BooleanField(_("partial sheets"), default=False, help_text=_("Judges may send a sheet that is not complete."))
    confirm = models.BooleanField(
        _("confirmed rounds only"),
        default=False,
        help_text=_("A round counts on the board only once a head judge has confirmed it."),
    )
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

    event = models.ForeignKey(Event, models.CASCADE, related_name="tie_breaks", verbose_name=_("event"))
    order = models.PositiveIntegerField(_("order"), default=0)
    by = models.CharField(_("by"), max_length=15, choices=By.choices)
    criteria = models.JSONField(_("criteria"), default=list, blank=True)
    round = models.ForeignKey(Round, models.CASCADE, null=True, blank=True, related_name="tie_breaks", verbose_name=_("round"))
    prefer = models.CharField(_("prefer"), max_length=5, choices=Prefer.choices, default=Prefer.HIGH)
    places = models.PositiveIntegerField(_("only down to place"), null=True, blank=True, help_text=_("Empty: for every place."))

    class Meta:
        verbose_name = _("tie break")
        verbose_name_plural = _("tie breaks")
        ordering = ["order", "id"]

    def __str__(self) -> str:
        return self.get_by_display()


def rules_of(event: Event) -> Rules:
    """The event's rules, with every default where the organiser has set none."""
    return Rules.objects.filter(event=event).first() or Rules(event=event)
