"""What a board and the desks show of an event beside its marks: read once, and known for as long as nobody changes it."""

from dataclasses import dataclass

from events.models import Event, Round, Team
from judging import standings
from judging.contest import frame_of
from judging.memory import Memory
from judging.models import Extension


@dataclass(frozen=True)
class KnownContest:
    """An event's rows in their order, and the contest without its marks; nobody may change a row in here."""

    event: Event  # with its rehearsal, if there is one
    teams: tuple[Team, ...]  # with their divisions
    rounds: tuple[Round, ...]
    frame: standings.Contest
    extensions: tuple[Extension, ...]  # with judge and round; also those whose time is over

    @property
    def lacks_lots(self) -> bool:
        """Whether lots decide ties and a team has none yet."""
        by_lot = any(step.by == "lot" for step in self.frame.rules.tie_breaks)
        return by_lot and not {team.code for team in self.teams} <= set(self.frame.lots)


def read_contest(event_id: int) -> KnownContest:
    """All of it as it is now."""
    event = Event.objects.select_related("rehearsal").get(pk=event_id)
    rounds = tuple(event.rounds.prefetch_related("criteria"))
    return KnownContest(
        event=event,
        teams=tuple(event.teams.select_related("division")),
        rounds=rounds,
        frame=frame_of(event, rounds),
        extensions=tuple(Extension.objects.filter(judge__event=event).select_related("judge", "round")),
    )


memory = Memory(read_contest)
