"""The figures of this process for one event, as the organiser's page shows them; /metrics has them all for Prometheus."""

from typing import NamedTuple

from prometheus_client import REGISTRY

from events import board
from events.board import State
from events.models import Event


class Figures(NamedTuple):
    """Where one event's board stands, and what this process has done since it started (all events together)."""

    state: State | None  # None for a draft, which has no public board
    sockets: int
    streams: int
    counts: list[tuple[str, int]]
    times: list[tuple[str, float | None]]  # mean in seconds; None where nothing was measured yet


def figures_of(event: Event) -> Figures:
    """Read them now."""
    return Figures(
        state=board.states([event.pk]).get(event.pk),
        sockets=_number("podium_viewers", transport="websocket", feed="board", event=event.slug),
        streams=_number("podium_viewers", transport="sse", feed="board", event=event.slug),
        counts=[
            ("Boards computed and sent", _number("podium_boards_published_total")),
            ("Changes taken in by a later refresh", _number("podium_refreshes_coalesced_total")),
            ("Boards handed to viewers", _number("podium_boards_shown_total")),
            ("Boards skipped because a newer one had come", _number("podium_boards_conflated_total")),
            ("Boards found by the one-second check", _number("podium_boards_repaired_total")),
            ("Times a viewer was too slow", _number("podium_slow_viewers_total")),
            ("Viewers refused: full or stopping", _number("podium_viewers_refused_total", status="503")),
            ("Viewers refused: too many from one address", _number("podium_viewers_refused_total", status="429")),
        ],
        times=[
            ("From a change to the last viewer", _mean("podium_submit_to_viewers_seconds")),
            ("From a board to the last viewer", _mean("podium_fan_out_seconds")),
        ],
    )


def _number(name: str, **labels: str) -> int:
    return int(REGISTRY.get_sample_value(name, labels) or 0)


def _mean(name: str) -> float | None:
    count = REGISTRY.get_sample_value(f"{name}_count")
    return (REGISTRY.get_sample_value(f"{name}_sum") or 0.0) / count if count else None
