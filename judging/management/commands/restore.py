"""manage.py restore FILE [SLUG] [--replace]: a lost event back from a copy, on this machine or another, in one command."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import connection, transaction
from django.db.migrations.executor import MigrationExecutor

from judging.record.who import Actor, acting
from judging.safety.copies import Copy, CopyError, read_copy
from judging.safety.restore import restore_event


class Command(BaseCommand):
    help = "Bring the events of a copy back, with their history, record and people. An empty database is set up first."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("slug", nargs="?", help="only this event of the copy")
        parser.add_argument("--replace", action="store_true", help="put the copy in the place of an event that is there")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            copy = read_copy(options["file"].read_bytes())
            with self._one_step(), acting(Actor(name="manage.py restore")):
                for slug in [options["slug"]] if options["slug"] else copy.events:
                    event = restore_event(copy, slug, people=True, replace=options["replace"])
                    self.stdout.write(f"Restored {event.name}: /events/{event.slug}/")
        except OSError as error:
            raise CommandError(f"{options['file']}: {error.strerror}.") from None
        except CopyError as error:
            raise CommandError(f"{options['file']}: nothing was changed. {error}") from None
        self._say_of_keys(copy)

    @contextmanager
    def _one_step(self) -> Iterator[None]:
        """Tables and rows appear together: a server that runs meanwhile never finds tables without the event.

        It would tell its screens that the event is gone, and they would stop asking. SQLite changes tables in a
        transaction only while foreign keys are not checked, so they are checked at its end.
        """
        executor = MigrationExecutor(connection)
        if not executor.migration_plan(executor.loader.graph.leaf_nodes()):
            with transaction.atomic():
                yield
            return
        with connection.constraint_checks_disabled(), transaction.atomic():
            call_command("migrate", verbosity=0, interactive=False)
            yield
            connection.check_constraints()

    def _say_of_keys(self, copy: Copy) -> None:
        if not copy.same_key:
            words = (
                "SECRET_KEY is not the one that this copy was made with: the judges' links and QR codes of that machine do not"
            )
            self.stderr.write(f"{words} work here. Start with the old SECRET_KEY, or hand out new links.")
