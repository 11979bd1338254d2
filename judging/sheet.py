"""A sheet on its way: what was submitted, what is stored, what it is answered with, and why it may be refused."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.contrib.auth.models import AbstractBaseUser

from events.cursor import Cursor
from events.decimals import decimal_in
from events.models import Round, Team
from judging.models import Judge, Score, ScoreVersion
from judging.standings import decimal_text

Points = Decimal | None  # None: abstained. A criterion that is not there: not given.
Marks = Mapping[str, Points]  # by criterion code


class ScoreRefused(Exception):
    """A sheet that was not written.

    `status` is the HTTP status of design 4.3, `code` one word for programs, `fields` says what of each criterion.
    """

    status = 422
    code = "refused"

    def __init__(
        self, message: str, fields: Mapping[str, str] | None = None, *, code: str = "", current: "Sheet | None" = None
    ) -> None:
        super().__init__(message)
        self.message = message
        self.code = code or self.code
        self.fields = dict(fields or {})
        self.current = current


class NotYours(ScoreRefused):
    """The team, the round or a criterion is not this judge's to score."""

    status = 403
    code = "not_yours"


class NotOpen(ScoreRefused):
    """The round does not take marks now, or the event or the team is out of the running; `code` says which."""

    status = 409
    code = "locked"


class ScoreChanged(ScoreRefused):
    """The sheet was changed since the sender saw it; `current` is what it holds now."""

    status = 409
    code = "changed"


class Outlived(ScoreRefused):
    """The sheet was made before a rehearsal began or was wiped: whether it is meant for what is now, its judge must say."""

    status = 409
    code = "rehearsal"


class InvalidMarks(ScoreRefused):
    """Marks that are out of range, off step, unknown, or missing where drafts are not allowed."""

    code = "out_of_range"


class KeyReused(ScoreRefused):
    """The Idempotency-Key came before with another body."""

    code = "key_reused"


@dataclass(frozen=True)
class Origin:
    """Who writes a sheet, from where and why. A correction is an organiser's: it may change what is no longer open."""

    address: str = ""
    user: AbstractBaseUser | None = None
    reason: str = ""
    correction: bool = False

    @property
    def user_id(self) -> Any:
        """The id of the user who writes, None where it is the judge."""
        return self.user.pk if self.user else None


@dataclass(frozen=True)
class Submission:
    """One whole sheet as it was sent. `base` is the version that the sender saw (0: none; None: does not care).
    `generation` is what it was made for, as the desk said then (None: does not care).

    `reasons` says why of each abstention. What is None of `reasons` and the notes was not sent: it stays as it is stored.
    """

    judge: Judge
    team: Team
    round: Round
    marks: Marks
    base: int | None = None
    key: str = ""
    origin: Origin = field(default_factory=Origin)
    reasons: Mapping[str, str] | None = None
    team_note: str | None = None
    private_note: str | None = None
    generation: int | None = None

    @property
    def digest(self) -> str:
        """What makes two submissions the same one: everything that was sent but the key."""
        marks = {code: mark_text(points) for code, points in sorted(self.marks.items())}
        sent = [self.team.code, self.round.code, marks, self.base]
        beside = [dict(sorted(self.reasons.items())) if self.reasons is not None else None, self.team_note, self.private_note]
        return hashlib.sha256(json.dumps(sent + (beside if beside != [None] * 3 else [])).encode()).hexdigest()


@dataclass(frozen=True)
class Sheet:
    """A stored version of a sheet: its number, marks and reasons by criterion code, notes, and when it was received."""

    version: int
    marks: dict[str, str | None]
    at: datetime | None
    reasons: dict[str, str] = field(default_factory=dict)
    team_note: str = ""
    private_note: str = ""


@dataclass(frozen=True)
class Receipt:
    """What a submit is answered with: a board with this cursor or a later one holds the sheet."""

    cursor: Cursor
    sheet: Sheet


def mark_text(points: Points) -> str | None:
    """A mark as text: the shortest exact decimal, None for an abstention."""
    return None if points is None else decimal_text(points, None)


def number_text(text: str | None) -> str:
    """A stored number as this language writes it."""
    return decimal_in(text or "")


def stored_sheet(score: Score | None) -> Sheet:
    """What a sheet holds now; version 0 without marks where nothing was ever sent."""
    if score is None:
        return Sheet(0, {}, None)
    rows = score.marks.order_by("criterion__order", "criterion_id").values_list("criterion__code", "points", "reason")
    marks = {code: mark_text(points) for code, points, _ in rows}
    reasons = {code: reason for code, _, reason in rows if reason}
    return Sheet(score.version, marks, score.updated_at, reasons, score.team_note, score.private_note)


def sheet_of_version(row: ScoreVersion) -> Sheet:
    """The sheet as it was in one of its versions."""
    return Sheet(row.number, row.marks, row.at, row.reasons, row.team_note, row.private_note)
