"""Everything that the control room shows of an event, read at one go."""

from datetime import timedelta
from typing import Any

from django.utils import timezone

from events import screens
from events.live.figures import figures_of
from events.models import Board, Event, Round
from events.reveal.stand import running
from judging.control import deeds, hall
from judging.control.panel import figures, panel_now
from judging.control.sheets import STATES, Map, maps_of
from judging.control.trouble import troubles
from judging.reading import reading_of


def room_of(event: Event, code: str) -> dict[str, Any]:
    """The room's context; `code` names the round whose map is shown, else it is the one at work."""
    rounds = list(event.rounds.all())
    begun = [round_ for round_ in rounds if round_.status != Round.Status.UPCOMING]
    shown = _shown(rounds, code)
    reading = reading_of(event)
    maps = maps_of(event, begun if shown is None or shown in begun else [*begun, shown], reading)
    map_ = next((each for each in maps if shown is not None and each.round.pk == shown.pk), None)
    known = figures(event, reading)
    panel = panel_now(event, map_, known["lines"])
    live = figures_of(event)
    now = timezone.now()
    rows: list[dict[str, Any]] = [{"screen": screen, "presence": screens.presence(screen, now)} for screen in event.screens.all()]
    return {
        "event": event,
        "rounds": [{"round": each, "total": _total(maps, each), "steps": STEPS[each.status]} for each in rounds],
        "shown": shown,
        "shown_pk": str(shown.pk) if shown else "",
        "map": map_,
        "panel": [{"now": each, "link": deeds.link_state(each.judge)} for each in panel],
        "cuts": known["cuts"],
        "troubles": troubles(event, maps, panel, live.state),
        "live": live,
        "viewers": live.sockets + live.streams,
        "hall": rows,
        "here": sum(row["presence"]["word"] == "online" for row in rows),
        "board": Board.objects.get(event=event),
        "announced": hall.announced(event),
        "revealing": running(event.pk) is not None,
        "legend": [(state, *STATES[state]) for state in STATES if state != "none"],
        "now": now,
        "just_now": now - timedelta(minutes=1),
    }


# From each state of a round, the states that a button leads to; the usual one first.
STEPS: dict[str, list[str]] = {
    "upcoming": ["open"],
    "open": ["locked"],
    "locked": ["closed", "open"],
    "closed": ["locked"],
}


def _shown(rounds: list[Round], code: str) -> Round | None:
    named = next((round_ for round_ in rounds if round_.code == code), None)
    at_work = next((round_ for round_ in rounds if round_.status == Round.Status.OPEN), None)
    last = next((round_ for round_ in reversed(rounds) if round_.status != Round.Status.UPCOMING), None)
    return named or at_work or last or next(iter(rounds), None)


def _total(maps: list[Map], round_: Round) -> Any:
    return next((map_.total for map_ in maps if map_.round.pk == round_.pk), None)
