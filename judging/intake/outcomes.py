"""What becomes of each row of an import: added, changed, left as it is, or refused, with the reasons in words."""

import hashlib
import json
from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext_lazy as _

from judging.intake.columns import Kind
from judging.intake.tables import Table

ADD, CHANGE, SAME, REFUSE = "add", "change", "same", "refuse"
LABELS = {ADD: _("Added"), CHANGE: _("Changed"), SAME: _("Left as it is"), REFUSE: _("Refused")}


@dataclass
class Row:
    """One line of the table by the names of its fields; an empty cell says nothing."""

    line: int
    cells: dict[str, str]


@dataclass
class Outcome:
    """What one row does. `changes` are {field: (before, after)} as texts, `row` what writing needs, never shown."""

    line: int
    name: str
    action: str
    changes: dict[str, tuple[str, str]] = field(default_factory=dict)
    reasons: list[str] = field(default_factory=list)
    hints: list[str] = field(default_factory=list)
    row: Any = None

    @property
    def label(self) -> str:
        return str(LABELS[self.action])


@dataclass(frozen=True)
class Preview:
    """Everything that an import will do. What has the same digest does the same."""

    kind: Kind
    outcomes: list[Outcome]

    @property
    def counts(self) -> Counter[str]:
        return Counter(outcome.action for outcome in self.outcomes)

    @property
    def writes(self) -> int:
        """How many rows will be written."""
        return self.counts[ADD] + self.counts[CHANGE]

    @property
    def digest(self) -> str:
        said = [[o.line, o.name, o.action, sorted(o.changes.items()), o.reasons] for o in self.outcomes]
        return hashlib.sha256(json.dumps([self.kind.name, said], ensure_ascii=False).encode()).hexdigest()


def rows_of(kind: Kind, table: Table, columns: list[str]) -> list[Row]:
    """The table's lines with their cells put together by field. A first and a last name are one person."""
    return [Row(line, _cells(kind, table.headers, columns, cells)) for line, cells in table.rows]


def _cells(kind: Kind, headers: list[str], columns: list[str], cells: list[str]) -> dict[str, str]:
    found: dict[str, str] = {}
    for header, name, cell in zip(headers, columns, cells, strict=True):
        if not name or not cell:
            continue
        joint = " " if kind.name == "judges" or header.lower().endswith("last name") else ", "
        found[name] = f"{found[name]}{joint}{cell}" if name in found else cell
    return found


def refused(row: Row, name: str, *reasons: str) -> Outcome:
    """A row that cannot be taken."""
    return Outcome(row.line, name, REFUSE, reasons=list(reasons))
