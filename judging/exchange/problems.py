"""What is wrong with an event file, each with its path inside the file."""

from collections.abc import Iterable

from django.utils.translation import gettext, gettext_noop, ngettext

from judging.standings import Problem

SHOWN = 20  # problems named in the message; a file that is wrong everywhere needs no longer list
THE_FILE = gettext_noop("the file")  # the path of what is wrong with all of it


class EventFileError(Exception):
    """A file that was refused whole; nothing was written. `problems` says what and where."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = list(problems)
        super().__init__(self.said())

    def said(self) -> str:
        """A line for each problem, in the language that is active."""
        lines = [f"{_place(problem.path)}: {problem.said(gettext)}" for problem in self.problems[:SHOWN]]
        if (more := len(self.problems) - SHOWN) > 0:
            lines.append(ngettext("and %(count)s more", "and %(count)s more", more) % {"count": more})
        return "\n".join(lines)


def _place(path: str) -> str:
    """Paths are words of the file, and the same in every language."""
    return gettext(path) if path == THE_FILE else path


def path_of(loc: Iterable[str | int]) -> str:
    """("rounds", 0, "criteria", 2, "max") -> "rounds[0].criteria[2].max"."""
    path = ""
    for part in loc:
        path += f"[{part}]" if isinstance(part, int) else f".{part}"
    return path.removeprefix(".") or THE_FILE
