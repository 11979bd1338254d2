"""What is stored of the feeds that are no boards: where each stands, and what it shows."""

from collections.abc import Iterable

from django.db.models import QuerySet

from events.board import Snapshot, State
from events.cursor import Cursor
from events.models import Event, FeedState


def feed_states(kind: str, event_ids: Iterable[int] | None, slug: str | None, *, drafts: bool) -> dict[int, State]:
    """Where the feeds of this kind stand, by event id; an event whose feed was never stored has the cursor "0.0"."""
    rows: QuerySet[Event] = Event.objects.all() if drafts else Event.objects.public()
    if event_ids is not None:
        rows = rows.filter(pk__in=list(event_ids))
    if slug is not None:
        rows = rows.filter(slug=slug)
    slugs = dict(rows.values_list("pk", "slug"))
    stored = FeedState.objects.filter(kind=kind, event_id__in=slugs).values_list("event_id", "epoch", "version")
    cursors = {event_id: Cursor(epoch, version) for event_id, epoch, version in stored}
    return {pk: _state(pk, slug, cursors.get(pk, Cursor("0", 0))) for pk, slug in slugs.items()}


def _state(event_id: int, slug: str, at: Cursor) -> State:
    return State(event_id, slug, committed=at, published=at, public=at, freeze_due=False)


def read_feed(kind: str, state: State) -> Snapshot:
    """What the feed shows: `{"cursor", "state"}` as text; an empty state before anything was stored."""
    row = FeedState.objects.filter(event_id=state.event_id, kind=kind).first()
    at = Cursor(row.epoch, row.version) if row else state.public
    text = f'{{"cursor":"{at}","state":{row.text if row and row.text else "{}"}}}'
    return Snapshot(state.event_id, state.slug, at, text)
