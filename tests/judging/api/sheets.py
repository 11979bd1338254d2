"""A sheet as programs send it, and what has been written of it."""

from judging.models import Mark, Score, ScoreVersion

SHEET = {"eventId": "gala", "roundId": "final", "teamId": "red", "judgeId": "ann", "scores": {"technique": "7.75", "style": None}}
URL = "/api/judge/score"


def written():
    return Score.objects.count(), Mark.objects.count(), ScoreVersion.objects.count()
