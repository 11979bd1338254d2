"""Text -> EventFile: strict JSON, the schema, and everything in the file that must fit together."""

import json
from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext_noop as _
from pydantic import ValidationError

from judging import standings
from judging.checks import check_marks
from judging.exchange.assigned import allowed_by
from judging.exchange.problems import THE_FILE, EventFileError, path_of
from judging.exchange.schema import CriterionPart, EventFile, RoundPart
from judging.standings import Problem

# What the schema finds, by pydantic's name for it; the values are pydantic's own.
WORDS = {
    "missing": _("Missing."),
    "extra_forbidden": _("Unknown key."),
    "string_type": _("Must be text."),
    "string_too_short": _("Must not be empty."),
    "string_too_long": _("Must have at most %(max_length)s characters."),
    "string_pattern_mismatch": _("Has signs that cannot stand here: it must match %(pattern)s."),
    "int_type": _("Must be a whole number."),
    "greater_than_equal": _("Must be %(ge)s or more."),
    "less_than_equal": _("Must be %(le)s or less."),
    "bool_type": _("Must be true or false."),
    "list_type": _("Must be a list."),
    "tuple_type": _("Must be a list."),
    "too_long": _("Must have at most %(max_length)s entries."),
    "dict_type": _("Must be an object."),
    "model_type": _("Must be an object."),
    "literal_error": _("Must be one of: %(expected)s."),
}
KINDS = {
    "division": _("There is no division %(code)s."),
    "judge": _("There is no judge %(code)s."),
    "round": _("There is no round %(code)s."),
    "team": _("There is no team %(code)s."),
    "criterion": _("There is no criterion %(code)s."),
}
NOT_THEIRS = _("Not assigned to %(judge)s.")
TWICE = _("%(code)s occurs twice.")


def read_event_file(text: str) -> EventFile:
    """The file, checked whole; EventFileError names every path at which something is wrong."""
    try:
        file = EventFile.model_validate(_parsed(text))
    except ValidationError as error:
        raise EventFileError(_problem(each) for each in error.errors()) from None
    problems = [*_twins(file), *_strangers(file), *standings.check(contest_of_file(file)), *_marks(file)]
    if problems:
        raise EventFileError(problems)
    return file


class Refused(ValueError):
    """Something that JSON allows and an event file does not."""

    def __init__(self, text: str, values: Mapping[str, object]) -> None:
        super().__init__(text)
        self.text, self.values = text, values


def _parsed(text: str) -> Any:
    try:
        return json.loads(text, parse_float=Decimal, parse_constant=_no_constant, object_pairs_hook=_no_twin_keys)
    except Refused as refused:
        problem = Problem(THE_FILE, refused.text, refused.values)
    except json.JSONDecodeError as error:
        place = {"line": error.lineno, "column": error.colno}
        problem = Problem(THE_FILE, _("Is not valid JSON: look at line %(line)s, column %(column)s."), place)
    except (ValueError, RecursionError, ArithmeticError):
        problem = Problem(THE_FILE, _("Is not valid JSON: something in it is nested too deeply or a number too long."))
    raise EventFileError([problem])


def _no_constant(name: str) -> Any:
    raise Refused(_("Is not valid JSON: %(name)s is not a number."), {"name": name})


