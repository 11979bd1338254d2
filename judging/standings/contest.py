"""What standings are computed from: plain values, in the words of design 3 and the event file (design 4.4)."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import NamedTuple


@dataclass(frozen=True, slots=True)
class Criterion:
    """One thing that is judged. `panel` is mean, sum, median or trimmed_mean; `trim` drops (lowest, highest) marks."""

    code: str
    name: str
    minimum: Decimal
    maximum: Decimal
    step: Decimal | None = None
    weight: Decimal = Decimal(1)
    panel: str = "mean"
    trim: tuple[int, int] = (0, 0)


@dataclass(frozen=True, slots=True)
class Round:
    """A round (in the skating system a dance). `status` is upcoming, open, locked or closed.

    `counts` False: its marks are there and move nothing, as if it were upcoming without marks.
    """

    code: str
    name: str
    criteria: tuple[Criterion, ...]
    weight: Decimal = Decimal(1)
    status: str = "open"
    advance: int | None = None
    counts: bool = True

    @property
    def waits(self) -> bool:
        """Whether it has begun and does not count yet."""
        return not self.counts and self.status != "upcoming"


@dataclass(frozen=True, slots=True)
class Team:
    """Who is judged. `status` is active, withdrawn, disqualified or absent; only active teams are ranked."""

    code: str
    name: str
    order: int | None = None
    division: str | None = None
    status: str = "active"


@dataclass(frozen=True, slots=True)
class Judge:
    """Who judges. A withdrawn judge's marks do not count."""

    code: str
    name: str
    status: str = "active"


class Mark(NamedTuple):
    """One judge's number for one criterion, by codes. points None: abstained. No Mark at all: not given."""

    round: str
    judge: str
    team: str
    criterion: str
    points: Decimal | None


@dataclass(frozen=True, slots=True)
class Adjustment:
    """A bonus or penalty: in a round, or on the combined total where there is none."""

    team: str
    points: Decimal
    reason: str = ""
    round: str | None = None


@dataclass(frozen=True, slots=True)
class TieBreak:
    """One step of the tie-breaks; `places` limits it to ties whose best place is not below that."""

    by: str
    criteria: tuple[str, ...] = ()
    round: str | None = None
    prefer: str = "high"
    places: int | None = None


@dataclass(frozen=True, slots=True)
class Rules:
    """How marks become standings; the defaults are those of the event file.

    `shown` moves nothing: it says with how many decimals points are shown. Places are not points.
    """

    method: str = "points"
    places_from: str = "marks"
    decimals: int | None = None
    shown: int | None = None
    rounding: str = "half_up"
    normalise: str = "none"
    zscore_mean: Decimal | None = None
    zscore_deviation: Decimal | None = None
    combine: str = "sum"
    count: int | None = None
    tie_breaks: tuple[TieBreak, ...] = ()


@dataclass(frozen=True, slots=True)
class Contest:
    """Everything that decides the standings of one event. `lots` are team codes in the order they were drawn."""

    rules: Rules
    teams: tuple[Team, ...]
    judges: tuple[Judge, ...]
    rounds: tuple[Round, ...]
    marks: Sequence[Mark]
    adjustments: tuple[Adjustment, ...] = ()
    lots: tuple[str, ...] = ()


def counting(contest: Contest) -> Contest:
    """The contest with the marks of those rounds alone that count."""
    silent = {round_.code for round_ in contest.rounds if not round_.counts}
    if not silent:
        return contest
    return replace(contest, marks=[mark for mark in contest.marks if mark.round not in silent])
