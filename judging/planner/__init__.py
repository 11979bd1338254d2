"""Planning who judges what: every team seen often enough, equal loads, conflicts kept apart, tables close together.

plan() is pure: no Django, no clock, the same answer for the same question.
"""

from judging.planner.plan import Plan, Question, Trouble, plan

__all__ = ["Plan", "Question", "Trouble", "plan"]
