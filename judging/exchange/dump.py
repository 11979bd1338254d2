"""Rows -> event file: the same text for the same event, whatever way it came into the database."""

import base64
import json
from typing import Any

from events.models import Criterion, Event, Look, Picture, Round
from judging.confirmations import confirmed_rounds
from judging.exchange.assigned import with_what_was_marked
from judging.exchange.schema import FORMAT, EventFile, PicturePart
from judging.models import Adjustment, Assignment, Rules, Score, TieBreak, rules_of, terms_of
from judging.standings import decimal_text


def dump_event(event: Event, *, pictures: bool = True) -> str:
    """The event as the text of an event file; what is at its default is left out. Loaded and dumped again it is the same.

    Without `pictures` it is silent on those of the screens, which are most of its bytes.
    """
    rules = rules_of(event)
    rounds = list(event.rounds.prefetch_related("criteria"))
    confirmed = confirmed_rounds(event.pk)
    adjustments = Adjustment.objects.filter(team__event=event).select_related("team", "round")
    file = EventFile.model_validate(
        {
            "format": FORMAT,
            "source": event.source,
            "event": _plain(event, "slug", "name", "description", "timezone", "language", "status", "detail"),
            "look": _look(event.look) if hasattr(event, "look") else {},
            "rules": _rules(rules, event),
            "divisions": [_plain(row, "code", "name") for row in event.divisions.all()],
            "teams": [
                _plain(row, "code", "name", "organisation", "order", "status")
                | {"division": row.division.code if row.division else None}
                for row in event.teams.select_related("division").order_by("id")
            ],
            "judges": [_plain(row, "code", "name", "status", "head") for row in event.judges.all()],
            "rounds": [_round(row, confirmed=row.pk in confirmed) for row in rounds],
            "assignments": _assignments(event),
            "scores": _scores(event, rounds),
            "adjustments": [
                _plain(row, "points", "reason") | {"team": row.team.code, "round": row.round.code if row.round else None}
                for row in adjustments
            ],
            "lots": rules.lots,
            "links": _plain(terms_of(event), "one_device", "expire_at", "days_after_final"),
        }
    )
    file.assignments = with_what_was_marked(file)
    if pictures:  # they have been looked at when they came; to read them all again would take seconds
        file.pictures = [_picture(row) for row in event.pictures.all()] or None
    return json.dumps(file.model_dump(mode="json", exclude_defaults=True), ensure_ascii=False, indent=2) + "\n"


def _plain(row: Any, *names: str) -> dict[str, Any]:
    return {name: getattr(row, name) for name in names}


def _look(look: Look) -> dict[str, Any]:
    return _plain(look, "accent", "ground") | ({"logo": base64.b64encode(look.logo).decode()} if look.logo else {})


def _picture(row: Picture) -> PicturePart:
    return PicturePart.model_construct(name=row.name, data=base64.b64encode(row.data).decode())


def _rules(rules: Rules, event: Event) -> dict[str, Any]:
    target = None
    if rules.zscore_mean is not None and rules.zscore_deviation is not None:
        target = {"mean": rules.zscore_mean, "deviation": rules.zscore_deviation}
    named = _plain(rules, "method", "places_from", "decimals", "shown", "rounding", "normalise", "drafts", "confirm")
    steps = [_tie_break(step) for step in event.tie_breaks.select_related("round")]
    return named | {"zscore": target, "combine": {"rounds": rules.combine, "count": rules.count}, "tie_breaks": steps}


def _tie_break(step: TieBreak) -> dict[str, Any]:
    return _plain(step, "by", "criteria", "prefer", "places") | {"round": step.round.code if step.round else None}


def _round(row: Round, *, confirmed: bool) -> dict[str, Any]:
    named = _plain(row, "code", "name", "weight", "status", "advance", "ends_at")
    return named | {"confirmed": confirmed, "criteria": [_criterion(criterion) for criterion in row.criteria.all()]}


def _criterion(row: Criterion) -> dict[str, Any]:
    named = _plain(row, "code", "name", "step", "weight", "levels", "panel")
    return named | {"min": row.minimum, "max": row.maximum, "trim": (row.trim_low, row.trim_high)}


def _assignments(event: Event) -> list[dict[str, Any]]:
    rows = Assignment.objects.filter(judge__event=event).select_related("judge", "round").prefetch_related("teams", "criteria")
    return [
        {
            "judge": row.judge.code,
            "round": row.round.code,
            "teams": [team.code for team in sorted(row.teams.all(), key=lambda team: team.pk)],
            "criteria": [criterion.code for criterion in row.criteria.all()],
        }
        for row in rows
    ]


def _scores(event: Event, rounds: list[Round]) -> list[dict[str, Any]]:
    """Every sheet, round by round, judge by judge, the teams as they are listed."""
    judges = dict(event.judges.values_list("id", "code"))
    teams = dict(event.teams.order_by("id").values_list("id", "code"))
    codes = {round_.pk: round_.code for round_ in rounds}
    criteria = [criterion for round_ in rounds for criterion in round_.criteria.all()]
    order = {criterion.pk: (place, criterion.code) for place, criterion in enumerate(criteria)}
    judge_place, team_place, round_place = ({pk: n for n, pk in enumerate(known)} for known in (judges, teams, codes))
    sheets = []
    for score in Score.objects.filter(judge__event=event).prefetch_related("marks"):
        marks = sorted(((*order[mark.criterion_id], mark) for mark in score.marks.all()), key=lambda mark: mark[0])
        given = {code: None if mark.points is None else decimal_text(mark.points, None) for _, code, mark in marks}
        beside = {
            "reasons": {code: mark.reason for _, code, mark in marks if mark.reason},
            "notes": {"team": score.team_note, "private": score.private_note},
        }
        place = (round_place[score.round_id], judge_place[score.judge_id], team_place[score.team_id])
        named = {"round": codes[score.round_id], "judge": judges[score.judge_id], "team": teams[score.team_id]}
        sheets.append((place, named | {"marks": given} | beside))
    return [sheet for _, sheet in sorted(sheets, key=lambda each: each[0])]
