"""Judges, rules and scores in Django admin; extends the pages that events has begun."""

from judging.admin import event, people, rounds, scores

__all__ = ["event", "people", "rounds", "scores"]
