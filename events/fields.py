"""Exact numbers: a model field that keeps them and a form field that shows them as people write them."""

from decimal import Decimal
from typing import Any

from django import forms
from django.db import models


class PointsFormField(forms.DecimalField):
    """Shows a number as a person writes it: 10, not 10.000000."""

    def prepare_value(self, value: Any) -> Any:
        return f"{value.normalize():f}" if isinstance(value, Decimal) else value


class PointsField(models.DecimalField):  # type: ignore[type-arg]  # generic only in the stubs
    """An exact number with up to 9 digits before and 6 after the point (SQLite keeps 15 digits exactly)."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"max_digits": 15, "decimal_places": 6} | kwargs)

    def formfield(self, *args: Any, **kwargs: Any) -> Any:
        return super().formfield(*args, **{"form_class": PointsFormField} | kwargs)
