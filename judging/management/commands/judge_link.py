"""manage.py judge_link SLUG JUDGE: a judge's personal sign-in link."""

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from judging.links import sign_in_url
from judging.lookup import judge_named


class Command(BaseCommand):
    help = "Print a judge's personal sign-in link."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("slug")
        parser.add_argument("judge")

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(sign_in_url(judge_named(options["slug"], options["judge"])))
