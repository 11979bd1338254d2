"""An event's set-up as scoring checks sheets against it: read once, and known for as long as nobody changes it."""

from dataclasses import dataclass

from events.board import generation
from events.models import Criterion, Event, Round, Team
from judging.duties import Duties, duties_of
from judging.memory import Memory
from judging.models import Judge, RoundConfirmation, Rules, SheetReturn


@dataclass(frozen=True)
class KnownSetup:
    """Rows by id, in their order, and what hangs on them; nobody may change a row in here."""

    event: Event
    judges: dict[int, Judge]
    teams: dict[int, Team]
    rounds: dict[int, Round]
    criteria: dict[int, dict[str, Criterion]]  # by round id, then by code
    duties: dict[int, Duties]  # by judge id
    generation: int  # what a sheet that is made now is meant for
    drafts: bool  # whether partial sheets are taken
    returned: frozenset[tuple[int, int, int]]  # sheets sent back by the head judge, some sent again: judge, team and round id
    confirmed: frozenset[int]  # round ids
    confirm: bool  # whether rounds count only once they are confirmed

    @property
    def waiting(self) -> frozenset[int]:
        """The ids of the rounds whose marks do not count yet."""
        return frozenset(self.rounds) - self.confirmed if self.confirm else frozenset()


def read_setup(event_id: int) -> KnownSetup:
    """The set-up as it is now."""
    criteria: dict[int, dict[str, Criterion]] = {}
    for criterion in Criterion.objects.filter(round__event=event_id):
        criteria.setdefault(criterion.round_id, {})[criterion.code] = criterion
    returned = SheetReturn.objects.filter(judge__event=event_id, resolved_at=None)
    confirmed = RoundConfirmation.objects.filter(round__event=event_id, ended_at=None)
    rules = Rules.objects.filter(event=event_id).first()
    return KnownSetup(
        event=Event.objects.get(pk=event_id),
        judges={judge.pk: judge for judge in Judge.objects.filter(event=event_id)},
        teams={team.pk: team for team in Team.objects.filter(event=event_id)},
        rounds={round_.pk: round_ for round_ in Round.objects.filter(event=event_id)},
        criteria=criteria,
        duties=duties_of(event_id),
        generation=generation(event_id),
        drafts=rules is not None and rules.drafts,
        returned=frozenset(returned.values_list("judge_id", "team_id", "round_id")),
        confirmed=frozenset(confirmed.values_list("round_id", flat=True)),
        confirm=rules is not None and rules.confirm,
    )


memory = Memory(read_setup)
