"""The reference implementation of judged ranking: pure Python, exact arithmetic, usable by itself.

compute(Contest) gives Standings; check(Contest) says what is wrong with its rules. Design 4.4 is the contract, each
module names the source of its rules.
"""

from judging.standings.contest import Adjustment, Contest, Criterion, Judge, Mark, Round, Rules, Team, TieBreak
from judging.standings.ranking import Cut, Place, Row, Standings, compute
from judging.standings.rounding import decimal_text
from judging.standings.rounds import round_places
from judging.standings.rules import Problem, check

__all__ = [
    "Adjustment",
    "Contest",
    "Criterion",
    "Cut",
    "Judge",
    "Mark",
    "Place",
    "Problem",
    "Round",
    "Row",
    "Rules",
    "Standings",
    "Team",
    "TieBreak",
    "check",
    "compute",
    "decimal_text",
    "round_places",
]
