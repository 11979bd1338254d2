"""What the board depends on: rows whose saving raises the board's version, and rows with a code of their own."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, ClassVar

from django.core.validators import RegexValidator
from django.db import models, transaction
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

code_validator = RegexValidator(
    r"\A[A-Za-z0-9][A-Za-z0-9._-]*\Z", _("Use letters, digits, dots, dashes and underscores; begin with a letter or digit.")
)


class BoardInput(models.Model):
    """Something that the board depends on: saving it and raising the board's version are one transaction."""

    event_path: ClassVar[str] = "event"  # how a query gets from here to the event

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        with transaction.atomic(savepoint=False):
            super().save(*args, **kwargs)

    @property
    def board_event_id(self) -> int:
        """The event whose board this row can move."""
        return int(self.event_id)  # type: ignore[attr-defined]

    def get_additional_data(self) -> dict[str, int]:
        """Which event a change belongs to, for the record of changes (the name is auditlog's)."""
        return {"event": self.board_event_id}


class Coded(BoardInput):
    """Something with a code of its own inside its event; left empty, the code is made from the name."""

    siblings: ClassVar[str] = "event"
    code = models.CharField(
        _("code"), max_length=50, blank=True, validators=[code_validator], help_text=_("Left empty, it is made from the name.")
    )
    name = models.CharField(_("name"), max_length=200)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.name

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self.code:
            parent = {self.siblings: getattr(self, f"{self.siblings}_id")}
            self.code = self.free_code(type(self)._default_manager.filter(**parent).values_list("code", flat=True))
        super().save(*args, **kwargs)

    def free_code(self, codes: Iterable[str]) -> str:
        """The name as a code, with a number behind it when one of these has it already."""
        stem = slugify(self.name)[:40] or self._meta.model_name or "x"
        taken = set(codes)
        numbered = (f"{stem}-{n}" for n in range(2, len(taken) + 3))
        return next(code for code in (stem, *numbered) if code not in taken)
