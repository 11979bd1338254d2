"""python -m bench [SCENE ...]: everything that docs/performance.md claims, measured in one run from a separate process.

Scenes: fan_out, streams, hall, halls, herd, idle, burst, judges, polling; without a name all of them, some twelve minutes.
"""

import argparse
import os
import platform
from collections.abc import Callable

from bench import burst, fan_out, halls, judges, polling
from bench.report import Report

SCENES: dict[str, Callable[[argparse.Namespace], Report]] = {
    "fan_out": lambda given: fan_out.report(given.viewers or 1000, given.updates),
    "streams": lambda given: fan_out.streams(given.viewers or 1000),
    "hall": lambda given: halls.hall(given.viewers or 5000, given.updates),
    "halls": lambda given: halls.halls(given.viewers or 10_000, given.updates),
    "herd": lambda given: halls.herd(given.viewers or 5000),
    "idle": lambda given: halls.idle(given.viewers or 10_000),
    "burst": lambda given: burst.burst(given.viewers or 1000, given.rate, given.seconds),
    "judges": lambda given: judges.judges(100),
    "polling": lambda given: polling.polling(5.0),
}


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m bench")
    parser.add_argument("scenes", nargs="*", choices=[*SCENES, []], default=list(SCENES), metavar="SCENE")
    parser.add_argument("--viewers", type=int, help="instead of each scene's own number")
    parser.add_argument("--updates", type=int, default=20)
    parser.add_argument("--rate", type=int, default=60, help="submits a second in the burst")
    parser.add_argument("--seconds", type=int, default=60, help="length of the burst")
    given = parser.parse_args()
    print(f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}; "
          "30 teams x 10 judges x 5 criteria; viewers and server share the machine")  # fmt: skip
    goals = []
    for name in given.scenes:
        report = SCENES[name](given)
        report.show()
        goals += report.goals
    missed = [goal for goal in goals if not goal.met]
    print(f"\n{len(goals) - len(missed)} of {len(goals)} goals met" + (", missed:" if missed else ""))
    for goal in missed:
        print(goal)


if __name__ == "__main__":
    main()
