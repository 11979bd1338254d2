"""EventFile -> rows, all or nothing; the scores go in through judging.scoring like everybody's."""

import base64
from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from events import board, screens
from events.models import Criterion, Division, Event, Look, Round, Team
from events.pictures import digest_of
from events.screen_pictures import replace_pictures
from judging.exchange.assigned import assignments_of
from judging.exchange.problems import EventFileError
from judging.exchange.read import read_event_file
from judging.exchange.schema import AssignmentPart, EventFile, LinksPart, RoundPart, RulesPart, ScorePart
from judging.models import Adjustment, Assignment, Judge, LinkTerms, RoundConfirmation, Rules, TieBreak, terms_of
from judging.record.write import note
from judging.refresh import setup_changed
from judging.scoring import Origin, Submission, record_scores
from judging.standings import Problem, decimal_text

CHUNK = 500


def load_event(text: str, *, replace: bool = False) -> Event:
    """Write an event file's event; raises EventFileError, and then nothing was written.

    With `replace` an event at the same address gives way to it: the address, its organisers, and the links of judges
    whose code is in the file stay; screens take the new board at once, in a new epoch.
    """
    file = read_event_file(text)
    with transaction.atomic():
        old = Event.objects.filter(slug=file.event.slug).first()
        if old and not replace:
            words = gettext_noop("There is an event %(slug)s already; --replace replaces it.")
            raise EventFileError([Problem("event.slug", words, {"slug": old.slug})])
        event = old or Event(slug=file.event.slug)
        if old:
            board.lock(old.pk)
            _clear(old, {part.code for part in file.judges})
        for name in ("name", "description", "timezone", "language", "status", "detail"):
            setattr(event, name, getattr(file.event, name))
        event.source = file.source
        event.save()
        if old:
            board.start_epoch(event.pk)
        _Load(file, event).write()
        note(event, "import", _("The event was loaded from an event file."))
        setup_changed(event.pk)
    return event


def _clear(event: Event, kept_judges: set[str]) -> None:
    board.release(event.pk)
    for rows in (event.tie_breaks, event.teams, event.rounds, event.divisions, event.judges.exclude(code__in=kept_judges)):
        rows.all().delete()
    Rules.objects.filter(event=event).delete()


