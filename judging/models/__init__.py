"""Who judges what, by which rules, and every mark that was given; a sheet's versions are never overwritten."""

from judging.models.office import Conflict, CopyClock, Project, Rehearsal, Shelf, Upload
from judging.models.panel import Extension, RoundConfirmation, SheetReturn
from judging.models.people import Assignment, Judge, LinkTerms, new_link_key, terms_of
from judging.models.presence import Presence
from judging.models.rules import Rules, TieBreak, rules_of
from judging.models.sheets import NOTE_LENGTH, REASON_LENGTH, Adjustment, Mark, Score, ScoreVersion

__all__ = [
    "NOTE_LENGTH",
    "REASON_LENGTH",
    "Adjustment",
    "Assignment",
    "Conflict",
    "CopyClock",
    "Extension",
    "Judge",
    "LinkTerms",
    "Mark",
    "Presence",
    "Project",
    "Rehearsal",
    "RoundConfirmation",
    "Rules",
    "Score",
    "ScoreVersion",
    "SheetReturn",
    "Shelf",
    "TieBreak",
    "Upload",
    "new_link_key",
    "rules_of",
    "terms_of",
]
