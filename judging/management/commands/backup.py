"""manage.py backup SLUG | --all [--to FILE]: events, their history, record and people in one file."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from events.models import Event
from judging.lookup import event_named
from judging.safety.copies import copy_of, write_file
from judging.safety.keeper import STAMP


class Command(BaseCommand):
    help = "Copy an event, or all of them and every account, to one file; manage.py restore brings it back."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("slug", nargs="?", help="the event's address")
        parser.add_argument("--all", action="store_true", help="every event and every account")
        parser.add_argument("--to", type=Path, help="the file to write; without it, one in BACKUP_DIR")

    def handle(self, *args: Any, **options: Any) -> None:
        if bool(options["slug"]) == options["all"]:
            raise CommandError("Say which event, for instance: manage.py backup my-event; or --all for every event.")
        events = list(Event.objects.order_by("pk")) if options["all"] else [event_named(options["slug"])]
        path = options["to"] or self._path("all-events" if options["all"] else options["slug"])
        data, _digests = copy_of(events, everybody=options["all"])
        try:
            write_file(path, data)
        except OSError as error:
            raise CommandError(f"{path}: {error.strerror}.") from None
        self.stdout.write(str(path))

    def _path(self, name: str) -> Path:
        if not settings.BACKUP_DIR:
            raise CommandError("BACKUP_DIR is empty: say where to with --to FILE.")
        return Path(settings.BACKUP_DIR) / f"{name}.{timezone.now().strftime(STAMP)}.podium.zip"
