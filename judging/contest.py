"""An event's rows as the plain values that judging.standings computes with, read in a constant number of queries."""

from collections.abc import Iterable
from dataclasses import replace

from events.models import Criterion, Event, Round, Team
from judging import standings
from judging.confirmations import waiting_rounds
from judging.models import Adjustment, Judge, Mark, Rules, TieBreak, rules_of


def contest_of(event: Event) -> standings.Contest:
    """Everything that decides the standings of this event. Call inside board.consistent_read for one state of it."""
    rounds = list(event.rounds.prefetch_related("criteria"))
    return replace(frame_of(event, rounds), marks=_marks(event, rounds))


def frame_of(event: Event, rounds: Iterable[Round]) -> standings.Contest:
    """The contest without its marks; `rounds` are the event's, with their criteria fetched."""
    rules = rules_of(event)
    waiting = waiting_rounds(event.pk) if rules.confirm else set()
    adjustments = Adjustment.objects.filter(team__event=event).select_related("team", "round")
    return standings.Contest(
        rules=standing_rules(rules, event.tie_breaks.select_related("round")),
        teams=tuple(_team(team) for team in event.teams.select_related("division")),
        judges=tuple(standings.Judge(judge.code, judge.name, judge.status) for judge in event.judges.all()),
        rounds=tuple(standing_round(round_, counts=round_.pk not in waiting) for round_ in rounds),
        marks=(),
        adjustments=tuple(_adjustment(row) for row in adjustments),
        lots=tuple(rules.lots),
    )


def standing_rules(rules: Rules, tie_breaks: Iterable[TieBreak]) -> standings.Rules:
    """The stored rules as the engine's value."""
    return standings.Rules(
        method=rules.method,
        places_from=rules.places_from,
        decimals=rules.decimals,
        shown=rules.shown,
        rounding=rules.rounding,
        normalise=rules.normalise,
        zscore_mean=rules.zscore_mean,
        zscore_deviation=rules.zscore_deviation,
        combine=rules.combine,
        count=rules.count,
        tie_breaks=tuple(
            standings.TieBreak(step.by, tuple(step.criteria), step.round.code if step.round else None, step.prefer, step.places)
            for step in tie_breaks
        ),
    )


def _team(team: Team) -> standings.Team:
    return standings.Team(team.code, team.name, team.order, team.division.code if team.division else None, team.status)


def standing_round(round_: Round, *, counts: bool = True) -> standings.Round:
    """A stored round, with its criteria, as the engine's value; `counts` False where it waits for its confirmation."""
    criteria = tuple(_criterion(criterion) for criterion in round_.criteria.all())
    return standings.Round(round_.code, round_.name, criteria, round_.weight, round_.status, round_.advance, counts)


def _criterion(row: Criterion) -> standings.Criterion:
    return standings.Criterion(
        row.code, row.name, row.minimum, row.maximum, row.step, row.weight, row.panel, (row.trim_low, row.trim_high)
    )


def _marks(event: Event, rounds: Iterable[Round]) -> list[standings.Mark]:
    """All marks by code. Only ids come from the large table; the codes are looked up beside it."""
    judges = dict(Judge.objects.filter(event=event).values_list("id", "code"))
    teams = dict(Team.objects.filter(event=event).values_list("id", "code"))
    criteria = {criterion.pk: (round_.code, criterion.code) for round_ in rounds for criterion in round_.criteria.all()}
    rows = Mark.objects.filter(score__judge__event=event).order_by("id")
    return [
        standings.Mark(criteria[criterion][0], judges[judge], teams[team], criteria[criterion][1], points)
        for judge, team, criterion, points in rows.values_list("score__judge_id", "score__team_id", "criterion_id", "points")
    ]


def _adjustment(row: Adjustment) -> standings.Adjustment:
    return standings.Adjustment(row.team.code, row.points, row.reason, row.round.code if row.round else None)