def _no_twin_keys(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for key, value in pairs:
        if key in found:
            raise Refused(_('Is not valid JSON: the key "%(key)s" occurs twice in one object.'), {"key": key})
        found[key] = value
    return found


def _problem(error: Any) -> Problem:
    """What pydantic has found; in what our own validators say it puts words of its own before."""
    path, context = path_of(error["loc"]), dict(error.get("ctx", {}))
    if "expected" in context:  # "'a', 'b' or 'c'"
        context["expected"] = context["expected"].replace(" or ", ", ")
    text = WORDS.get(error["type"])
    return Problem(path, text, context) if text else Problem(path, str(context.get("error", error["msg"])))


# --- codes ---------------------------------------------------------------------------------------------


def _twins(file: EventFile) -> Iterator[Problem]:
    """Every code once in its list; every sheet once."""
    lists: dict[str, Iterable[Any]] = {
        "divisions": file.divisions,
        "teams": file.teams,
        "judges": file.judges,
        "rounds": file.rounds,
    }
    lists |= {f"rounds[{index}].criteria": round_.criteria for index, round_ in enumerate(file.rounds)}
    for path, parts in lists.items():
        yield from (Problem(f"{path}[{n}].code", TWICE, {"code": code}) for n, code in _repeated(part.code for part in parts))
    sheets = ((score.round, score.judge, score.team) for score in file.scores)
    for n, _sheet in _repeated(sheets):
        yield Problem(f"scores[{n}]", _("This judge's score for this team in this round occurs twice."))
    yield from (Problem(f"lots[{n}]", TWICE, {"code": code}) for n, code in _repeated(file.lots))


def _repeated(values: Iterable[Any]) -> Iterator[tuple[int, Any]]:
    seen = set()
    for index, value in enumerate(values):
        if value in seen:
            yield index, value
        seen.add(value)


def _strangers(file: EventFile) -> Iterator[Problem]:
    """Every code that points somewhere points to something that is in the file."""
    teams, judges, rounds = ({part.code for part in parts} for parts in (file.teams, file.judges, file.rounds))
    divisions = {part.code for part in file.divisions}
    criteria = {round_.code: {criterion.code for criterion in round_.criteria} for round_ in file.rounds}
    for n, team in enumerate(file.teams):
        yield from _known(divisions, {f"teams[{n}].division": team.division}, "division")
    for n, part in enumerate(file.assignments or ()):
        yield from _known(judges, {f"assignments[{n}].judge": part.judge}, "judge")
        yield from _known(rounds, {f"assignments[{n}].round": part.round}, "round")
        yield from _known(teams, {f"assignments[{n}].teams[{i}]": code for i, code in enumerate(part.teams)}, "team")
        named = {f"assignments[{n}].criteria[{i}]": code for i, code in enumerate(part.criteria)}
        yield from _known(criteria.get(part.round, set()), named, "criterion")
    for n, score in enumerate(file.scores):
        yield from _known(judges, {f"scores[{n}].judge": score.judge}, "judge")
        yield from _known(rounds, {f"scores[{n}].round": score.round}, "round")
        yield from _known(teams, {f"scores[{n}].team": score.team}, "team")
    for n, adjustment in enumerate(file.adjustments):
        yield from _known(teams, {f"adjustments[{n}].team": adjustment.team}, "team")
        yield from _known(rounds, {f"adjustments[{n}].round": adjustment.round}, "round")
    yield from _known(teams, {f"lots[{n}]": code for n, code in enumerate(file.lots)}, "team")


def _known(codes: set[str], named: Mapping[str, str | None], what: str) -> Iterator[Problem]:
    for path, code in named.items():
        if code is not None and code not in codes:
            yield Problem(path, KINDS[what], {"code": code})


# --- marks ---------------------------------------------------------------------------------------------


def _marks(file: EventFile) -> Iterator[Problem]:
    """Every mark in its criterion's range and on its step, and given by a judge who was assigned to it."""
    criteria = {round_.code: {part.code: criterion_of(part) for part in round_.criteria} for round_ in file.rounds}
    allowed = None if file.assignments is None else allowed_by(file, file.assignments)
    for n, score in enumerate(file.scores):
        if score.round not in criteria:
            continue
        problems = check_marks(criteria[score.round], score.marks)
        yield from (Problem(f"scores[{n}].marks.{code}", problem) for code, problem in problems.items())
        given = [code for code in score.reasons if score.marks.get(code, Decimal(0)) is not None]
        yield from (Problem(f"scores[{n}].reasons.{code}", _("Only an abstention has a reason.")) for code in given)
        if allowed is None or not score.marks:
            continue
        mine = allowed.get((score.judge, score.round, score.team))
        if mine is None:
            named = {"judge": score.judge, "team": score.team, "round": score.round}
            yield Problem(f"scores[{n}]", _("%(judge)s is not assigned to %(team)s in %(round)s."), named)
        else:
            foreign = [code for code in score.marks if code in criteria[score.round] and code not in mine]
            yield from (Problem(f"scores[{n}].marks.{code}", NOT_THEIRS, {"judge": score.judge}) for code in foreign)


# --- as the engine sees it -----------------------------------------------------------------------------


def contest_of_file(file: EventFile) -> standings.Contest:
    """The file's rules, rounds and adjustments as the engine's values, to be checked before anything is written."""
    rules = file.rules
    return standings.Contest(
        rules=standings.Rules(
            method=rules.method,
            places_from=rules.places_from,
            decimals=rules.decimals,
            shown=rules.shown,
            rounding=rules.rounding,
            normalise=rules.normalise,
            zscore_mean=rules.zscore.mean if rules.zscore else None,
            zscore_deviation=rules.zscore.deviation if rules.zscore else None,
            combine=rules.combine.rounds,
            count=rules.combine.count,
            tie_breaks=tuple(
                standings.TieBreak(step.by, tuple(step.criteria), step.round, step.prefer, step.places)
                for step in rules.tie_breaks
            ),
        ),
        teams=(),
        judges=(),
        rounds=tuple(_round(part) for part in file.rounds),
        marks=(),
        adjustments=tuple(standings.Adjustment(a.team, a.points, a.reason, a.round) for a in file.adjustments),
    )


def _round(part: RoundPart) -> standings.Round:
    criteria = tuple(criterion_of(criterion) for criterion in part.criteria)
    return standings.Round(part.code, part.name, criteria, part.weight, part.status, part.advance)


def criterion_of(part: CriterionPart) -> standings.Criterion:
    """A criterion of the file as the engine's value."""
    return standings.Criterion(part.code, part.name, part.min, part.max, part.step, part.weight, part.panel, part.trim)
