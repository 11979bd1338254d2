"""manage.py export_event SLUG --to PLACE: the static copy of a public event, into a new folder or a .zip."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import translation

from events.models import Event
from events.results.archive import archive_files, archive_of, read_whole
from events.results.reading import read_results


class Command(BaseCommand):
    help = "Write what the public sees of an event as plain files, for any web server."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("slug")
        parser.add_argument("--to", required=True, type=Path, help="an empty or a new folder, or a name ending in .zip")

    def handle(self, *args: Any, slug: str, to: Path, **options: Any) -> None:
        event = Event.objects.public().filter(slug=slug).first()
        results = read_results(event) if event else None
        if event is None or results is None:
            raise CommandError(f"There is no public event at {slug}. A draft is public nowhere: set its status in admin first.")
        zipped = to.suffix == ".zip"
        if to.exists() and (zipped or not to.is_dir() or any(to.iterdir())):
            raise CommandError(f"{to} is there already; nothing was written. Name a new folder, an empty one, or a new .zip.")
        whole = read_whole(results)
        with translation.override(event.language):
            files = {to: archive_of(whole)} if zipped else {to / name: body for name, body in archive_files(whole).items()}
        for path, content in files.items():
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
        self.stdout.write(f"Wrote board {whole.cursor} of {whole.name} to {to}. {whole.standing}.")
