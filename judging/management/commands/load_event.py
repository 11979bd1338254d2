"""manage.py load_event FILE [--replace]: an event file becomes an event, whole or not at all."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from judging.exchange import EventFileError, load_event
from judging.record.who import Actor, acting


class Command(BaseCommand):
    help = "Load an event file (scoreboard-event/1). A bad file is refused whole, naming what is wrong and where."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--replace", action="store_true", help="replace the event that has this address already")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            text = options["file"].read_text(encoding="utf-8")
        except OSError as error:
            raise CommandError(f"{options['file']}: {error.strerror}.") from None
        except UnicodeDecodeError:
            raise CommandError(f"{options['file']}: is not UTF-8 text. Save it as UTF-8.") from None
        try:
            with acting(Actor(name="manage.py load_event")):
                event = load_event(text, replace=options["replace"])
        except EventFileError as error:
            raise CommandError(f"{options['file']} was refused, nothing was written.\n{error}") from None
        self.stdout.write(f"Loaded {event.name}: /events/{event.slug}/")
