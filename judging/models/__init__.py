"""Who judges what, by which rules, and every mark that was given; a sheet's versions are never overwritten."""

from judging.models.office import Conflict, CopyClock, Project, Rehearsal, Upload
from judging.models.people import Assignment, Judge, new_link_key
from judging.models.rules import Rules, TieBreak, rules_of
from judging.models.sheets import Adjustment, Mark, Score, ScoreVersion

__all__ = [
    "Adjustment",
    "Assignment",
    "Conflict",
    "CopyClock",
    "Judge",
    "Mark",
    "Project",
    "Rehearsal",
    "Rules",
    "Score",
    "ScoreVersion",
    "TieBreak",
    "Upload",
    "new_link_key",
    "rules_of",
]
