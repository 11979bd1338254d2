"""manage.py demo: events to try, an organiser to sign in as, and where to go. Run again, it keeps what is there."""

import json
import secrets
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.management.base import BaseCommand
from django.urls import reverse

from events.models import Event
from judging.exchange import load_event
from judging.links import sign_in_url
from judging.models import Judge

SAMPLE = "harbour-hack"
FILES = (
    "sample.event.json",
    "realworld/esc-1969.event.json",
    "realworld/isu-gpf2017-junior-ice-dance-free-dance.event.json",
)
ORGANISER = "organiser"


class Command(BaseCommand):
    help = "Load the demo events and an organiser, and print where to go."

    def handle(self, *args: Any, **options: Any) -> None:
        for name in FILES:
            text = (settings.BASE_DIR / "data" / name).read_text(encoding="utf-8")
            if not Event.objects.filter(slug=json.loads(text)["event"]["slug"]).exists():
                load_event(text)
        self._show(_organiser_password(settings.BASE_DIR / "var" / "demo.json"))

    def _show(self, password: str) -> None:
        event = Event.objects.get(slug=SAMPLE)
        judge = event.judges.filter(status=Judge.Status.ACTIVE).first()
        page = reverse("events:event", args=[event.slug])
        lines = {
            "All events": settings.PUBLIC_URL + "/",
            "Scoreboard": settings.PUBLIC_URL + page,
            "Projector": settings.PUBLIC_URL + reverse("events:screen", args=[event.slug]),
            "Organiser": f"{settings.PUBLIC_URL}{reverse('admin:index')}   sign in as {ORGANISER} with {password}",
            f"Judge {judge}": sign_in_url(judge) if judge else "every judge has withdrawn",
        }
        self.stdout.write(self.style.SUCCESS("\nPodium is ready. Open the projector page, then submit a score as the judge.\n"))
        for label, value in lines.items():
            self.stdout.write(f"  {label:<20}{value}")
        self.stdout.write("\n  Stop it with Ctrl+C. `make demo` starts it again and keeps the data.\n")


def _organiser_password(kept: Path) -> str:
    """The organiser's password, made with the organiser and kept in a file that only this user may read."""
    known = str(json.loads(kept.read_text())["password"]) if kept.exists() else ""
    user = get_user_model().objects.filter(username=ORGANISER).first()
    if user:
        return known if known and user.check_password(known) else "the password that you have set"
    password = known or secrets.token_urlsafe(9)
    get_user_model().objects.create_superuser(ORGANISER, password=password)
    kept.parent.mkdir(exist_ok=True)
    kept.touch(mode=0o600)
    kept.write_text(json.dumps({"username": ORGANISER, "password": password}))
    return password
