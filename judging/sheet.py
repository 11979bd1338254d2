"""A sheet on its way: what was submitted, what is stored, what it is answered with, and why it may be refused."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal

from django.contrib.auth.models import AbstractBaseUser

from events.cursor import Cursor
from events.models import Round, Team
from judging.models import Judge, Score
from judging.standings import decimal_text

Points = Decimal | None  # None: abstained. A criterion that is not there: not given.
Marks = Mapping[str, Points]  # by criterion code


class ScoreRefused(Exception):
    """A sheet that was not written. `status` is the HTTP status of design 4.3, `fields` says what of each criterion."""

    status = 422

    def __init__(self, message: str, fields: Mapping[str, str] | None = None, current: "Sheet | None" = None) -> None:
        super().__init__(message)
        self.message = message
        self.fields = dict(fields or {})
        self.current = current


class NotYours(ScoreRefused):
    """The team, the round or a criterion is not this judge's to score."""

    status = 403


class NotOpen(ScoreRefused):
    """The round does not take marks now, or the event or the team is out of the running."""

    status = 409


class ScoreChanged(ScoreRefused):
    """The sheet was changed since the sender saw it; `current` is what it holds now."""

    status = 409


class InvalidMarks(ScoreRefused):
    """Marks that are out of range, off step, unknown, or missing where drafts are not allowed."""


class KeyReused(ScoreRefused):
    """The Idempotency-Key came before with another body."""


@dataclass(frozen=True)
class Origin:
    """Who writes a sheet, from where and why. A correction is an organiser's: it may change what is no longer open."""

    address: str = ""
    user: AbstractBaseUser | None = None
    reason: str = ""
    correction: bool = False


@dataclass(frozen=True)
class Submission:
    """One whole sheet as it was sent. `base` is the version that the sender saw (0: none; None: does not care)."""

    judge: Judge
    team: Team
    round: Round
    marks: Marks
    base: int | None = None
    key: str = ""
    origin: Origin = field(default_factory=Origin)

    @property
    def digest(self) -> str:
        """What makes two submissions the same one: everything that was sent but the key."""
        marks = {code: mark_text(points) for code, points in sorted(self.marks.items())}
        return hashlib.sha256(json.dumps([self.team.code, self.round.code, marks, self.base]).encode()).hexdigest()


@dataclass(frozen=True)
class Sheet:
    """A stored version of a sheet: its number, marks as text by criterion code, and when it was received."""

    version: int
    marks: dict[str, str | None]
    at: datetime | None


@dataclass(frozen=True)
class Receipt:
    """What a submit is answered with: a board with this cursor or a later one holds the sheet."""

    cursor: Cursor
    sheet: Sheet


def mark_text(points: Points) -> str | None:
    """A mark as text: the shortest exact decimal, None for an abstention."""
    return None if points is None else decimal_text(points, None)


def marks_of(score: Score) -> dict[str, str | None]:
    """The marks that a sheet holds now, as text by criterion code."""
    marks = score.marks.order_by("criterion__order", "criterion_id").values_list("criterion__code", "points")
    return {code: mark_text(points) for code, points in marks}
