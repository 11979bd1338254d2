"""Headings -> fields: what is clear is mapped by itself, what is not is asked about."""

import pytest

from judging.intake.columns import CONFLICTS, JUDGES, KINDS, TEAMS, Guess, guess_columns, problem_of
from judging.intake.outcomes import rows_of
from judging.intake.tables import Table

PLATFORM = [
    "Project Title", "Submission Url", "Project Status", "Table Number", "Team Name",
    "Submitter First Name", "Submitter Last Name", "Submitter Email", "Team Member 1 First Name", "Team Member 1 Last Name",
]  # fmt: skip


@pytest.mark.parametrize(
    ("kind", "headers", "columns", "unsure"),
    [
        (
            TEAMS,
            PLATFORM,
            ["name", "", "", "table", "organisation", "members", "members", "", "members", "members"],
            set(),
        ),
        (TEAMS, ["Team", "School", "Table"], ["name", "organisation", "table"], set()),
        (TEAMS, ["NAME", "Team_Code", "running-order"], ["name", "code", "order"], set()),
        (TEAMS, ["Name", "Nr", "Category"], ["name", "code", "division"], {1}),
        (TEAMS, ["Act", "City"], ["name", "organisation"], {0, 1}),
        (TEAMS, ["Name", "Name"], ["name", ""], {0, 1}),
        (TEAMS, ["Colour", ""], ["", ""], set()),
        (JUDGES, ["First name", "Last name"], ["name", "name"], {0, 1}),
        (JUDGES, ["Judge", "Code"], ["name", "code"], set()),
        (KINDS["assignments"], ["Judge", "Project", "Round"], ["judge", "team", "round"], {1}),
        (CONFLICTS, ["Team", "Judge", "Why"], ["team", "judge", "reason"], set()),
    ],
)
def test_headings_are_understood_or_asked_about(kind, headers, columns, unsure):
    assert guess_columns(kind, headers) == Guess(columns, frozenset(unsure))


@pytest.mark.parametrize(
    ("kind", "columns", "problem"),
    [
        (TEAMS, ["name", "table"], ""),
        (TEAMS, ["", "table"], "Say which column is Name on the board."),
        (TEAMS, ["name", "name"], "Two columns are both meant to be Name on the board: leave one out."),
        (TEAMS, ["name"], "The columns do not fit the table. Begin again."),
        (TEAMS, ["name", "password"], "The columns do not fit the table. Begin again."),
        (JUDGES, ["name", "name"], ""),
        (CONFLICTS, ["judge", ""], "Say which column is Team."),
    ],
)
def test_a_choice_of_columns_is_checked(kind, columns, problem):
    assert problem_of(kind, ["A", "B"], columns) == problem


def test_first_and_last_names_are_put_together():
    table = Table(PLATFORM, [(2, ["Robo", "http", "Draft", "7", "The Bots", "Ada", "Lovelace", "a@b", "Alan", "Turing"])])
    rows = rows_of(TEAMS, table, guess_columns(TEAMS, PLATFORM).columns)
    assert [row.cells for row in rows] == [
        {"name": "Robo", "table": "7", "organisation": "The Bots", "members": "Ada Lovelace, Alan Turing"}
    ]
    rows = rows_of(JUDGES, Table(["First name", "Last name"], [(2, ["Ada", "Lovelace"])]), ["name", "name"])
    assert [row.cells for row in rows] == [{"name": "Ada Lovelace"}]
