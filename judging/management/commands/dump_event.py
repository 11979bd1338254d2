"""manage.py dump_event SLUG: an event as an event file, on standard output."""

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from judging.exchange import dump_event
from judging.lookup import event_named


class Command(BaseCommand):
    help = "Write an event as an event file (scoreboard-event/1)."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("slug")

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(dump_event(event_named(options["slug"])), ending="")
