"""manage.py rehearse SLUG --judges N --rate R --seconds S: play a rehearsal; --wipe takes it away again."""

import argparse
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from events.models import Event
from judging.lookup import event_named
from judging.record.who import Actor, acting
from judging.rehearsal.play import play
from judging.rehearsal.stage import RehearsalRefused, start_rehearsal, wipe_rehearsal


class Command(BaseCommand):
    help = "Play a rehearsal on an event's real screens, with invented marks. They stay, marked as such, until --wipe."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.formatter_class = argparse.ArgumentDefaultsHelpFormatter
        parser.add_argument("slug")
        parser.add_argument("--judges", type=int, default=5, help="judges that play; missing ones are made up")
        parser.add_argument("--rate", type=float, default=60.0, help="sheets a minute")
        parser.add_argument("--seconds", type=int, default=60, help="how long")
        parser.add_argument("--wipe", action="store_true", help="wipe the rehearsal instead of playing one")

    def handle(self, *args: Any, **options: Any) -> None:
        with acting(Actor(name="manage.py rehearse")):
            self._rehearse(event_named(options["slug"]), options)

    def _rehearse(self, event: Event, options: dict[str, Any]) -> None:
        if options["wipe"]:
            if not wipe_rehearsal(event):
                raise CommandError("There is no rehearsal to wipe: the event is as it was.")
            self.stdout.write("Wiped: the event is as it was.")
            return
        try:
            start_rehearsal(event, None, judges=options["judges"], rate=options["rate"], seconds=options["seconds"])
        except RehearsalRefused as refused:
            raise CommandError(str(refused)) from None
        self.stdout.write(f"Rehearsing {event.name} for {options['seconds']} s.")
        ended = play(event.pk)
        if ended:
            wipe = f"Wipe them: manage.py rehearse {event.slug} --wipe"
            self.stdout.write(f"{ended.sent} sheets sent, {ended.refused} refused. {wipe}")
