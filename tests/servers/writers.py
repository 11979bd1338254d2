"""Everything that writes to a running event, on the database of the environment: prints as JSON what each transaction took.

Run by test_lock_order.py in a process of its own, for the tests' own process is on SQLite, which locks no rows.
"""

import json
import re
import sys
from contextlib import contextmanager
from pathlib import Path

import django

django.setup()

from django.contrib.auth import get_user_model  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.db import connection  # noqa: E402
from django.test import Client  # noqa: E402
from django.test.utils import setup_test_environment  # noqa: E402
from django.urls import reverse  # noqa: E402
from psycopg.pq import TransactionStatus  # noqa: E402

from events import board, screens  # noqa: E402
from events.models import Reveal, Screen  # noqa: E402
from events.reveal import show  # noqa: E402
from judging.closing import close_event  # noqa: E402
from judging.control.deed import Deed  # noqa: E402
from judging.control.deeds import carry_out, link_state  # noqa: E402
from judging.exchange import dump_event  # noqa: E402
from judging.rehearsal.stage import start_rehearsal, wipe_rehearsal  # noqa: E402
from judging.returns import return_sheet  # noqa: E402
from judging.safety.copies import copy_of, read_copy  # noqa: E402
from judging.safety.restore import restore_event  # noqa: E402
from tests.cast import Gala  # noqa: E402
from tests.pages import added, send  # noqa: E402

WRITES = re.compile(r'(?:INSERT INTO|UPDATE|DELETE FROM) "(?P<table>\w+)"')
LOCKS = re.compile(r'SELECT .*? FROM "(?P<table>\w+)".* FOR (?:NO KEY )?UPDATE', re.DOTALL)


@contextmanager
def taken():
    """For each transaction of the block, the tables whose rows it takes, in order."""
    transactions = []

    def note(execute, sql, params, many, context):
        # A transaction begins with its first statement; without one, each statement is its own.
        if connection.connection.info.transaction_status == TransactionStatus.IDLE:
            transactions.append([])
        found = WRITES.match(sql) or LOCKS.match(sql)
        if found:
            transactions[-1].append(found["table"])
        return execute(sql, params, many, context)

    connection.ensure_connection()
    with connection.execute_wrapper(note):
        yield transactions


class Evening:
    """A gala and its organiser's browser: everything that is done to it, in this order."""

    def __init__(self, folder):
        self.gala, self.folder = Gala(), folder
        Screen.objects.create(event=self.gala.event, name="Hall")
        user = get_user_model().objects.create_superuser("olga")
        self.user, self.client = user, Client()
        self.client.force_login(user)

    def deed(self, do, which, seen, to):
        carry_out(self.gala.event, Deed(do, str(which), seen, to))

    def page_of(self, thing):
        return reverse(f"admin:{thing._meta.app_label}_{thing._meta.model_name}_change", args=[thing.pk])

    def form(self, thing, **changes):
        answer = send(self.client, self.page_of(thing), changes)
        assert answer.status_code == 302, answer.content.decode()

    def turn(self):
        return Reveal.objects.get(event=self.gala.event).turn

    # --- what writes, by name -----------------------------------------------------------------------

    def rehearse(self):
        start_rehearsal(self.gala.event, self.user, judges=3, rate=60, seconds=10)

    def wipe_the_rehearsal(self):
        self.gala.score(self.gala.ann, self.gala.red, "1", "1")
        wipe_rehearsal(self.gala.event)

    def submit(self):
        self.gala.score(self.gala.ann, self.gala.red, "5", "5")

    def submit_again(self):
        self.gala.score(self.gala.ann, self.gala.red, "6", "5")

    def return_a_sheet(self):
        return_sheet(self.gala.bob, self.gala.ann.scores.get(), 2, "Look again")

    def save_an_events_page(self):
        self.form(self.gala.event, description="Come in", **{"teams-1-name": "Greens", "judges-0-name": "Anna"})

    def save_a_rounds_page(self):
        self.form(self.gala.final, name="Grand final", **{"criteria-0-weight": "2"})

    def give_a_bonus(self):
        self.form(self.gala.red, **added("adjustments", {"points": "1", "reason": "First"}))

    def mark_a_team_absent(self):
        self.deed("team", self.gala.blue.pk, "active", "absent")

    def lock_a_round_by_deed(self):
        self.deed("round", self.gala.final.pk, "open", "locked")

    def let_late_marks_in(self):
        self.deed("late", f"{self.gala.bob.pk}-{self.gala.final.pk}", "out", "in")

    def give_a_new_link(self):
        self.gala.bob.refresh_from_db()
        self.deed("link", self.gala.bob.pk, link_state(self.gala.bob), "new")

    def announce(self):
        self.deed("announce", "", "", "Lunch")

    def announce_on_the_screens_page(self):
        screens.announce(self.gala.event, "Tea", urgent=False, ends_at=None)

    def open_rounds_from_their_list(self):
        self.gala.final.refresh_from_db()
        seen = f"{self.gala.event.pk}-{self.gala.final.pk}-{self.gala.final.status}"
        fields = {"action": "open_rounds", "_selected_action": [self.gala.final.pk], "sure": seen}
        self.client.post(reverse("admin:events_round_changelist"), fields)
        self.gala.final.refresh_from_db()
        assert self.gala.final.status == "open"

    def open_a_round_on_its_page(self):
        for status in ("locked", "open"):
            self.form(self.gala.final, status=status)

    def freeze_by_deed(self):
        self.deed("freeze", "", "live", "frozen")

    def submit_behind_a_freeze(self):
        self.gala.score(self.gala.bob, self.gala.red, "7", "7")

    def begin_a_reveal(self):
        show.begin(self.gala.event)

    def press(self):
        show.press(self.gala.event, self.turn())

    def take_back(self):
        show.undo(self.gala.event, self.turn())

    def play_by_itself(self):
        show.set_autoplay(self.gala.event, self.turn(), 5)

    def stop_the_reveal(self):
        show.stop(self.gala.event)

    def release(self):
        board.release(self.gala.event.pk)

    def freeze(self):
        board.freeze(self.gala.event.pk)

    def close_the_event(self):
        close_event(self.gala.event, release=True)

    def load_the_file_again(self):
        path = self.folder / "again.event.json"
        path.write_text(dump_event(self.gala.event))
        call_command("load_event", str(path), replace=True, stdout=sys.stderr)

    def restore_a_copy(self):
        restore_event(read_copy(copy_of([self.gala.event])[0]), "gala", people=False, replace=True)


WRITERS = [name for name in vars(Evening) if not name.startswith("_") and name not in ("deed", "page_of", "form", "turn")]


def main():
    setup_test_environment()
    evening, found = Evening(Path(sys.argv[1])), {}
    for name in WRITERS:
        with taken() as transactions:
            getattr(evening, name)()
        found[name] = [tables for tables in transactions if tables]
    print(json.dumps(found))  # noqa: T201


if __name__ == "__main__":
    main()
