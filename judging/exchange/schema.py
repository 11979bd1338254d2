"""The event file's shape as types: what may stand where, with the defaults of design 4.4."""

import base64
import binascii
from collections.abc import Callable
from datetime import UTC, datetime
from decimal import Decimal
from typing import Annotated, Any, Literal

from django.core.exceptions import ValidationError as DjangoValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils.translation import gettext as _
from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    PlainSerializer,
    StrictBool,
    StrictInt,
    StrictStr,
)

from events.models import known_timezone
from events.models.look import readable_ground
from events.pictures import LARGEST_FILE, LOGO_WITHIN, clean_picture
from events.screen_pictures import MOST_BYTES, MOST_PICTURES, clean_screen_picture
from judging.models import NOTE_LENGTH, REASON_LENGTH
from judging.points import points_of
from judging.standings import decimal_text

FORMAT = "scoreboard-event/1"
LIMIT = Decimal(10) ** 9  # PointsField keeps nine digits before the point and six after it
WHOLE = 2**31 - 1
SMALL = 2**15 - 1


def _number(value: Any) -> Decimal:
    if isinstance(value, bool) or not isinstance(value, str | int | Decimal):
        raise ValueError(_('Must be a decimal number such as "7.75".'))
    try:
        number = points_of(value) if isinstance(value, str) else Decimal(value)
    except ValueError:
        raise ValueError(_("%(text)s is not a plain decimal number.") % {"text": repr(str(value)[:40])}) from None
    if abs(number) >= LIMIT:
        raise ValueError(_("Must be smaller than 1000000000."))
    if number != round(number, 6):
        raise ValueError(_("At most six decimals. Round it."))
    return number


def _timezone(value: str) -> str:
    try:
        known_timezone(value)
    except DjangoValidationError as error:
        raise ValueError(error.messages[0]) from None
    return value


def _moment(value: Any) -> datetime:
    try:
        at = datetime.fromisoformat(value)
        if at.tzinfo is None:
            raise ValueError
        return at.astimezone(UTC)
    except (TypeError, ValueError, OverflowError):
        raise ValueError(_('Must be a time with its zone, such as "2026-11-24T20:00:00Z".')) from None


def _ground(value: str) -> str:
    try:
        readable_ground(value)
    except DjangoValidationError as error:
        raise ValueError(error.messages[0]) from None
    return value


