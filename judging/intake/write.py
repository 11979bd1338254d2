"""Step 4 of an import: the confirmed preview becomes rows, in one transaction, and the board follows once."""

from collections import defaultdict
from typing import Any

from auditlog.models import LogEntry
from django.db import transaction
from django.utils.translation import gettext as _

from events import board
from events.models import Division, Event, Team
from events.work import counted, teller
from judging.assigning import matrix_of, write_pairs
from judging.intake.columns import KINDS
from judging.intake.outcomes import ADD, CHANGE, Outcome, Preview, rows_of
from judging.intake.pairs import plan_assignments, plan_conflicts
from judging.intake.people import plan_judges, plan_teams
from judging.intake.tables import Table
from judging.models import Conflict, Judge, Project, Upload
from judging.record.write import note, note_rows
from judging.refresh import setup_changed

CHUNK = 500
PLANS = {"teams": plan_teams, "judges": plan_judges, "assignments": plan_assignments, "conflicts": plan_conflicts}


class PreviewChanged(Exception):
    """The event has changed since the preview was shown, so that it would do something else now. Nothing was written."""


def preview_of(upload: Upload) -> Preview:
    """What this upload will do to its event as it is now."""
    kind = KINDS[upload.kind]
    table = Table(upload.table["headers"], [(line, cells) for line, cells in upload.table["rows"]])
    rows = counted(rows_of(kind, table, upload.columns), "compare", _("Comparing with the event"))
    return Preview(kind, PLANS[kind.name](upload.event, rows))


def write_upload(upload: Upload, digest: str) -> Preview:
    """Write what was previewed under this digest, refused rows left out; the upload is used up.

    The board's row is locked first: nobody changes the event between the comparison and the writing.
    """
    event = upload.event
    with transaction.atomic():
        board.lock(event.pk)
        preview = preview_of(upload)
        if preview.digest != digest:
            raise PreviewChanged
        wanted = [outcome for outcome in preview.outcomes if outcome.action in (ADD, CHANGE)]
        _WRITERS[upload.kind](event, wanted)
        counts = preview.counts
        words = _("%(name)s was imported: %(kind)s.") % {"name": upload.name, "kind": preview.kind.label}
        note(event, "import", words, {str(action): ("", counts[action]) for action in counts})
        setup_changed(event.pk)
        upload.delete()
    return preview


def _write_teams(event: Event, outcomes: list[Outcome]) -> None:
    divisions = _divisions(event, outcomes)
    teams = [outcome.row or Team(event=event) for outcome in outcomes]
    for team, outcome in zip(teams, outcomes, strict=True):
        for name, (_before, after) in outcome.changes.items():
            _set_team(team, name, after, divisions)
    _store(Team, teams, outcomes, ["name", "organisation", "order", "division", "status"])
    _write_projects(teams, outcomes)


def _set_team(team: Team, name: str, text: str, divisions: dict[str, Division]) -> None:
    if name == "order":
        team.order = int(text)
    elif name == "division":
        team.division = divisions[text]
    elif name not in ("table", "members"):
        setattr(team, name, text)


def _divisions(event: Event, outcomes: list[Outcome]) -> dict[str, Division]:
    have = {division.name: division for division in event.divisions.all()}
    for outcome in outcomes:
        name = outcome.changes.get("division", ("", ""))[1]
        if name and name not in have:
            have[name] = Division.objects.create(event=event, name=name, order=len(have))
    return have


def _write_projects(teams: list[Team], outcomes: list[Outcome]) -> None:
    have = {project.team_id: project for project in Project.objects.filter(team__in=teams)}
    rows = []
    for team, outcome in zip(teams, outcomes, strict=True):
        said = {name: outcome.changes[name][1] for name in ("table", "members") if name in outcome.changes}
        if said:
            project = have.get(team.pk) or Project(team=team)
            for name, text in said.items():
                setattr(project, name, text)
            rows.append(project)
    Project.objects.bulk_create(rows, CHUNK, update_conflicts=True, unique_fields=["team"], update_fields=["table", "members"])


def _write_judges(event: Event, outcomes: list[Outcome]) -> None:
    judges = [outcome.row or Judge(event=event) for outcome in outcomes]
    for judge, outcome in zip(judges, outcomes, strict=True):
        for name, (_before, after) in outcome.changes.items():
            setattr(judge, name, after)
    _store(Judge, judges, outcomes, ["name", "status"])


def _store(model: Any, rows: list[Any], outcomes: list[Outcome], fields: list[str]) -> None:
    """New rows and changed ones, and each in the record with what it was and is."""
    new = [row for row in rows if row.pk is None]
    made = set(map(id, new))
    old = [row for row in rows if id(row) not in made]
    tell = teller("write", _("Writing"))
    for at in range(0, len(new), CHUNK):
        model.objects.bulk_create(new[at : at + CHUNK])
        tell(min(at + CHUNK, len(new)), len(rows))
    for at in range(0, len(old), CHUNK):
        model.objects.bulk_update(old[at : at + CHUNK], fields)
        tell(len(new) + min(at + CHUNK, len(old)), len(rows))
    action = {True: LogEntry.Action.CREATE, False: LogEntry.Action.UPDATE}
    event = rows[0].event if rows else None
    if event is not None:
        said = [(row, action[id(row) in made], o.changes) for row, o in zip(rows, outcomes, strict=True)]
        note_rows(event, counted(said, "record", _("Writing the record")))


def _write_conflicts(event: Event, outcomes: list[Outcome]) -> None:
    for outcome in counted(outcomes, "write", _("Writing")):
        judge, team = outcome.row
        conflict, _new = Conflict.objects.get_or_create(judge=judge, team=team)
        if "reason" in outcome.changes:
            conflict.reason = outcome.changes["reason"][1]
            conflict.save()


def _write_assignments(event: Event, outcomes: list[Outcome]) -> None:
    wanted: dict[int, set[tuple[int, int]]] = defaultdict(set)
    for outcome in outcomes:
        judge, team, rounds = outcome.row
        for round_ in rounds:
            wanted[round_.pk].add((judge.pk, team.pk))
    for round_ in event.rounds.filter(pk__in=wanted):
        write_pairs(event, round_, matrix_of(event, round_).pairs | wanted[round_.pk])


_WRITERS = {
    "teams": _write_teams,
    "judges": _write_judges,
    "assignments": _write_assignments,
    "conflicts": _write_conflicts,
}
