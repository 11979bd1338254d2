"""Everybody who may come to an address, in a browser of their own, and the rows that addresses name."""

import copy

from axes.models import AccessAttempt, AccessFailureLog, AccessLog
from django.contrib.auth.models import Group, User
from django.test import Client

from events.models import Picture, Reveal, Screen, Webhook
from events.reveal.presenter import presenter_url
from judging.control.deeds import link_state
from judging.links import sign_in_url
from judging.models import Judge, ScoreVersion
from judging.refresh import refresh
from tests.cast import Gala

# Who comes, in the order of the table's columns.
ROLES = ("anonymous", "judge", "colleague", "head", "stranger", "organiser", "rival", "superuser")


class Everybody:
    """The gala and another event, each with an organiser; Ann, whose sheets the addresses name, and who else there is.

    `browser(role)` is a client of its own for each visit; `places` is what an address of the table may name in braces.
    """

    def __init__(self):
        self.gala, self.elsewhere = Gala(), Gala(slug="elsewhere")
        gala = self.gala
        hana = Judge.objects.create(event=gala.event, code="hana", name="Hana", head=True)
        hana.assignments.create(round=gala.final)
        gala.score(gala.ann, gala.red, "5", "5")
        AccessAttempt.objects.create(pk=1, failures_since_start=1)
        AccessFailureLog.objects.create(pk=1)
        heat = gala.event.rounds.create(code="heat", name="Heat", status="locked")
        heat.criteria.create(code="charm", name="Charm")
        gala.ann.assignments.create(round=heat)
        self.users = {name: self._user(name, **more) for name, more in STAFF.items()}
        gala.event.organisers.add(self.users["organiser"])
        self.elsewhere.event.organisers.add(self.users["rival"])
        self.browsers = {role: Client() for role in ROLES}
        judges = {"judge": gala.ann, "colleague": gala.bob, "head": hana, "stranger": self.elsewhere.bob}
        for role, judge in judges.items():
            self.browsers[role].post(sign_in_url(judge).split("8000")[1])
        for role, user in self.users.items():
            self.browsers[role].force_login(user)
        self.places = self._places()
        for event in (gala.event, self.elsewhere.event):
            refresh(event.pk)

    def _user(self, name, **more):
        return User.objects.create_user(name, password="x", **more)

    def _places(self):
        gala = self.gala
        rows = {
            "event": gala.event,
            "round": gala.final,
            "heat": gala.event.rounds.get(code="heat"),
            "team": gala.red,
            "judge": gala.ann,
            "score": gala.ann.scores.get(),
            "version": ScoreVersion.objects.first(),
            "division": gala.event.divisions.create(code="a", name="A"),
            "user": self.users["rival"],
            "accesslog": AccessLog.objects.first(),  # of the sign-ins above
            "group": Group.objects.create(name="Staff"),
            "webhook": Webhook.objects.create(event=gala.event, url="https://example.org/board"),
        }
        return {name: row.pk for name, row in rows.items()} | {
            "link": last_part(sign_in_url(gala.bob)),
            "link_state": link_state(gala.ann),
            "presenter": self._hall(),
        }

    def _hall(self):
        """A screen, a picture and a reveal; returns what the presenter's link holds."""
        event = self.gala.event
        Screen.objects.create(event=event, name="Hall")
        Picture.objects.create(event=event, name="Logo", digest="abc", kind="image/webp", data=b"RIFF")
        return last_part(presenter_url(event, Reveal.objects.create(event=event)))

    def browser(self, role):
        """The role's browser as it was before any visit: a visit may sign out or change sessions."""
        return copy.deepcopy(self.browsers[role])

    def cookie(self, role):
        """The role's session as a header of a raw request."""
        session = self.browsers[role].cookies.get("sessionid")
        return [(b"cookie", f"sessionid={session.value}".encode())] if session else []


def last_part(address):
    return address.rstrip("/").rsplit("/", 1)[1]


STAFF = {"organiser": {"is_staff": True}, "rival": {"is_staff": True}, "superuser": {"is_staff": True, "is_superuser": True}}
