"""python -m bench.engine: how long the standings take, and every team's explanation, by the size of the event."""

import random
import time
from decimal import Decimal

from judging.standings import Contest, Criterion, Judge, Mark, Round, Rules, Team, compute

SIZES = [(30, 10, 5), (100, 20, 10), (500, 20, 10)]
RUNS = 3


def contest(teams: int, judges: int, criteria: int, normalise: str) -> Contest:
    """A complete event with trimmed means, two decimals and marks in quarters."""
    chance = random.Random(3)
    low, high, step = Decimal(0), Decimal(10), Decimal("0.25")
    parts = tuple(Criterion(f"c{n}", f"c{n}", low, high, step, Decimal(1), "trimmed_mean", (1, 1)) for n in range(criteria))
    marks = [
        Mark("r", f"j{judge}", f"t{team}", part.code, Decimal(chance.randrange(41)) / 4)
        for judge in range(judges)
        for team in range(teams)
        for part in parts
    ]
    return Contest(
        Rules(decimals=2, normalise=normalise),
        tuple(Team(f"t{n}", f"t{n}") for n in range(teams)),
        tuple(Judge(f"j{n}", f"j{n}") for n in range(judges)),
        (Round("r", "r", parts),),
        marks,
    )


def main() -> None:
    print(f"{'teams x judges x criteria':<28}{'normalise':<12}{'compute ms':>12}{'explain ms':>12}   (best of {RUNS})")
    for size in SIZES:
        for normalise in ("none", "zscore"):
            given = contest(*size, normalise)
            figures = [measure(given) for _ in range(RUNS)]
            computing, explaining = (1000 * min(column) for column in zip(*figures, strict=True))
            print(f"{' x '.join(map(str, size)):<28}{normalise:<12}{computing:>12.1f}{explaining:>12.1f}")


def measure(given: Contest) -> tuple[float, float]:
    started = time.perf_counter()
    standings = compute(given)
    computed = time.perf_counter()
    for team in given.teams:
        standings.explain(team.code)
    return computed - started, time.perf_counter() - computed


if __name__ == "__main__":
    main()