class _Load:
    """One file on its way into one event: the rows made so far, by their codes."""

    def __init__(self, file: EventFile, event: Event) -> None:
        self.file = file
        self.event = event
        self.divisions: dict[str, Division] = {}
        self.teams: dict[str, Team] = {}
        self.judges: dict[str, Judge] = {}
        self.rounds: dict[str, Round] = {}
        self.criteria: dict[tuple[str, str], Criterion] = {}

    def write(self) -> None:
        self._write_look()
        self._write_pictures()
        self._write_people()
        self._write_rounds()
        self._write_rules(self.file.rules)
        self._write_assignments(assignments_of(self.file))
        Adjustment.objects.bulk_create(
            Adjustment(
                team=self.teams[part.team],
                round=self.rounds[part.round] if part.round else None,
                points=part.points,
                reason=part.reason,
            )
            for part in self.file.adjustments
        )
        self._write_terms(self.file.links)
        record_scores(self._sheet(part) for part in self.file.scores)
        # After the sheets, which would end them.
        confirmed = [self.rounds[part.code] for part in self.file.rounds if part.confirmed]
        RoundConfirmation.objects.bulk_create(RoundConfirmation(round=round_) for round_ in confirmed)

    def _sheet(self, part: ScorePart) -> Submission:
        return Submission(
            self.judges[part.judge],
            self.teams[part.team],
            self.rounds[part.round],
            part.marks,
            origin=Origin(reason=_("From an event file.")),
            reasons=part.reasons,
            team_note=part.notes.team,
            private_note=part.notes.private,
        )

    def _write_terms(self, part: LinksPart) -> None:
        terms = terms_of(self.event)
        for name in ("one_device", "expire_at", "days_after_final"):
            setattr(terms, name, getattr(part, name))
        if part != LinksPart() or LinkTerms.objects.filter(event=self.event).exists():
            terms.save()

    def _write_look(self) -> None:
        """The file's colours and logo; of a logo that it says nothing of, the event's own stays."""
        part = self.file.look
        values: dict[str, Any] = {"accent": part.accent, "ground": part.ground}
        if part.logo is not None:
            logo = base64.b64decode(part.logo)
            values |= {"logo": logo, "logo_digest": digest_of(logo) if logo else ""}
        if any(values.values()) or Look.objects.filter(event=self.event).exists():
            Look.objects.update_or_create(event=self.event, defaults=values)

    def _write_pictures(self) -> None:
        """The file's pictures for screens; where it says nothing of any, the event's own stay."""
        if self.file.pictures is not None:
            replace_pictures(self.event, [(part.name, base64.b64decode(part.data)) for part in self.file.pictures])
            screens.tell(self.event)

    def _write_people(self) -> None:
        file, event = self.file, self.event
        divisions = Division.objects.bulk_create(
            Division(event=event, code=part.code, name=part.name, order=n) for n, part in enumerate(file.divisions)
        )
        self.divisions = {row.code: row for row in divisions}
        teams = Team.objects.bulk_create(
            (
                Team(
                    event=event,
                    code=part.code,
                    name=part.name,
                    organisation=part.organisation,
                    order=part.order,
                    division=self.divisions[part.division] if part.division else None,
                    status=part.status,
                )
                for part in file.teams
            ),
            CHUNK,
        )
        self.teams = {row.code: row for row in teams}
        kept = {row.code: row for row in event.judges.all()}
        for n, part in enumerate(file.judges):
            row = kept.get(part.code) or Judge(event=event, code=part.code)
            row.name, row.status, row.head, row.order = part.name, part.status, part.head, n
            row.save()
            self.judges[row.code] = row

    def _write_rounds(self) -> None:
        rounds = Round.objects.bulk_create(
            Round(
                event=self.event,
                code=part.code,
                name=part.name,
                order=n,
                weight=part.weight,
                status=part.status,
                advance=part.advance,
                ends_at=part.ends_at,
            )
            for n, part in enumerate(self.file.rounds)
        )
        self.rounds = {row.code: row for row in rounds}
        rows = [row for part in self.file.rounds for row in _criteria(self.rounds[part.code], part)]
        self.criteria = {(row.round.code, row.code): row for row in Criterion.objects.bulk_create(rows)}

    def _write_rules(self, part: RulesPart) -> None:
        Rules.objects.create(
            event=self.event,
            method=part.method,
            places_from=part.places_from,
            decimals=part.decimals,
            shown=part.shown,
            rounding=part.rounding,
            normalise=part.normalise,
            zscore_mean=part.zscore.mean if part.zscore else None,
            zscore_deviation=part.zscore.deviation if part.zscore else None,
            drafts=part.drafts,
            confirm=part.confirm,
            combine=part.combine.rounds,
            count=part.combine.count,
            lots=self.file.lots,
        )
        TieBreak.objects.bulk_create(
            TieBreak(
                event=self.event,
                order=n,
                by=step.by,
                criteria=step.criteria,
                round=self.rounds[step.round] if step.round else None,
                prefer=step.prefer,
                places=step.places,
            )
            for n, step in enumerate(part.tie_breaks)
        )

    def _write_assignments(self, parts: Iterable[AssignmentPart]) -> None:
        parts = list(parts)
        rows = Assignment.objects.bulk_create(
            [Assignment(judge=self.judges[part.judge], round=self.rounds[part.round]) for part in parts], CHUNK
        )
        named_team, named_criterion = Assignment.teams.through, Assignment.criteria.through
        pairs = list(zip(rows, parts, strict=True))
        named_team.objects.bulk_create(
            (named_team(assignment=row, team=self.teams[code]) for row, part in pairs for code in dict.fromkeys(part.teams)),
            CHUNK,
        )
        named_criterion.objects.bulk_create(
            (
                named_criterion(assignment=row, criterion=self.criteria[part.round, code])
                for row, part in pairs
                for code in dict.fromkeys(part.criteria)
            ),
            CHUNK,
        )


def _criteria(round_: Round, part: RoundPart) -> Iterable[Criterion]:
    for n, each in enumerate(part.criteria):
        levels = [{"points": decimal_text(level.points, None), "text": level.text} for level in each.levels]
        yield Criterion(
            round=round_,
            code=each.code,
            name=each.name,
            order=n,
            minimum=each.min,
            maximum=each.max,
            step=each.step,
            weight=each.weight,
            panel=each.panel,
            trim_low=each.trim[0],
            trim_high=each.trim[1],
            levels=levels,
        )
