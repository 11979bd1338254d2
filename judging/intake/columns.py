"""Step 2 of an import: what each column means, guessed from its heading, asked where that is unsure."""

import re
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

Words = str | Promise


@dataclass(frozen=True)
class Field:
    """One thing that a row can say. `sure` are headings that mean nothing else, `perhaps` those that one should ask about."""

    name: str
    label: Words
    sure: tuple[str, ...]
    perhaps: tuple[str, ...] = ()
    many: bool = False  # several columns may say it; what they say is joined


@dataclass(frozen=True)
class Kind:
    """A kind of table: its fields, and which of them it cannot do without."""

    name: str
    label: Words
    about: Words
    fields: tuple[Field, ...]
    needed: tuple[str, ...]


CODE = ("code", "id", "short name", "kurzname")
TEAM = Field("team", _("Team"), ("team", "team name", "team code"), ("name", "project title", "project", "title"))
JUDGE = Field("judge", _("Judge"), ("judge", "judge name", "judge code"), ("name",))

TEAMS = Kind(
    "teams",
    _("Teams or projects"),
    _("One line a team: its name, and if you have them code, organisation, table, running order, division, members. A hackathon"
      " platform's export of projects fits as it is."),
    (
        Field(
            "name", _("Name on the board"),
            ("project title", "project name", "submission title", "title", "name", "team", "team name"),
            ("project", "submission", "entry", "act"),
        ),
        Field("code", _("Code"), (*CODE, "team code"), ("number", "no", "nr", "start number")),
        Field(
            "organisation", _("Organisation, or team behind it"),
            ("organisation", "organization", "team name", "team", "school", "club", "company", "country", "university"),
            ("affiliation", "from", "city", "college/universities of team members"),
        ),
        Field("table", _("Table"), ("table", "table number", "table no", "booth", "stand"), ("location", "place", "room")),
        Field("order", _("Running order"), ("order", "running order", "start order", "position"), ("nr", "no", "number", "#")),
        Field("division", _("Division"), ("division", "category", "track", "class", "age group"), ("group", "opt-in prizes")),
        Field("status", _("Status"), ("status",), ("state",)),
        Field(
            "members", _("Members"),
            ("members", "team members", "participants", "submitter first name", "submitter last name"),
            ("first name", "last name", "names", "participant"), many=True,
        ),
    ),
    ("name",),
)  # fmt: skip

JUDGES = Kind(
    "judges",
    _("Judges"),
    _("One line a judge: the name, and if you have one a code."),
    (
        Field("name", _("Name"), ("name", "judge", "judge name", "full name"), ("first name", "last name", "surname"), many=True),
        Field("code", _("Code"), (*CODE, "judge code"), ("number", "nr", "no")),
        Field("status", _("Status"), ("status",)),
    ),
    ("name",),
)

ASSIGNMENTS = Kind(
    "assignments",
    _("Assignments"),
    _("One line for each judge and team, by name or code: who is to see whom, and in which round (without one, in all)."),
    (JUDGE, TEAM, Field("round", _("Round"), ("round", "round name", "round code"), ("stage", "heat", "dance"))),
    ("judge", "team"),
)

CONFLICTS = Kind(
    "conflicts",
    _("Conflicts of interest"),
    _("One line for each judge and team that are to be kept apart, by name or code."),
    (JUDGE, TEAM, Field("reason", _("Reason"), ("reason", "why"), ("note", "comment"))),
    ("judge", "team"),
)

KINDS = {kind.name: kind for kind in (TEAMS, JUDGES, ASSIGNMENTS, CONFLICTS)}


@dataclass(frozen=True)
class Guess:
    """What the columns seem to mean: a field's name or "" for each, and the numbers of those to be asked about."""

    columns: list[str]
    unsure: frozenset[int]


def guess_columns(kind: Kind, headers: list[str]) -> Guess:
    """Guess by the headings. What a table cannot do without comes first; a field that one column says is given once."""
    plain = [_plain(header) for header in headers]
    columns: list[str] = [""] * len(headers)
    unsure: set[int] = set()
    needed = [field for field in kind.fields if field.name in kind.needed]
    others = [field for field in kind.fields if field.name not in kind.needed]
    for fields in (needed, others):
        for field in fields:
            for word in field.sure:
                _give(field, word, plain, columns, None)
        for field in fields:
            for word in field.perhaps:
                _give(field, word, plain, columns, unsure)
    unsure |= {number for number, header in enumerate(plain) if header and plain.count(header) > 1}
    return Guess(columns, frozenset(unsure))


def _give(field: Field, word: str, plain: list[str], columns: list[str], unsure: set[int] | None) -> None:
    for number, header in enumerate(plain):
        if columns[number] or (not field.many and field.name in columns):
            continue
        if header == word or (field.name == "members" and _member_column(header)):
            columns[number] = field.name
            if unsure is not None:
                unsure.add(number)


def _member_column(header: str) -> bool:
    """ "Team Member 2 First Name" and its like, as platforms number them; no addresses."""
    return bool(re.fullmatch(r"(team )?(member|submitter|participant)( \d+)?( (first|last))?( name)?", header))


def _plain(header: str) -> str:
    return re.sub(r"[\s_-]+", " ", header).strip().lower()


def problem_of(kind: Kind, headers: list[str], columns: list[str]) -> str:
    """What is wrong with a choice of columns, in words; empty when it will do."""
    known = {field.name: field for field in kind.fields}
    if len(columns) != len(headers) or any(name and name not in known for name in columns):
        return str(_("The columns do not fit the table. Begin again."))
    twice = [known[name].label for name in known if columns.count(name) > 1 and not known[name].many]
    if twice:
        return str(_("Two columns are both meant to be %(field)s: leave one out.") % {"field": twice[0]})
    missing = [known[name].label for name in kind.needed if name not in columns]
    if missing:
        return str(_("Say which column is %(field)s.") % {"field": missing[0]})
    return ""
