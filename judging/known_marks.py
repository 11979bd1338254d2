"""An event's marks as standings.Mark, kept in memory: a refresh reads the sheets that were written since the last one.

What makes it right: every write of a sheet appends a ScoreVersion after it has locked the board's row, so that in one event
the ids of versions stand in the order of the commits, and what a consistent read sees above the highest id of an earlier
one is all that was written in between. Whatever else may touch marks raises the board's mark, and all are read anew.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction
from functools import cached_property
from itertools import chain
from operator import itemgetter

from django.db.models import Max

from events.board import Mark as BoardMark
from events.recent import Recent
from judging.known_setup import KnownSetup
from judging.models import Mark, Score, ScoreVersion
from judging.standings import Mark as Given
from judging.standings.rounding import exact_text

MANY = 100  # sheets; when more were written all marks are read

Sheet = tuple[int, int, int]  # judge, team and round id


@dataclass(frozen=True)
class SheetMarks:
    """One sheet's marks with their ids, in the order of its criteria, and which criteria (ids) they are for."""

    marks: tuple[tuple[int, Given], ...]
    criteria: frozenset[int]

    @cached_property
    def texts(self) -> tuple[str | None, ...]:
        """Its marks as text, None for an abstention. Most sheets stay from one read to the next, and this with them."""
        return tuple(None if mark.points is None else exact_text(Fraction(mark.points)) for _, mark in self.marks)


@dataclass(frozen=True)
class KnownMarks:
    """All marks of an event, sheet by sheet, as they were at one version of its board; nobody changes them."""

    mark: BoardMark
    version: int
    newest: int  # the highest id of its ScoreVersions
    sheets: Mapping[Sheet, SheetMarks] = field(default_factory=dict)

    @property
    def given(self) -> list[Given]:
        """All marks in the order in which they were first given."""
        marks = sorted(chain.from_iterable(sheet.marks for sheet in self.sheets.values()), key=itemgetter(0))
        return [mark for _, mark in marks]


_known: Recent[KnownMarks] = Recent()


def marks_inside(setup: KnownSetup, mark: BoardMark, version: int, *, committed: bool) -> KnownMarks:
    """The marks in the consistent read at hand, in which the event has this set-up and its board this mark and version."""
    event_id = setup.event.pk
    if not committed:
        return _read_all(setup, mark, version)
    before = _known.get(event_id)
    # A read that sees an older version than the one that is remembered cannot use it.
    if before is not None and before.mark == mark and before.version <= version:
        now = _read_newer(setup, before, version)
    else:
        now = _read_all(setup, mark, version)
    _known.keep(event_id, now)
    return now


def read_marks(setup: KnownSetup) -> KnownMarks:
    """The marks as they are now, for once: nothing of it is remembered."""
    return _read_all(setup, ("", 0), 0)


def forget() -> None:
    """Begin anew."""
    _known.forget()


def _read_all(setup: KnownSetup, mark: BoardMark, version: int) -> KnownMarks:
    versions = ScoreVersion.objects.filter(judge__event=setup.event.pk).order_by()
    newest = versions.aggregate(newest=Max("id"))["newest"] or 0
    rows = Mark.objects.filter(score__judge__event=setup.event.pk)
    return KnownMarks(mark, version, newest, _sheets(setup, rows.values_list(*_COLUMNS)))


def _read_newer(setup: KnownSetup, before: KnownMarks, version: int) -> KnownMarks:
    if before.version == version:
        return before
    newer = ScoreVersion.objects.filter(judge__event=setup.event.pk, id__gt=before.newest).order_by()
    found = list(newer.values_list("id", "judge_id", "team_id", "round_id"))
    written: set[Sheet] = {(judge, team, round_) for _, judge, team, round_ in found}
    if len(written) > MANY:
        return _read_all(setup, before.mark, version)
    newest = max([before.newest, *(row[0] for row in found)])
    sheets = {sheet: marks for sheet, marks in before.sheets.items() if sheet not in written}
    if written:
        rows = Mark.objects.filter(score__in=_scores(written)).order_by()
        sheets |= _sheets(setup, rows.values_list(*_COLUMNS))
    return KnownMarks(before.mark, version, newest, sheets)


def _scores(written: set[Sheet]) -> list[int]:
    """The ids of these sheets, as far as they are still there."""
    judges, teams, rounds = (set(ids) for ids in zip(*written, strict=True))
    rows = Score.objects.filter(judge__in=judges, team__in=teams, round__in=rounds).order_by()
    places = rows.values_list("id", "judge_id", "team_id", "round_id")
    return [pk for pk, judge, team, round_ in places if (judge, team, round_) in written]


_COLUMNS = ("score__judge_id", "score__team_id", "score__round_id", "id", "criterion_id", "points")
Row = tuple[int, int, int, int, int, Decimal | None]


def _sheets(setup: KnownSetup, rows: Iterable[Row]) -> dict[Sheet, SheetMarks]:
    """Rows of marks as sheets. Only ids come from the large table; the codes are looked up beside it."""
    judges = {pk: judge.code for pk, judge in setup.judges.items()}
    teams = {pk: team.code for pk, team in setup.teams.items()}
    codes = {
        criterion.pk: (setup.rounds[round_id].code, code)
        for round_id, criteria in setup.criteria.items()
        for code, criterion in criteria.items()
    }
    order = {pk: number for number, pk in enumerate(codes)}
    found: dict[Sheet, list[tuple[int, int, Given]]] = {}
    for judge, team, round_id, pk, criterion, points in rows:
        code = codes[criterion]
        given = Given(code[0], judges[judge], teams[team], code[1], points)
        found.setdefault((judge, team, round_id), []).append((pk, criterion, given))
    for marks in found.values():
        marks.sort(key=lambda row: order[row[1]])
    return {
        sheet: SheetMarks(tuple((pk, given) for pk, _, given in marks), frozenset(criterion for _, criterion, _ in marks))
        for sheet, marks in found.items()
    }
