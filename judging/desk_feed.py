"""The desk feed: what goes on at an event's desks, without a mark. Stored after every change that may have moved it."""

from collections.abc import Iterable

from django.db import transaction
from django.http import HttpRequest

from events import board, feeds
from events.board import JSON
from events.cursor import Cursor
from events.live import kinds
from events.models import Board, Event, FeedState
from judging.identity import judges_of
from judging.known_contest import KnownContest, read_contest
from judging.known_marks import read_marks
from judging.known_setup import KnownSetup, read_setup
from judging.models import Judge, SheetReturn
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
        if panel is None:
            return _state_now(event_id)
        # Who has published a newer board since then stores its own progress, after this or before.
        return _state_now(event_id, list(panel)) if at == board.published(event_id) else None

    if Event.objects.filter(pk=event_id).exists():
        feeds.store(event_id, KIND, state)


def cursor_of(event_id: int) -> Cursor:
    """Where the feed stands now."""
    return Cursor(*(FeedState.objects.filter(event_id=event_id, kind=KIND).values_list("epoch", "version").first() or ("0", 0)))


def store_known(setup: KnownSetup, contest: KnownContest, panel: list[Progress], *, frozen: bool) -> None:
    """Store what the desks show now, in the transaction that publishes the board, its row locked and this still its set-up."""
    feeds.store(setup.event.pk, KIND, lambda: _state(setup, contest, panel, frozen=frozen))


def store_after_commit(event_id: int) -> None:
    """Store the feed once the change at hand is committed: one that moves desks and no board."""
    transaction.on_commit(lambda: store(event_id), robust=True)


def state_for(judge: Judge) -> tuple[list[Progress], JSON]:
    """How far each judge of the event is, and what of the feed's state concerns this judge's desk.

    A desk reads itself anew where the feed tells another story. Counts of the others, which every sheet of theirs moves,
    are not part of it.
    """
    setup = read_setup(judge.event_id)
    panel = progress_of(setup, read_marks(setup))
    state = _state_with(setup, panel)
    mine = {name: [row for row in state[name] if row["judge"] == judge.code] for name in ("extensions", "returned")}
    counts = [row for row in state["judges"] if row["code"] == judge.code]
    same = {name: state[name] for name in ("event", "generation", "rounds", "confirmed", "teams")}
    return panel, same | mine | {"judges": counts}


def _state_now(event_id: int, panel: list[Progress] | None = None) -> JSON:
    setup = read_setup(event_id)
    return _state_with(setup, progress_of(setup, read_marks(setup)) if panel is None else panel)


def _state_with(setup: KnownSetup, panel: list[Progress]) -> JSON:
    frozen = Board.objects.filter(event=setup.event.pk, frozen=True).exists()
    return _state(setup, read_contest(setup.event.pk), panel, frozen=frozen)


def _state(setup: KnownSetup, contest: KnownContest, panel: list[Progress], *, frozen: bool) -> JSON:
    """The feed's state: states and counts that a desk follows, so that it knows when to read itself anew."""
    rounds = contest.rounds
    return {
        "event": {"status": contest.event.status, "frozen": frozen, "rehearsal": hasattr(contest.event, "rehearsal")},
        "generation": setup.generation,
        "rounds": [{"code": row.code, "name": row.name, "status": row.status} for row in rounds],
        "confirmed": [row.code for row in rounds if row.pk in setup.confirmed],
        "teams": [{"code": team.code, "status": team.status} for team in contest.teams],
        "progress": together(panel),
        "judges": [judge._asdict() for judge in panel],
        "extensions": [
            {"judge": row.judge.code, "round": row.round.code, "until": row.until.isoformat() if row.until else None}
            for row in contest.extensions
            if row.running
        ],
        "returned": _returned(setup),
    }


def _returned(setup: KnownSetup) -> list[dict[str, str]]:
    if not setup.returned:  # a sheet that is sent back changes the set-up, one that is sent again does not
        return []
    rows = SheetReturn.objects.filter(judge__event=setup.event.pk, resolved_at=None).select_related("judge", "round", "team")
    return [{"judge": row.judge.code, "round": row.round.code, "team": row.team.code} for row in rows]
