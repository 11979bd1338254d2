"""A round as its head judge sees it: every team's marks of the whole panel side by side, and what is still missing."""

import hashlib
from dataclasses import dataclass
from decimal import Decimal
from statistics import median

from events.models import Criterion, Round, Team
from judging.confirmations import confirmed_rounds
from judging.duties import Duties, duties_of
from judging.models import Judge, Mark, RoundConfirmation, Score, SheetReturn, rules_of
from judging.sheet import mark_text

# A mark this far from its panel's middle, as a share of the criterion's range, is pointed out.
APART = Decimal("0.25")


@dataclass(frozen=True)
class Cell:
    """One judge's mark for one criterion of one team: what to show, and whether it stands apart from the panel's."""

    state: str  # given | abstained | missing | nothing (not this judge's to give)
    text: str = ""
    apart: bool = False


@dataclass(frozen=True)
class PanelSheet:
    """One judge's sheet for one team, as far as it is there."""

    judge: Judge
    score: Score | None
    total: str | None
    returned: SheetReturn | None

    @property
    def version(self) -> int:
        return self.score.version if self.score else 0


@dataclass(frozen=True)
class TeamPanel:
    """One team: a column for each judge on its panel, a row for each criterion."""

    team: Team
    sheets: list[PanelSheet]
    rows: list[tuple[Criterion, list[Cell]]]

    @property
    def sent(self) -> list[PanelSheet]:
        return [sheet for sheet in self.sheets if sheet.score]

    @property
    def out(self) -> list[PanelSheet]:
        return [sheet for sheet in self.sheets if sheet.returned]

    @property
    def missing(self) -> int:
        """How many marks the team still lacks."""
        return sum(cell.state == "missing" for _, cells in self.rows for cell in cells)

    @property
    def notes(self) -> list[tuple[Judge, str, str]]:
        """What the judges wrote: who, of what kind (team | private), the text."""
        written = [
            (sheet.judge, kind, text)
            for sheet in self.sheets
            if sheet.score
            for kind, text in (("team", sheet.score.team_note), ("private", sheet.score.private_note))
        ]
        return [note for note in written if note[2]]


@dataclass(frozen=True)
class RoundPanel:
    """All teams of one round, and the head judge's word for it so far."""

    round: Round
    teams: list[TeamPanel]
    confirmation: RoundConfirmation | None
    ended: RoundConfirmation | None  # the latest confirmation that no longer stands
    needed: bool  # whether the round counts only once it is confirmed

    @property
    def missing(self) -> int:
        return sum(team.missing for team in self.teams)

    @property
    def out(self) -> int:
        return sum(len(team.out) for team in self.teams)

    @property
    def seen(self) -> str:
        """What stands for exactly these sheets: a confirmation names it, so that nothing unseen is confirmed."""
        versions = [(team.team.pk, sheet.judge.pk, sheet.version) for team in self.teams for sheet in team.sheets]
        return hashlib.sha256(repr(versions).encode()).hexdigest()[:20]


def round_panel(round_: Round) -> RoundPanel:
    """The round's panel, in a constant number of queries. Withdrawn judges and teams that do not run are left out."""
    look = _Look.at(round_)
    teams = [look.team(team) for team in round_.event.teams.filter(status=Team.Status.ACTIVE)]
    last = RoundConfirmation.objects.filter(round=round_, ended_at__isnull=False).order_by("-ended_at").first()
    standing = confirmed_rounds(round_.event_id).get(round_.pk)
    return RoundPanel(round_, [team for team in teams if team.sheets], standing, last, rules_of(round_.event).confirm)


Place = tuple[int, int]  # judge id, team id


@dataclass(frozen=True)
class _Look:
    """What is asked once for all teams of a round."""

    round: Round
    criteria: list[Criterion]
    judges: list[Judge]
    duties: dict[int, Duties]
    marks: dict[Place, dict[int, Mark]]
    scores: dict[Place, Score]
    out: dict[Place, SheetReturn]

    @classmethod
    def at(cls, round_: Round) -> "_Look":
        marks: dict[Place, dict[int, Mark]] = {}
        for mark in Mark.objects.filter(score__round=round_).select_related("score"):
            marks.setdefault((mark.score.judge_id, mark.score.team_id), {})[mark.criterion_id] = mark
        returns = SheetReturn.objects.filter(round=round_, resolved_at=None).select_related("by")
        return cls(
            round_,
            list(round_.criteria.all()),
            list(Judge.objects.filter(event=round_.event_id, status=Judge.Status.ACTIVE)),
            duties_of(round_.event_id),
            marks,
            {(score.judge_id, score.team_id): score for score in Score.objects.filter(round=round_)},
            {(row.judge_id, row.team_id): row for row in returns},
        )

    def wanted(self, judge: Judge, team: Team) -> frozenset[int]:
        return self.duties.get(judge.pk, {}).get((self.round.pk, team.pk), frozenset())

    def team(self, team: Team) -> TeamPanel:
        panel = [judge for judge in self.judges if self.wanted(judge, team)]
        rows = [(criterion, self._cells(criterion, panel, team)) for criterion in self.criteria]
        return TeamPanel(team, [self._sheet(judge, team) for judge in panel], rows)

    def _sheet(self, judge: Judge, team: Team) -> PanelSheet:
        place = (judge.pk, team.pk)
        weights = {criterion.pk: criterion.weight for criterion in self.criteria}
        marks = self.marks.get(place, {}).values()
        worth = [mark.points * weights[mark.criterion_id] for mark in marks if mark.points is not None]
        return PanelSheet(
            judge, self.scores.get(place), mark_text(sum(worth, Decimal(0))) if worth else None, self.out.get(place)
        )

    def _cells(self, criterion: Criterion, panel: list[Judge], team: Team) -> list[Cell]:
        marks = [self.marks.get((judge.pk, team.pk), {}).get(criterion.pk) for judge in panel]
        numbers = [mark.points for mark in marks if mark is not None and mark.points is not None]
        middle = median(numbers) if len(numbers) > 2 else None  # of two nobody can say who stands apart
        limit = APART * (criterion.maximum - criterion.minimum)
        cells = []
        for judge, mark in zip(panel, marks, strict=True):
            if mark is None:
                cells.append(Cell("missing" if criterion.pk in self.wanted(judge, team) else "nothing"))
            elif mark.points is None:
                cells.append(Cell("abstained", mark.reason))
            else:
                cells.append(
                    Cell("given", mark_text(mark.points) or "", middle is not None and abs(mark.points - middle) > limit)
                )
        return cells
