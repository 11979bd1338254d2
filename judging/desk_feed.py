"""The desk feed: what goes on at an event's desks, without a mark. Stored after every change that may have moved it."""

from collections.abc import Iterable

from django.db import transaction
from django.http import HttpRequest

from events import board, feeds
from events.board import JSON
from events.cursor import Cursor
from events.live import kinds
from events.models import Board, Event, FeedState
from judging.confirmations import confirmed_rounds
from judging.contest import contest_of
from judging.identity import judges_of
from judging.models import Extension, Judge, Rehearsal, SheetReturn
from judging.presence import note_here, note_seen
from judging.progress import Progress, progress_of, together

KIND = "desk"


def connect() -> None:
    """Say who may follow the feed; called once, when the app is ready."""
    kinds.admit(KIND, may_follow, note_here)


def may_follow(request: HttpRequest, slug: str) -> list[int] | bool:
    """The event's judges by their ids, as long as their links last, and the staff who run it."""
    mine = [judge for judge in judges_of(request) if judge.event.slug == slug]
    for judge in mine:
        note_seen(judge)
    return [judge.pk for judge in mine] or kinds.runs_it(request, slug)


def store(event_id: int, at: Cursor | None = None, panel: Iterable[Progress] | None = None) -> None:
    """Store what the desks show now. `panel` may bring the progress along that the board published at `at` was made with."""

    def state() -> JSON | None:
        event = Event.objects.get(pk=event_id)
        if panel is None:
            return state_of(event, panel_of(event))
        # Who has published a newer board since then stores its own progress, after this or before.
        return state_of(event, list(panel)) if at == board.published(event_id) else None

    if Event.objects.filter(pk=event_id).exists():
        feeds.store(event_id, KIND, state)


def cursor_of(event_id: int) -> Cursor:
    """Where the feed stands now."""
    return Cursor(*(FeedState.objects.filter(event_id=event_id, kind=KIND).values_list("epoch", "version").first() or ("0", 0)))


def store_after_commit(event_id: int) -> None:
    """Store the feed once the change at hand is committed: one that moves desks and no board."""
    transaction.on_commit(lambda: store(event_id), robust=True)


def panel_of(event: Event) -> list[Progress]:
    """How far each judge of the event is."""
    return progress_of(event.pk, contest_of(event), event.rounds.all(), event.teams.all())


def state_for(judge: Judge, event: Event, panel: list[Progress]) -> JSON:
    """What of the feed's state concerns this judge's desk: a desk reads itself anew where the feed tells another story.

    Counts of the others, which every sheet of theirs moves, are not part of it.
    """
    state = state_of(event, panel)
    mine = {name: [row for row in state[name] if row["judge"] == judge.code] for name in ("extensions", "returned")}
    counts = [row for row in state["judges"] if row["code"] == judge.code]
    return {name: state[name] for name in ("event", "generation", "rounds", "confirmed", "teams")} | mine | {"judges": counts}


def state_of(event: Event, panel: list[Progress]) -> JSON:
    """The feed's state: states and counts that a desk follows, so that it knows when to read itself anew."""
    rounds = list(event.rounds.all())
    confirmed = confirmed_rounds(event.pk)
    frozen = Board.objects.filter(event=event, frozen=True).exists()
    rehearsed = Rehearsal.objects.filter(event=event).exists()
    extensions = Extension.objects.running().filter(judge__event=event).select_related("judge", "round")
    returned = SheetReturn.objects.filter(judge__event=event, resolved_at=None).select_related("judge", "round", "team")
    return {
        "event": {"status": event.status, "frozen": frozen, "rehearsal": rehearsed},
        "generation": board.generation(event.pk),
        "rounds": [{"code": row.code, "name": row.name, "status": row.status} for row in rounds],
        "confirmed": [row.code for row in rounds if row.pk in confirmed],
        "teams": [{"code": team.code, "status": team.status} for team in event.teams.all()],
        "progress": together(panel),
        "judges": [judge._asdict() for judge in panel],
        "extensions": [
            {"judge": row.judge.code, "round": row.round.code, "until": row.until.isoformat() if row.until else None}
            for row in extensions
        ],
        "returned": [{"judge": row.judge.code, "round": row.round.code, "team": row.team.code} for row in returned],
    }
