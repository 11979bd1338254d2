"""Everything that writes to a running event, on the database of the environment: prints as JSON what each transaction took.

Run by test_lock_order.py in a process of its own, for the tests' own process is on SQLite, which locks no rows.
"""

import json
import re
import sys
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

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
from events.models import Criterion, Division, Event, Reveal, Round, Screen, Team  # noqa: E402
from events.reveal import show  # noqa: E402
from judging.assigning import matrix_of  # noqa: E402
from judging.closing import close_event  # noqa: E402
from judging.control.deed import Deed  # noqa: E402
from judging.control.deeds import carry_out, link_state  # noqa: E402
from judging.exchange import dump_event  # noqa: E402
from judging.links import sign_in_url  # noqa: E402
from judging.models import Assignment, Judge, Score  # noqa: E402
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


class Office:
    """A gala and its organiser's browser."""

    def __init__(self, folder):
        self.gala, self.folder = Gala(), folder
        Screen.objects.create(event=self.gala.event, name="Hall")
        user = get_user_model().objects.create_superuser("olga")
        self.user, self.client = user, Client()
        self.client.force_login(user)

    def deed(self, do, which, seen, to):
        carry_out(self.gala.event, Deed(do, str(which), seen, to))

    def page_of(self, thing, page="change"):
        return reverse(f"admin:{thing._meta.app_label}_{thing._meta.model_name}_{page}", args=[thing.pk])

    def form(self, thing, **changes):
        answer = send(self.client, self.page_of(thing), changes)
        assert answer.status_code == 302, answer.content.decode()

    def act(self, action, *things, **confirmed):
        """An action on rows of their list; one that asks is told to go on."""
        fields = {"action": action, "_selected_action": [thing.pk for thing in things]} | confirmed
        meta = things[0]._meta
        page = reverse(f"admin:{meta.app_label}_{meta.model_name}_changelist")
        answer = self.client.post(page, fields)
        if answer.status_code == 200:
            answer = self.client.post(page, fields | {"sure": answer.context["seen"]})
        assert answer.status_code == 302, answer.content.decode()

    def delete(self, thing):
        answer = self.client.post(self.page_of(thing, "delete"), {"post": "yes"})
        assert answer.status_code == 302, answer.content.decode()
        assert not type(thing).objects.filter(pk=thing.pk).exists()

    def bring(self, kind, table):
        """A table that is imported as its preview says."""
        page = self.client.post(
            reverse("admin:events_event_import", args=[self.gala.event.pk]), {"kind": kind, "text": table}, follow=True
        )
        preview = page.context["preview"]
        assert (preview.writes, preview.counts["refuse"]) == (len(preview.outcomes), 0)
        assert self.client.post(page.redirect_chain[-1][0], {"digest": preview.digest}).status_code == 302

    def planner(self, **query):
        return reverse("admin:events_event_planner", args=[self.gala.event.pk], query=query)

    def turn(self):
        return Reveal.objects.get(event=self.gala.event).turn


class Evening(Office):
    """Everything that is done to it and writes, by name and in this order."""

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
        self.act("open_rounds", self.gala.final)
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

    def import_teams(self):
        self.bring("teams", "Team,Code,Division,Table\nPink,pink,Juniors,1\nCyan,cyan,Juniors,2\nRed,red,Seniors,3\n")

    def import_judges(self):
        self.bring("judges", "Judge,Code\nCid,cid\nDee,dee\n")

    def import_assignments(self):
        self.bring("assignments", "Judge,Team,Round\nCid,Pink,Final\nDee,Cyan,Final\n")

    def set_an_assignments_teams_in_a_shell(self):
        Assignment.objects.get(judge__code="cid").teams.set(Team.objects.filter(code__in=("pink", "cyan")))

    def import_conflicts(self):
        self.bring("conflicts", "Judge,Team,Reason\nCid,Red,Sister\n")

    def write_a_plan(self):
        asked = {"round": "final", "times": "1", "seed": "1"}
        digest = self.client.get(self.planner(**asked)).context["matrix"].digest
        assert self.client.post(self.planner(), asked | {"digest": digest}).status_code == 302

    def turn_a_cell_of_the_plan(self):
        judge, team = Judge.objects.get(code="cid"), Team.objects.get(code="cyan")
        on = (judge.pk, team.pk) in matrix_of(self.gala.event, self.gala.final).pairs
        assert self.client.post(self.planner(), {"round": "final", "cell": f"{judge.pk}-{team.pk}-{int(on)}"}).status_code == 302

    def replace_links_from_their_list(self):
        self.act("replace_links", *Judge.objects.order_by("code"))

    def withdraw_a_judge_on_the_page_of_links(self):
        page = reverse("admin:events_event_links", args=[self.gala.event.pk])
        self.client.post(page, {"judge": Judge.objects.get(code="dee").pk, "action": "withdraw"})
        assert Judge.objects.get(code="dee").status == "withdrawn"

    def save_a_row_in_a_shell(self):
        team = Team.objects.get(code="pink")
        team.name = "Rose"
        team.save()

    def open_a_link(self):
        link = sign_in_url(Judge.objects.get(code="cid"))
        assert Client().post(urlsplit(link).path).status_code == 302

    def confirm_rounds_from_their_list(self):
        self.act("confirm_rounds", self.gala.final)

    def take_confirmations_back_from_their_list(self):
        self.act("end_confirmations", self.gala.final)

    def delete_a_sheet(self):
        self.delete(Score.objects.filter(judge__code="bob").first())

    def delete_a_team(self):
        self.delete(Team.objects.get(code="pink"))

    def delete_teams_from_their_list(self):
        self.act("delete_selected", Team.objects.get(code="cyan"), post="yes")
        assert not Team.objects.filter(code="cyan").exists()

    def delete_a_division(self):
        self.delete(Division.objects.get(name="Juniors"))

    def delete_a_judge(self):
        self.delete(Judge.objects.get(code="cid"))

    def delete_a_round(self):
        encore = Round.objects.create(event=self.gala.event, code="encore", name="Encore")
        Criterion.objects.create(round=encore, code="joy", name="Joy", maximum=10)
        self.delete(encore)

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

    def delete_an_event(self):
        self.delete(Event.objects.get(slug="gala"))


WRITERS = [name for name in vars(Evening) if not name.startswith("_")]


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
