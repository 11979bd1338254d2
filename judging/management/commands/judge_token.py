"""manage.py judge_token SLUG JUDGE: a judge's bearer token for the API."""

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from judging.links import api_token
from judging.lookup import judge_named


class Command(BaseCommand):
    help = "Print a judge's bearer token for POST /api/judge/score."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("slug")
        parser.add_argument("judge")

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(api_token(judge_named(options["slug"], options["judge"])))
