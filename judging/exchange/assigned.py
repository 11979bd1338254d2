"""Who is assigned to what in an event file: what it says, and what follows from its marks where it says nothing."""

from collections import defaultdict
from collections.abc import Iterable, Sequence

from judging.exchange.schema import AssignmentPart, EventFile, ScorePart

Sheet = tuple[str, str, str]  # judge, round, team


def assignments_of(file: EventFile) -> list[AssignmentPart]:
    """The file's own assignments; without any, each judge gets exactly what it marked, without scores everyone everything."""
    if file.assignments is not None:
        return file.assignments
    if not file.scores:
        return [AssignmentPart(judge=judge.code, round=round_.code) for judge in file.judges for round_ in file.rounds]
    return derived(file, file.scores)


def derived(file: EventFile, scores: Iterable[ScorePart]) -> list[AssignmentPart]:
    """Assignments to exactly these marks; a sheet without marks says nothing of what its judge is to mark."""
    marked: dict[tuple[str, str, tuple[str, ...]], list[str]] = defaultdict(list)
    everything = {round_.code: [part.code for part in round_.criteria] for round_ in file.rounds}
    for score in scores:
        if score.marks:
            given = tuple(code for code in everything[score.round] if code in score.marks)
            marked[score.judge, score.round, given].append(score.team)
    return [
        AssignmentPart(
            judge=judge,
            round=round_code,
            teams=[] if len(teams) == len(file.teams) else teams,
            criteria=[] if list(criteria) == everything[round_code] else list(criteria),
        )
        for (judge, round_code, criteria), teams in marked.items()
    ]


def allowed_by(file: EventFile, parts: Sequence[AssignmentPart]) -> dict[Sheet, set[str]]:
    """What these assignments allow: the criteria of each sheet."""
    everything = {round_.code: [part.code for part in round_.criteria] for round_ in file.rounds}
    teams = [team.code for team in file.teams]
    allowed: dict[Sheet, set[str]] = {}
    for part in parts:
        for team in part.teams or teams:
            allowed.setdefault((part.judge, part.round, team), set()).update(part.criteria or everything.get(part.round, ()))
    return allowed


def with_what_was_marked(file: EventFile) -> list[AssignmentPart]:
    """The file's assignments and, for marks whose assignment was taken away later, one to each: a dump always loads."""
    parts = list(file.assignments or ())
    allowed = allowed_by(file, parts)
    strays = [
        score for score in file.scores if not set(score.marks) <= allowed.get((score.judge, score.round, score.team), set())
    ]
    judges = {judge.code: place for place, judge in enumerate(file.judges)}
    rounds = {round_.code: place for place, round_ in enumerate(file.rounds)}
    return sorted([*parts, *derived(file, strays)], key=lambda part: (judges[part.judge], rounds[part.round]))
