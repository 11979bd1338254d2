"""What the board's templates need beyond Django: values by code, moves, numbers and times as people write them."""

from datetime import datetime
from typing import Any

from django import template
from django.utils import formats, translation
from django.utils.translation import get_language_info

from events.decimals import decimal_in
from events.shown import shown_rounds, shown_total

register = template.Library()
register.filter("total_of", shown_total)
register.filter("rounds_of", shown_rounds)
register.filter("in_own_locale", decimal_in)  # that of the page: organisers and judges have one of their own


@register.filter
def of_code(values: dict[str, Any], code: str) -> Any:
    """The value that stands under this code; None where there is none."""
    return values.get(code)


@register.filter
def place_in(row: dict[str, Any], code: str) -> str:
    """The team's rank in this round by itself, with the sign of a tie where it is shared; empty where it has none."""
    rank = row["round_ranks"].get(code, "")
    return f"={rank}" if code in row.get("round_ties", ()) else str(rank)


@register.filter
def places_gained(row: dict[str, Any]) -> int:
    """How many places the team's latest change of rank has brought it: above zero up, below zero down."""
    if row["rank"] is None or row["previous_rank"] is None:
        return 0
    return int(row["previous_rank"] - row["rank"])


@register.filter
def magnitude(number: int) -> int:
    """The number without its sign."""
    return abs(number)


@register.filter
def percent(share: float | None, sign: str = "") -> str:
    """A share as a percentage with one decimal; with a sign where one is asked for."""
    if share is None:
        return "–"
    return decimal_in(f"{100 * share:+.1f} %" if sign else f"{100 * share:.1f} %")


@register.filter
def in_locale(text: str | None, event: Any) -> str | None:
    """A decimal text with the decimal separator of the event's language."""
    return None if text is None else decimal_in(text, _language_of(event))


@register.filter
def time_of_day(moment: str, event: Any) -> str:
    """An ISO time as a time of day, in its own zone and in the way of the event's language."""
    return formats.time_format(datetime.fromisoformat(moment), formats.get_format("TIME_FORMAT", lang=_language_of(event)))


@register.filter
def day_and_time(moment: str, board: Any) -> str:
    """The same with its day before it, where that is not the day on which the board was published."""
    at, time = datetime.fromisoformat(moment), time_of_day(moment, board["event"])
    if "updated_at" not in board or datetime.fromisoformat(board["updated_at"]).astimezone(at.tzinfo).date() == at.date():
        return time
    language = _language_of(board["event"])
    with translation.override(language):
        return f"{formats.date_format(at, formats.get_format('MONTH_DAY_FORMAT', lang=language))}, {time}"


def _language_of(event: Any) -> str:
    """Of an event, or of what a published board says of it: there nothing means English."""
    return str(event.get("language", "en") if isinstance(event, dict) else event.language)


@register.filter
def longest_figure(standings: list[dict[str, Any]]) -> int:
    """For how many characters the columns of figures must have room: 6, 8, 11 or 14."""
    longest = max((len(total) for row in standings if (total := shown_total(row))), default=0)
    return next((room for room in (6, 8, 11) if longest <= room), 14)


@register.filter
def longest_word(names: list[str]) -> int:
    """How many characters the longest word of these names has: one that is longer than a line would be broken anywhere."""
    return max((len(word) for name in names for word in name.split()), default=0)


@register.filter
def next_to_end(board: dict[str, Any]) -> Any:
    """The open round that ends first; None where none has a time, or nothing is said any more."""
    if board["event"]["frozen"] or board["event"]["status"] != "live":
        return None
    ending = [round_ for round_ in board["rounds"] if round_["status"] == "open" and round_.get("ends_at")]
    return min(ending, key=lambda round_: datetime.fromisoformat(round_["ends_at"]), default=None)


@register.filter
def direction(language: str) -> str:
    """Which way a language is written: rtl or ltr. A language that Django does not know is written from the left."""
    try:
        return "rtl" if get_language_info(language)["bidi"] else "ltr"
    except KeyError:
        return "rtl" if language.split("-")[0] in RIGHT_TO_LEFT else "ltr"


RIGHT_TO_LEFT = {"ar", "arc", "ckb", "dv", "fa", "he", "ku", "ps", "sd", "ug", "ur", "yi"}
