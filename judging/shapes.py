"""What POST /api/judge/score takes and answers, as types: they check the body and write the OpenAPI page."""

import json
from datetime import UTC, datetime
from decimal import Decimal
from typing import Annotated, Any, Literal

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from ninja.parser import Parser
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, StrictInt, WithJsonSchema

from judging.models import NOTE_LENGTH, REASON_LENGTH
from judging.points import points_of
from judging.sheet import Sheet

MAX_BODY = 64 * 1024  # bytes; a sheet of a hundred criteria has about five thousand


class BodyParser(Parser):
    """Strict JSON: UTF-8, an object, no key twice, no NaN; numbers as they were written, never through a float."""

    def parse_body(self, request: HttpRequest) -> dict[str, Any]:
        if len(request.body) > MAX_BODY:
            raise ValueError(f"it has more than {MAX_BODY} bytes")
        body = json.loads(
            request.body.decode("utf-8"),
            parse_float=points_of,
            parse_int=points_of,
            parse_constant=_no_constant,
            object_pairs_hook=_no_twins,
        )
        if not isinstance(body, dict):
            raise ValueError("it is not a JSON object")
        return body


def _no_constant(name: str) -> Any:
    raise ValueError(f"{name} is not a number")


def _no_twins(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    body = dict(pairs)
    if len(body) < len(pairs):
        raise ValueError("a key occurs twice in one object")
    return body


def _points(value: Any) -> Decimal | None:
    if isinstance(value, str):
        return points_of(value)
    if value is None or isinstance(value, Decimal):
        return value
    raise ValueError('a mark is a decimal number such as "7.75", or null for an abstention')


def _whole(value: Any) -> Any:
    """The parser makes every number a Decimal; a whole one that was written whole is an integer again."""
    return int(value) if isinstance(value, Decimal) and not value.as_tuple().exponent else value


Code = Annotated[str, Field(strict=True, min_length=1, max_length=200, pattern=r"^[^\x00]+$")]
MARK_SCHEMA = {
    "anyOf": [{"type": "string", "pattern": r"^[+-]?\d+(\.\d+)?$"}, {"type": "number"}, {"type": "null"}],
    "description": "A decimal number, best as text; null abstains.",
}
Points = Annotated[Decimal | None, BeforeValidator(_points), WithJsonSchema(MARK_SCHEMA)]
Version = Annotated[StrictInt, Field(ge=0, le=2**31 - 1), BeforeValidator(_whole)]
IdempotencyKey = Annotated[str, Field(min_length=1, max_length=200, pattern=r"^[\x20-\x7e]+$")]
Texts = dict[str, str | None]


Note = Annotated[str, Field(strict=True, max_length=NOTE_LENGTH, pattern=r"^[^\x00]*$")]
Reason = Annotated[str, Field(strict=True, max_length=REASON_LENGTH, pattern=r"^[^\x00]*$")]


class NotesBody(BaseModel):
    """What the judge writes beside the marks. Absent: what is stored stays. Empty text: cleared."""

    model_config = ConfigDict(extra="forbid")

    team: Note | None = Field(default=None, description="Meant for the team; the organiser hands it on")
    private: Note | None = Field(default=None, description="The judge's own; the head judge and the organiser see it too")


class SheetBody(BaseModel):
    """One whole sheet. A criterion that is absent from `scores` is not given afterwards."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "examples": [
                {
                    "eventId": "gala",
                    "roundId": "final",
                    "teamId": "blue",
                    "judgeId": "ann",
                    "scores": {"technique": "7.75", "style": None},
                    "reasons": {"style": "I trained this team."},
                    "notes": {"team": "A clean start.", "private": ""},
                    "base": 0,
                }
            ]
        },
    )

    eventId: Code = Field(description="The event's slug")
    roundId: Code = Field(description="The round's code")
    teamId: Code = Field(description="The team's code")
    judgeId: Code = Field(description="The judge's code; must be the token's own judge")
    scores: dict[str, Points] = Field(description="Marks by criterion code: a decimal number, or null to abstain")
    base: Version | None = Field(
        default=None, description="The version of the sheet that the sender saw, 0 for none. If another one is stored: 409."
    )
    generation: Version | None = Field(
        default=None,
        description="What the sheet was made for, as GET /api/judge/desk said then. If "
        "a rehearsal has begun or was wiped since: 409.",
    )
    reasons: dict[str, Reason] | None = Field(
        default=None, description="Why abstained, by criterion code. Absent: what is stored of criteria that stay null stays."
    )
    notes: NotesBody | None = Field(default=None, description="Notes beside the marks. Absent: what is stored stays.")


class Notes(BaseModel):
    """A sheet's notes as they are stored."""

    team: str
    private: str


class Accepted(BaseModel):
    """The score is stored. A board with this cursor or a later one contains it."""

    success: bool
    cursor: str
    state: Literal["board", "pending", "unconfirmed", "frozen", "private"] = Field(
        description="How far it has got: on the board; about to be; waiting for the head judge to confirm the round; "
        "received under a frozen board; received in a draft that is public nowhere. Told anew when the same key is sent again"
    )
    score_version: int
    event: str
    round: str
    team: str
    judge: str
    scores: Texts
    reasons: dict[str, str]
    notes: Notes
    received_at: str


class Problem(BaseModel):
    """Nothing was written. `fields` says what is wrong with each part of the request, by its path in the body."""

    error: str
    code: str = Field(
        description="One word for programs: malformed, signed_out, csrf, not_yours, unknown, method, upcoming, locked, closed, "
        "final, team_out, changed, rehearsal, key_reused, incomplete, out_of_range, failed"
    )
    fields: dict[str, str] | None = None


class CurrentSheet(BaseModel):
    """What the sheet holds now."""

    version: int
    marks: Texts
    reasons: dict[str, str]
    notes: Notes
    at: str | None


class Conflict(Problem):
    """The round takes no marks now, the sheet is not the one that the sender saw (`current`), or a rehearsal lies between."""

    current: CurrentSheet | None = None


def utc_text(at: datetime | None) -> str | None:
    """A time as the API writes it: UTC, milliseconds, Z."""
    return at.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z") if at else None


def notes_of(sheet: Sheet) -> dict[str, str]:
    """A sheet's notes in their JSON shape."""
    return {"team": sheet.team_note, "private": sheet.private_note}


def sheet_json(sheet: Sheet) -> dict[str, Any]:
    """A stored sheet as CurrentSheet."""
    return {
        "version": sheet.version,
        "marks": sheet.marks,
        "reasons": sheet.reasons,
        "notes": notes_of(sheet),
        "at": utc_text(sheet.at),
    }


def problems_of(errors: list[dict[str, Any]]) -> dict[str, str]:
    """A validation's errors as {path in the request: what is wrong}; a header stands there by its name."""
    return {_path(error["loc"]): str(_WORDS.get(error["type"]) or error["msg"].removeprefix("Value error, ")) for error in errors}


def _path(loc: tuple[str | int, ...]) -> str:
    """("body", "sheet", "scores", "style") -> "scores.style": the first two say only where ninja looked."""
    inside = loc[2:] if loc[0] == "body" else loc[1:]
    return ".".join(str(part) for part in inside) or "body"


_WORDS = {
    "missing": _("Missing."),
    "extra_forbidden": _("Unknown field."),
    "string_type": _("Must be text."),
    "string_too_short": _("Must not be empty."),
    "string_too_long": _("Is too long."),
    "dict_type": _("Must be an object of marks by criterion code."),
    "int_type": _("Must be a whole number."),
    "greater_than_equal": _("Must not be negative."),
}
