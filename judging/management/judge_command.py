"""A command about one judge of one event: manage.py NAME SLUG JUDGE."""

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from judging.lookup import judge_named
from judging.models import Judge


class JudgeCommand(BaseCommand):
    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("slug")
        parser.add_argument("judge")

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(self.answer(judge_named(options["slug"], options["judge"])))

    def answer(self, judge: Judge) -> str:
        """What the command prints for this judge."""
        raise NotImplementedError
