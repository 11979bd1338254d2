"""manage.py judge_token SLUG JUDGE: a judge's bearer token for the API."""

from judging.links import api_token
from judging.management.judge_command import JudgeCommand
from judging.models import Judge


class Command(JudgeCommand):
    help = "Print a judge's bearer token for POST /api/judge/score."

    def answer(self, judge: Judge) -> str:
        return api_token(judge)
