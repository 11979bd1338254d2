"""What is wrong with an event file, each with its path inside the file."""

from collections.abc import Iterable

from judging.standings import Problem

SHOWN = 20  # problems named in the message; a file that is wrong everywhere needs no longer list


class EventFileError(Exception):
    """A file that was refused whole; nothing was written. `problems` says what and where."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = list(problems)
        lines = [f"{problem.path}: {problem.message}" for problem in self.problems[:SHOWN]]
        if len(self.problems) > SHOWN:
            lines.append(f"and {len(self.problems) - SHOWN} more")
        super().__init__("\n".join(lines))


def path_of(loc: Iterable[str | int]) -> str:
    """("rounds", 0, "criteria", 2, "max") -> "rounds[0].criteria[2].max"."""
    path = ""
    for part in loc:
        path += f"[{part}]" if isinstance(part, int) else f".{part}"
    return path.removeprefix(".") or "the file"
