"""manage.py judge_link SLUG JUDGE: a judge's personal sign-in link."""

from judging.links import sign_in_url
from judging.management.judge_command import JudgeCommand
from judging.models import Judge


class Command(JudgeCommand):
    help = "Print a judge's personal sign-in link."

    def answer(self, judge: Judge) -> str:
        return sign_in_url(judge)
