"""Inventing marks that look like a panel's: teams differ, judges differ a little, every mark is one that a judge could give."""

import random
from collections.abc import Iterable
from decimal import Decimal

from events.models import Criterion

FINEST = Decimal("0.1")  # the step where a criterion has none


def invent(criteria: Iterable[Criterion], judge: str, team: str, chance: random.Random) -> dict[str, Decimal | None]:
    """One sheet: a team is as good as its code says, a judge as kind as his, and chance does the rest."""
    talent, kindness = random.Random(team).random(), random.Random(judge).uniform(-0.1, 0.1)
    marks: dict[str, Decimal | None] = {}
    for criterion in criteria:
        step = criterion.step or FINEST
        steps = int((criterion.maximum - criterion.minimum) / step)
        share = 0.35 + 0.55 * talent + kindness + chance.gauss(0, 0.08)
        marks[criterion.code] = criterion.minimum + step * min(max(round(share * steps), 0), steps)
    return marks


def place(criteria: Iterable[Criterion], judge: str, team: str, teams: Iterable[str]) -> dict[str, Decimal | None]:
    """A sheet of the skating system: this judge's place for the team, each place given once."""

    def how_good(code: str) -> float:
        return random.Random(code).random() + random.Random(judge + code).gauss(0, 0.15)

    ranked = sorted(teams, key=how_good, reverse=True)
    return {each.code: each.minimum + ranked.index(team) * (each.step or 1) for each in criteria}
