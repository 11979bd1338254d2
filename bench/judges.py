"""A hundred judges press Send in the same second, on SQLite and on PostgreSQL: `python -m bench.judges [JUDGES]`."""

import statistics
import sys
import tempfile
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path

from bench.gauges import percentile
from bench.report import Figures, Goal, Report
from tests.panel import send_all, stored, tokens_of
from tests.stack import Stack, stack_on_services, stack_on_sqlite

STACKS: dict[str, Callable[[Path], AbstractContextManager[Stack]]] = {
    "one daphne process, SQLite": stack_on_sqlite,
    "two daphne processes, PostgreSQL and Redis": stack_on_services,
}


def judges(number: int) -> Report:
    """Each has a connection open; all send in one second, and once more all at one moment, and are timed to their answer."""
    rows = {}
    for within, when in ((1.0, "in one second"), (0.0, "at one moment")):
        rows |= {f"{name}, {when}": _measured(stack, number, within) for name, stack in STACKS.items()}
    goals = []
    for name, figures in rows.items():
        if "second" in name:
            goals.append(Goal(f"p99 from Send to the answer, ms, {name}", figures["p99 ms"], at_most=1000.0))
        goals.append(Goal(f"stored, {name}", figures["stored"], at_least=float(number), at_most=float(number)))
    return Report(f"{number} judges who press Send in the same second", rows, goals)


def _measured(kind: Callable[[Path], AbstractContextManager[Stack]], number: int, within: float) -> Figures:
    with tempfile.TemporaryDirectory() as folder, kind(Path(folder)) as stack:
        tokens = tokens_of(stack, Path(folder), number)
        stack.first.get("/api/scoreboard/hall")
        phones = send_all(stack, tokens, within)
        _, versions = stored(stack)
    took = [1000 * phone.took for phone in phones]
    refused = sum(phone.answers[0][0] != 200 for phone in phones)
    return {
        "median ms": statistics.median(took),
        "p99 ms": percentile(took, 0.99),
        "worst ms": max(took),
        "not answered with 200": float(refused),
        "stored": float(versions),
    }


if __name__ == "__main__":
    judges(int(sys.argv[1]) if len(sys.argv) > 1 else 100).show()
