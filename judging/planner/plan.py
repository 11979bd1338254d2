"""A question -> a plan: who sees which team, and in words what of the question cannot be met."""

from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from judging.planner.matching import Matching

Pair = tuple[Hashable, Hashable]  # judge, team


@dataclass(frozen=True)
class Question:
    """What is to be planned. `teams` stand in the order of their tables; `kept` pairs stay whatever they do to the rest."""

    judges: Sequence[Hashable]
    teams: Sequence[Hashable]
    times: int  # how many judges see each team
    conflicts: frozenset[Pair] = frozenset()
    kept: frozenset[Pair] = frozenset()
    most: int | None = None  # teams that one judge sees at most
    seed: int = 0


class Trouble(NamedTuple):
    """Something that cannot be met. `kind` is one of the constants below; `judge`, `team` and the numbers say where."""

    kind: str
    judge: Hashable = None
    team: Hashable = None
    wanted: int = 0
    got: int = 0


TOO_FEW_JUDGES = "too few judges"  # wanted times, got judges
TEAM_SHORT = "team short"  # the team is seen `got` times: conflicts leave no more judges, or all others are full
TOO_LITTLE_TIME = "too little time"  # wanted teams a judge, got `most`
UNEQUAL = "unequal"  # judge: has `got` teams while another has `wanted`; conflicts or kept pairs allow no better
KEPT_CONFLICT = "kept conflict"  # a kept pair is a conflict of interest
KEPT_OFTEN = "kept often"  # the team is seen `got` times already


@dataclass(frozen=True)
class Plan:
    """The pairs, and what could not be met; without troubles every wish is fulfilled."""

    pairs: frozenset[Pair]
    troubles: tuple[Trouble, ...] = ()
    loads: Mapping[Hashable, int] = field(default_factory=dict)


def plan(question: Question, tell: Callable[[int, int], None] = lambda _done, _total: None) -> Plan:
    """Plan these judges and teams; `tell` hears (done, total) while loads are levelled, which is what takes long.

    First each team gets its judges (as many as can be had), then loads are levelled until no chain of exchanges
    makes them more equal (which is the optimum), then pairs are swapped to bring each judge's tables together.
    """
    if not question.judges or not question.teams:
        return Plan(frozenset())
    matching = Matching(question.judges, question.teams, question.conflicts, question.kept, question.most)
    for judge, team in _in_blocks(question):
        if matching.seen(team) < question.times and matching.room(judge) and matching.allowed(judge, team):
            matching.add(judge, team)
    short = [team for team in question.teams if not matching.cover(team, question.times)]
    matching.level(tell)
    matching.draw_together()
    return Plan(matching.pairs(), tuple(_troubles(question, matching, short)), matching.loads())


def _in_blocks(question: Question) -> list[Pair]:
    """The ideal without conflicts: go round all tables `times` times and cut the way into equal pieces, one for each judge.

    A piece is never longer than one round, so nobody meets a team twice, and its tables are neighbours. The seed
    decides who gets which piece.
    """
    judges, teams = list(question.judges), list(question.teams)
    turn = question.seed % len(judges)
    judges = judges[turn:] + judges[:turn]
    visits = len(teams) * min(question.times, len(judges))
    return [(judges[n * len(judges) // visits], teams[n % len(teams)]) for n in range(visits)]


# --- what cannot be met --------------------------------------------------------------------------------


def _troubles(question: Question, matching: Matching, short: list[Hashable]) -> list[Trouble]:
    return [*_too_few(question), *_teams(question, matching, short), *_kept(question), *_loads(matching)]


def _too_few(question: Question) -> list[Trouble]:
    troubles = []
    if question.times > len(question.judges):
        troubles.append(Trouble(TOO_FEW_JUDGES, wanted=question.times, got=len(question.judges)))
    need = -(-len(question.teams) * min(question.times, len(question.judges)) // len(question.judges))
    if question.most is not None and need > question.most:
        troubles.append(Trouble(TOO_LITTLE_TIME, wanted=need, got=question.most))
    return troubles


def _teams(question: Question, matching: Matching, short: list[Hashable]) -> list[Trouble]:
    troubles = [Trouble(TEAM_SHORT, team=team, wanted=question.times, got=matching.seen(team)) for team in short]
    often = [team for team in question.teams if matching.seen(team) > question.times]
    return troubles + [Trouble(KEPT_OFTEN, team=team, wanted=question.times, got=matching.seen(team)) for team in often]


def _kept(question: Question) -> list[Trouble]:
    judges, teams = set(question.judges), set(question.teams)
    both = sorted(question.kept & question.conflicts, key=str)
    return [Trouble(KEPT_CONFLICT, judge, team) for judge, team in both if judge in judges and team in teams]


def _loads(matching: Matching) -> list[Trouble]:
    loads = matching.loads()
    least, most = min(loads.values()), max(loads.values())
    if most - least <= 1:
        return []
    return [Trouble(UNEQUAL, judge, wanted=most, got=load) for judge, load in loads.items() if load < most - 1]
