"""What a published row shows of its points: rounded for the eye alone, and told apart where ranks tell apart. Pure.

Where the rules say how many decimals are shown, a row has `shown`: {"total", "rounds", "coarser"?}. `coarser` are the
texts with fewer decimals that would have made it look like a neighbour which has another total.
"""

from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import Any

JSON = dict[str, Any]
Ladder = Sequence[str]  # one total as text, from the coarsest to the finest; each has one decimal more


def shown_total(row: JSON) -> str | None:
    """The row's total as people read it; None where it has none."""
    total: str | None = row["shown"]["total"] if "shown" in row else row["total"]
    return total


def shown_rounds(row: JSON) -> dict[str, str]:
    """The row's round totals as people read them, by round code."""
    rounds: dict[str, str] = row["shown"]["rounds"] if "shown" in row else row["rounds"]
    return rounds


def shown_as(ladder: Ladder, rounds: dict[str, str]) -> JSON:
    """A row's `shown`, with the last text of the ladder as its total."""
    return {"total": ladder[-1], "rounds": rounds} | ({"coarser": list(ladder[:-1])} if len(ladder) > 1 else {})


def told_apart(ladders: Sequence[Ladder]) -> list[Ladder]:
    """Each ladder up to the first text from which on the total looks like no other; `ladders` in the order of the totals.

    Two totals are told apart from the first number of decimals on from which they never look the same again. That
    is needed: 86.3349 and 86.3351 differ with two decimals, and would be one with three. So texts of different lengths
    never contradict the order, and whoever leaves never makes another need more decimals. Totals that are the same with
    as many decimals as both ladders have count as one.
    """
    needed = [0] * len(ladders)
    for above, below in pairwise(range(len(ladders))):
        steps = min(len(ladders[above]), len(ladders[below]))
        alike = [step for step in range(steps) if ladders[above][step] == ladders[below][step]]
        apart = alike[-1] + 1 if alike else 0
        if apart < steps:
            needed[above], needed[below] = max(needed[above], apart), max(needed[below], apart)
    return [ladder[: step + 1] for ladder, step in zip(ladders, _as_one(ladders, needed), strict=True)]


def _as_one(ladders: Sequence[Ladder], needed: list[int]) -> list[int]:
    """The same number of decimals for neighbours that nothing tells apart."""
    needed = list(needed)
    for pairs in (list(pairwise(range(len(ladders)))), list(pairwise(reversed(range(len(ladders)))))):
        for one, other in pairs:
            steps = min(len(ladders[one]), len(ladders[other]))
            if ladders[one][steps - 1] == ladders[other][steps - 1]:
                needed[other] = max(needed[one], needed[other])
    return needed


def shown_among(rows: Iterable[JSON]) -> list[JSON]:
    """Some rows of a board, best first, as if they were all of it: how the others stand cannot be read off them."""
    rows = list(rows)
    near = [row for row in rows if row.get("shown", {}).get("coarser")]  # any other looks like nobody even so
    ladders = told_apart([[*row["shown"]["coarser"], row["shown"]["total"]] for row in near])
    texts = {row["team"]: shown_as(ladder, row["shown"]["rounds"]) for row, ladder in zip(near, ladders, strict=True)}
    return [row | {"shown": texts[row["team"]]} if row["team"] in texts else row for row in rows]
