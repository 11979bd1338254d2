"""Pairs of judges and teams while they are being planned: chains of exchanges keep the constraints at every step."""

from collections import deque
from collections.abc import Callable, Hashable, Iterator, Sequence
from itertools import pairwise


class Matching:
    """Which judge sees which team. Inside, both are numbers: judges by place, teams by table."""

    def __init__(
        self,
        judges: Sequence[Hashable],
        teams: Sequence[Hashable],
        conflicts: frozenset[tuple[Hashable, Hashable]],
        kept: frozenset[tuple[Hashable, Hashable]],
        most: int | None,
    ) -> None:
        self._judges, self._teams, self.most = judges, teams, most
        self._judge = {judge: n for n, judge in enumerate(judges)}
        self._team = {team: n for n, team in enumerate(teams)}
        self.forbidden = self._numbers(conflicts)
        self.kept = self._numbers(kept)
        self.sees: list[set[int]] = [set() for _ in judges]
        self.seen_by: list[set[int]] = [set() for _ in teams]
        for judge, team in self.kept:
            self._put(judge, team)

    def _numbers(self, pairs: frozenset[tuple[Hashable, Hashable]]) -> set[tuple[int, int]]:
        known = ((self._judge.get(judge), self._team.get(team)) for judge, team in pairs)
        return {(judge, team) for judge, team in known if judge is not None and team is not None}

    # --- asking ------------------------------------------------------------------------------------

    def seen(self, team: Hashable) -> int:
        """How many judges see this team."""
        return len(self.seen_by[self._team[team]])

    def room(self, judge: Hashable) -> bool:
        """Whether this judge may see one more team."""
        return self._room(self._judge[judge])

    def allowed(self, judge: Hashable, team: Hashable) -> bool:
        """Whether this judge may see this team and does not yet."""
        return self._open(self._judge[judge], self._team[team])

    def pairs(self) -> frozenset[tuple[Hashable, Hashable]]:
        """All pairs, by the names they came with."""
        return frozenset((self._judges[judge], self._teams[team]) for judge, teams in enumerate(self.sees) for team in teams)

    def loads(self) -> dict[Hashable, int]:
        """How many teams each judge sees."""
        return {name: len(self.sees[judge]) for judge, name in enumerate(self._judges)}

    def _room(self, judge: int) -> bool:
        return self.most is None or len(self.sees[judge]) < self.most

    def _open(self, judge: int, team: int) -> bool:
        return (judge, team) not in self.forbidden and team not in self.sees[judge]

    # --- changing ----------------------------------------------------------------------------------

    def add(self, judge: Hashable, team: Hashable) -> None:
        """Let this judge see this team."""
        self._put(self._judge[judge], self._team[team])

    def _put(self, judge: int, team: int) -> None:
        self.sees[judge].add(team)
        self.seen_by[team].add(judge)

    def _take(self, judge: int, team: int) -> None:
        self.sees[judge].discard(team)
        self.seen_by[team].discard(judge)

    def cover(self, name: Hashable, times: int) -> bool:
        """Give this team judges until `times` see it; False where no exchange can find one more."""
        team = self._team[name]
        while len(self.seen_by[team]) < times:
            first = sorted((judge for judge in range(len(self.sees)) if self._open(judge, team)), key=self._nearness(team))
            chain = self._chain(first, self._room)
            if chain is None:
                return False
            self._put(chain[0][0], team)
            self._pass_on(chain)
        return True

    def level(self, tell: Callable[[int, int], None] = lambda _done, _total: None) -> None:
        """Pass teams on from judges with many to judges with at least two less, until no chain of exchanges can.

        Without such a chain the loads are as equal as the constraints allow (Harvey et al., semi-matchings).
        """
        settled: set[int] = set()
        worst = self._unevenness()
        while True:
            tell(worst - self._unevenness(), worst)
            heavy = [judge for judge in range(len(self.sees)) if judge not in settled]
            start = max(heavy, key=lambda judge: (len(self.sees[judge]), -judge), default=0)
            load = len(self.sees[start])
            # Nobody has two less than the heaviest that is left: there is nothing to look for.
            if not heavy or load - min(map(len, self.sees)) < 2:
                return
            chain = self._chain([start], lambda judge: len(self.sees[judge]) <= load - 2)  # noqa: B023  # used at once
            if chain is None:
                settled.add(start)
            else:
                self._pass_on(chain)
                settled.clear()

    def _unevenness(self) -> int:
        """How far the loads are from the most equal ones that could be: every chain brings it down."""
        loads = [len(teams) for teams in self.sees]
        each, more = divmod(sum(loads), len(loads))
        return sum(load * load for load in loads) - len(loads) * each * each - more * (2 * each + 1)

    def _chain(self, first: list[int], ends: Callable[[int], bool]) -> list[tuple[int, int]] | None:
        """The shortest way to somebody who `ends` it: [(judge, the team that he passes on), ..., (last judge, -1)]."""
        came: dict[int, tuple[int, int] | None] = dict.fromkeys(first)
        waiting = deque(first)
        while waiting:
            judge = waiting.popleft()
            if ends(judge):
                return self._way_to(judge, came)
            for team, other in self._offers(judge):
                if other not in came:
                    came[other] = (judge, team)
                    waiting.append(other)
        return None

    def _offers(self, judge: int) -> Iterator[tuple[int, int]]:
        """Whom this judge could pass which team on to, nearest tables first."""
        for team in sorted(self.sees[judge]):
            if (judge, team) not in self.kept:
                takers = [other for other in range(len(self.sees)) if other != judge and self._open(other, team)]
                yield from ((team, other) for other in sorted(takers, key=self._nearness(team)))

    def _way_to(self, judge: int, came: dict[int, tuple[int, int] | None]) -> list[tuple[int, int]]:
        way = [(judge, -1)]
        while (step := came[way[-1][0]]) is not None:
            way.append(step)
        return way[::-1]

    def _pass_on(self, chain: list[tuple[int, int]]) -> None:
        for (judge, team), (other, _) in pairwise(chain):
            self._take(judge, team)
            self._put(other, team)

    # --- tables ------------------------------------------------------------------------------------

    def _nearness(self, team: int) -> Callable[[int], tuple[float, int]]:
        """A key that sorts judges: the one whose tables are nearest to this one first."""
        return lambda judge: (abs(self._middle(judge) - team), judge)

    def _middle(self, judge: int) -> float:
        teams = sorted(self.sees[judge])
        return teams[len(teams) // 2] if teams else -1.0

    def draw_together(self, passes: int = 4) -> None:
        """Swap teams between judges while that brings both nearer to their tables; loads and coverage stay."""
        for _ in range(passes):
            middles = [self._middle(judge) for judge in range(len(self.sees))]
            swapped = [self._bring_home(judge, team, middles) for judge, team in self._strays(middles)]
            if not any(swapped):
                return

    def _strays(self, middles: list[float]) -> list[tuple[int, int]]:
        """Pairs that lie further from the judge's middle than half of his tables would need, furthest first."""
        far = [
            (abs(team - middles[judge]) - len(teams) / 2, judge, team)
            for judge, teams in enumerate(self.sees)
            for team in teams
            if (judge, team) not in self.kept
        ]
        return [(judge, team) for distance, judge, team in sorted(far, reverse=True) if distance > 0]

    def _bring_home(self, judge: int, team: int, middles: list[float]) -> bool:
        """Swap this team for one that lies nearer, with the judge who gains most by it."""
        if team not in self.sees[judge]:
            return False
        best, found = 0.0, None
        for other, theirs in enumerate(self.sees):
            if other == judge or not self._open(other, team):
                continue
            gain_there = -abs(team - middles[other]) + abs(team - middles[judge])
            for swap in theirs:
                gain = gain_there + abs(swap - middles[other]) - abs(swap - middles[judge])
                if gain > best and (other, swap) not in self.kept and self._open(judge, swap):
                    best, found = gain, (other, swap)
        if found is None:
            return False
        self._take(judge, team)
        self._take(*found)
        self._put(judge, found[1])
        self._put(found[0], team)
        return True
