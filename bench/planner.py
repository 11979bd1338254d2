"""python -m bench.planner: how long it takes to plan 200 teams and 40 judges, with conflicts and kept pairs."""

import random
import time

from judging.planner import Question, plan

TEAMS, JUDGES, TIMES = 200, 40, 5


def question(conflicts: int, kept: int) -> Question:
    """A hall with this many conflicts of interest and pairs that are to stay, the same each time."""
    chance = random.Random(7)
    teams, judges = list(range(TEAMS)), list(range(JUDGES))
    pairs = [(judge, team) for judge in judges for team in teams]
    apart = frozenset(chance.sample(pairs, conflicts))
    stay = frozenset(chance.sample(sorted(set(pairs) - apart), kept))
    return Question(judges, teams, TIMES, apart, stay)


def main() -> None:
    """Print one line for each hall: the best and the worst of five runs, and how equal the loads are."""
    print(f"{TEAMS} teams, {JUDGES} judges, each team seen {TIMES} times")
    for conflicts, kept in ((0, 0), (200, 0), (2000, 0), (200, 200), (5000, 100)):
        asked, times = question(conflicts, kept), []
        for _ in range(5):
            started = time.perf_counter()
            made = plan(asked)
            times.append(time.perf_counter() - started)
        loads = sorted(made.loads.values())
        line = f"{conflicts:>5} conflicts, {kept:>3} kept: {min(times):.2f} to {max(times):.2f} s"
        print(f"{line}, loads {loads[0]} to {loads[-1]}, troubles {len(made.troubles)}")


if __name__ == "__main__":
    main()
