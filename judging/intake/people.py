"""Step 3 for teams and judges: each row is compared with what the event has, by code, else by name."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeVar

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from events.models import Coded, Event, Team, code_validator
from judging.intake.outcomes import ADD, CHANGE, SAME, Outcome, Row, refused
from judging.models import Judge, Project

LIMITS = {"name": 200, "code": 50, "organisation": 200, "table": 40, "members": 2000, "division": 200}
C = TypeVar("C", bound=Coded)
STATUS_WORDS = {"present": "active", "ok": "active", "out": "withdrawn", "cancelled": "withdrawn", "dsq": "disqualified"}


@dataclass
class Known:
    """What the event has, and which rows have been read already."""

    by_code: dict[str, Any]
    by_name: dict[str, list[Any]]
    seen: dict[int | str, int] = field(default_factory=dict)  # id, or name of a new one, by the line that named it
    codes: set[str] = field(default_factory=set)


def known(rows: Iterable[C]) -> Known:
    """Existing teams or judges, to be found by code and by name without regard to capitals."""
    found = Known({}, {})
    for row in rows:
        found.by_code[row.code.casefold()] = row
        found.by_name.setdefault(row.name.casefold(), []).append(row)
        found.codes.add(row.code)
    return found


def plan_teams(event: Event, rows: Iterable[Row]) -> list[Outcome]:
    """What these rows do to the event's teams."""
    have = known(event.teams.select_related("division"))
    projects = {project.team_id: project for project in Project.objects.filter(team__event=event)}
    divisions = {name.casefold(): name for row in event.divisions.all() for name in (row.name,)}
    divisions |= {row.code.casefold(): row.name for row in event.divisions.all()}
    return [_team(row, have, projects, divisions) for row in rows]


def _team(row: Row, have: Known, projects: Mapping[int, Project], divisions: dict[str, str]) -> Outcome:
    cells = dict(row.cells)
    problems = [*_too_long(cells), *_order(cells), *_status(cells, Team.Status)]
    hints = []
    if wanted := cells.get("division"):
        if wanted.casefold() not in divisions:
            hints.append(_("The division %(name)s is new and is added.") % {"name": wanted})
        cells["division"] = divisions.setdefault(wanted.casefold(), wanted)
    team, more = _find(row, have)
    problems += more
    if problems:
        return refused(row, cells.get("name", ""), *problems)
    outcome = _outcome(Team, row, team, cells, _team_values(team, projects), have)
    outcome.hints += hints
    return outcome


def _team_values(team: Team | None, projects: Mapping[int, Project]) -> dict[str, str]:
    if team is None:
        return {}
    project = projects.get(team.pk)
    return {
        "name": team.name,
        "code": team.code,
        "organisation": team.organisation,
        "order": "" if team.order is None else str(team.order),
        "division": team.division.name if team.division else "",
        "status": team.status,
        "table": project.table if project else "",
        "members": project.members if project else "",
    }


def plan_judges(event: Event, rows: Iterable[Row]) -> list[Outcome]:
    """What these rows do to the event's judges."""
    have = known(event.judges.all())
    return [_judge(row, have) for row in rows]


def _judge(row: Row, have: Known) -> Outcome:
    cells = dict(row.cells)
    judge, more = _find(row, have)
    problems = [*_too_long(cells), *_status(cells, Judge.Status), *more]
    if problems:
        return refused(row, cells.get("name", ""), *problems)
    values = {"name": judge.name, "code": judge.code, "status": judge.status} if judge else {}
    return _outcome(Judge, row, judge, cells, values, have)


# --- finding -------------------------------------------------------------------------------------------


def _find(row: Row, have: Known) -> tuple[Any, list[str]]:
    """The team or judge that a row means (None: a new one), and what is wrong with how it is named."""
    name, code = row.cells.get("name", ""), row.cells.get("code", "")
    found = have.by_code.get(code.casefold()) if code else None
    if found is None and not name:
        return None, [_("The name is missing. Write one into this line, or leave the line out.")]
    if code and found is None and (wrong := _wrong_code(code)):
        return None, [wrong]
    if found is None:
        # A name with a code of its own that nobody has is a new one, whatever others are called.
        named = [] if code else have.by_name.get(name.casefold(), [])
        if len(named) > 1:
            return None, [_("%(count)s here have this name: add a column with the code.") % {"count": len(named)}]
        found = named[0] if named else None
    key: int | str = found.pk if found else f"{code or name}".casefold()
    if key in have.seen:
        return None, [
            _("This one stands in line %(line)s already. Keep one of the two lines, or give them codes of their own.")
            % {"line": have.seen[key]}
        ]
    have.seen[key] = row.line
    return found, []


def _wrong_code(code: str) -> str:
    try:
        code_validator(code)
    except ValidationError as error:
        return f"{code}: {error.messages[0]}"
    return ""


def _outcome(  # what is compared, and what it is compared with
    model: type[Coded], row: Row, found: Any, cells: dict[str, str], values: dict[str, str], have: Known
) -> Outcome:
    if found is None:
        code = cells.get("code") or model(name=cells["name"]).free_code(have.codes)
        have.codes.add(code)
        said = cells | {"code": code}
        return Outcome(row.line, cells["name"], ADD, {key: ("", value) for key, value in said.items()}, row=None)
    # What is found by its code in other letters keeps it.
    changes = {key: (values[key], cell) for key, cell in cells.items() if key != "code" and values[key] != cell}
    return Outcome(row.line, cells.get("name", values["name"]), CHANGE if changes else SAME, changes, row=found)


# --- cells ---------------------------------------------------------------------------------------------


def _too_long(cells: Mapping[str, str]) -> list[str]:
    words = _("%(field)s has %(length)s characters, at most %(limit)s fit. Shorten it.")
    return [
        words % {"field": name, "length": len(cell), "limit": LIMITS[name]}
        for name, cell in cells.items()
        if name in LIMITS and len(cell) > LIMITS[name]
    ]


def _order(cells: dict[str, str]) -> list[str]:
    text = cells.get("order")
    if text is None:
        return []
    number = text.removesuffix(".0").strip()
    if not number.isascii() or not number.isdigit() or int(number) > 2**31 - 1:
        return [_("The running order %(text)s is not a whole number. Write 1, 2, 3, or leave it empty.") % {"text": text}]
    cells["order"] = str(int(number))
    return []


def _status(cells: dict[str, str], statuses: Any) -> list[str]:
    text = cells.get("status")
    if text is None:
        return []
    words = {label.casefold(): value for value, label in statuses.choices} | {value: value for value in statuses.values}
    word = text.casefold()
    found = words.get(word) or (STATUS_WORDS.get(word) if STATUS_WORDS.get(word) in statuses.values else None)
    if found is None:
        listed = ", ".join(statuses.values)
        return [_("The status %(text)s is not known. Write one of: %(listed)s.") % {"text": text, "listed": listed}]
    cells["status"] = found
    return []
