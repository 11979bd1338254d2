"""Who has to score what: the assignments of an event, spread out into sheets and their criteria."""

from collections import defaultdict
from collections.abc import Iterable, Mapping

from events.models import Criterion, Team
from judging.models import Assignment

Sheet = tuple[int, int]  # round id, team id
Duties = dict[Sheet, frozenset[int]]  # the criteria ids that the sheet is to hold


def duties_of(event_id: int, judge_id: int | None = None) -> dict[int, Duties]:
    """Every judge's sheets (or one judge's) as {judge id: {(round id, team id): criteria ids}}, in five queries.

    An assignment without teams means all teams of the event, one without criteria all criteria of its round;
    several assignments of one judge add up.
    """
    rows = Assignment.objects.filter(judge__event_id=event_id)
    if judge_id is not None:
        rows = rows.filter(judge_id=judge_id)
    assignments = list(rows.values_list("id", "judge_id", "round_id"))
    ids = [row[0] for row in assignments]
    named_teams = Assignment.teams.through.objects.filter(assignment_id__in=ids)
    teams = _grouped(named_teams.values_list("assignment_id", "team_id"))
    named_criteria = Assignment.criteria.through.objects.filter(assignment_id__in=ids)
    named = _grouped(named_criteria.values_list("assignment_id", "criterion_id"))
    all_teams = list(Team.objects.filter(event_id=event_id).values_list("id", flat=True))
    criteria = _grouped(Criterion.objects.filter(round__event_id=event_id).values_list("round_id", "id"))
    found: dict[int, Duties] = defaultdict(dict)
    for assignment, judge, round_id in assignments:
        wanted = frozenset(named.get(assignment) or criteria.get(round_id, []))
        for team in teams.get(assignment) or all_teams:
            sheet = (round_id, team)
            found[judge][sheet] = found[judge].get(sheet, frozenset()) | wanted
    return dict(found)


def _grouped(pairs: Iterable[tuple[int, int]]) -> Mapping[int, list[int]]:
    groups: dict[int, list[int]] = defaultdict(list)
    for key, value in pairs:
        groups[key].append(value)
    return groups