def _cleaned(value: str, most_bytes: int, clean: Callable[[bytes], bytes]) -> str:
    """A picture in base64 as what is kept of it, looked at and made small like an upload."""
    if len(value) > most_bytes * 4 // 3 + 4:
        raise ValueError(_("The file has more than %(most)s MB.") % {"most": most_bytes // 1024**2})
    try:
        kept = clean(base64.b64decode(value, validate=True))
    except binascii.Error:
        raise ValueError(_("Must be a picture in base64.")) from None
    except DjangoValidationError as error:
        raise ValueError(error.messages[0]) from None
    return base64.b64encode(kept).decode()


def _logo(value: str) -> str:
    if not value:
        return value
    return _cleaned(value, LARGEST_FILE, lambda content: clean_picture(SimpleUploadedFile("logo", content), LOGO_WITHIN))


Number = Annotated[Decimal, BeforeValidator(_number), PlainSerializer(lambda number: decimal_text(number, None))]
MarkValue = Annotated[
    Decimal | None,
    BeforeValidator(lambda value: None if value is None else _number(value)),
    PlainSerializer(lambda number: None if number is None else decimal_text(number, None)),
]
Moment = Annotated[
    datetime,
    BeforeValidator(lambda value: value if isinstance(value, datetime) else _moment(value)),
    PlainSerializer(lambda at: at.astimezone(UTC).isoformat().replace("+00:00", "Z")),
]
Text = Annotated[StrictStr, Field(pattern=r"^[^\x00]*$")]
Name = Annotated[Text, Field(min_length=1, max_length=200)]
Code = Annotated[StrictStr, Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]*$", max_length=50)]
Slug = Annotated[StrictStr, Field(pattern=r"^[-a-zA-Z0-9_]+$", max_length=80)]
Whole = Annotated[StrictInt, Field(ge=0, le=WHOLE)]
Positive = Annotated[StrictInt, Field(ge=1, le=WHOLE)]
SmallWhole = Annotated[StrictInt, Field(ge=0, le=SMALL)]
Zone = Annotated[Text, BeforeValidator(lambda value: _timezone(value) if isinstance(value, str) else value), Field(max_length=60)]


Colour = Annotated[StrictStr, Field(pattern=r"^#[0-9a-fA-F]{6}$"), AfterValidator(str.lower)]
Ground = Annotated[Colour, AfterValidator(_ground)]


class Part(BaseModel):
    """One object of the file. An unknown key is refused: it may be a rule that was meant to count."""

    model_config = ConfigDict(extra="forbid")


class EventPart(Part):
    slug: Slug
    name: Name
    description: Text = ""
    timezone: Zone = "UTC"
    language: Annotated[StrictStr, Field(pattern=r"^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$", max_length=15)] = "en"
    status: Literal["draft", "upcoming", "live", "final"] = "live"
    detail: Literal["totals", "criteria", "marks"] = "totals"


class ZScorePart(Part):
    mean: Number
    deviation: Number


class CombinePart(Part):
    rounds: Literal["sum", "best", "last"]
    count: Annotated[StrictInt, Field(ge=1, le=SMALL)] | None = None


class TieBreakPart(Part):
    by: Literal["criteria", "countback", "raters", "round", "highest_mark", "running_order", "lot"]
    criteria: list[Code] = []
    round: Code | None = None
    prefer: Literal["high", "low"] = "high"
    places: Positive | None = None


class RulesPart(Part):
    method: Literal["points", "placings"]
    places_from: Literal["marks", "points"] = "marks"
    decimals: SmallWhole | None = None
    shown: SmallWhole | None = None
    rounding: Literal["half_up", "half_even"] = "half_up"
    normalise: Literal["none", "zscore"] = "none"
    zscore: ZScorePart | None = None
    drafts: StrictBool = False
    confirm: StrictBool = False
    combine: CombinePart = CombinePart(rounds="sum")
    tie_breaks: list[TieBreakPart] = []


class LinksPart(Part):
    """On what terms judges' links let in; when the event became final is not part of the file."""

    one_device: StrictBool = False
    expire_at: Moment | None = None
    days_after_final: SmallWhole = 7


class LookPart(Part):
    """The organiser's colours and logo. A file that says nothing of a logo leaves the event's as it is; "" takes it away."""

    accent: Colour | Literal[""] = ""
    ground: Ground | Literal[""] = ""
    logo: Annotated[StrictStr, AfterValidator(_logo)] | None = None


class PicturePart(Part):
    name: Annotated[Text, Field(min_length=1, max_length=100)]
    data: Annotated[StrictStr, AfterValidator(lambda value: _cleaned(value, MOST_BYTES, clean_screen_picture))]


class DivisionPart(Part):
    code: Code
    name: Name


class TeamPart(Part):
    code: Code
    name: Name
    organisation: Annotated[Text, Field(max_length=200)] = ""
    order: Whole | None = None
    division: Code | None = None
    status: Literal["active", "withdrawn", "disqualified", "absent"] = "active"


class JudgePart(Part):
    code: Code
    name: Name
    status: Literal["active", "withdrawn"] = "active"
    head: StrictBool = False


class LevelPart(Part):
    points: Number
    text: Text


class CriterionPart(Part):
    code: Code
    name: Name
    min: Number = Decimal(0)
    max: Number
    step: Number | None = None
    weight: Number = Decimal(1)
    levels: list[LevelPart] = []
    panel: Literal["mean", "sum", "median", "trimmed_mean"] = "mean"
    trim: tuple[SmallWhole, SmallWhole] = (0, 0)


class RoundPart(Part):
    code: Code
    name: Name
    weight: Number = Decimal(1)
    status: Literal["upcoming", "open", "locked", "closed"] = "open"
    advance: Positive | None = None
    confirmed: StrictBool = False
    ends_at: Moment | None = None
    criteria: list[CriterionPart]


class AssignmentPart(Part):
    judge: Code
    round: Code
    teams: list[Code] = []
    criteria: list[Code] = []


class NotesPart(Part):
    team: Annotated[Text, Field(max_length=NOTE_LENGTH)] = ""
    private: Annotated[Text, Field(max_length=NOTE_LENGTH)] = ""


class ScorePart(Part):
    round: Code
    judge: Code
    team: Code
    marks: dict[str, MarkValue]
    reasons: dict[str, Annotated[Text, Field(min_length=1, max_length=REASON_LENGTH)]] = {}
    notes: NotesPart = NotesPart()


class AdjustmentPart(Part):
    team: Code
    round: Code | None = None
    points: Number
    reason: Annotated[Text, Field(max_length=300)]


class EventFile(Part):
    """A whole file. `assignments` None: derived from the scores, see exchange.load. `pictures` None: the event's stay."""

    format: Literal["scoreboard-event/1"]
    source: Annotated[Text, Field(max_length=300)] = ""
    event: EventPart
    look: LookPart = LookPart()
    pictures: Annotated[list[PicturePart], Field(max_length=MOST_PICTURES)] | None = None
    rules: RulesPart
    divisions: list[DivisionPart] = []
    teams: list[TeamPart]
    judges: list[JudgePart]
    rounds: list[RoundPart]
    assignments: list[AssignmentPart] | None = None
    scores: list[ScorePart]
    adjustments: list[AdjustmentPart] = []
    lots: list[Code] = []
    links: LinksPart = LinksPart()
