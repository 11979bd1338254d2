"""What this process counts for /metrics (Prometheus)."""

from prometheus_client import Counter, Gauge, Histogram

SECONDS = (0.001, 0.005, 0.01, 0.02, 0.05, 0.1, 0.15, 0.25, 0.5, 1, 2, 5)

viewers = Gauge("podium_viewers", "Open viewer connections", ["transport", "feed", "event"])
viewers_refused = Counter("podium_viewers_refused_total", "Viewers not taken, by HTTP status", ["status"])
slow_viewers = Counter("podium_slow_viewers_total", "Times a viewer had too much unsent to be sent more")
boards_published = Counter("podium_boards_published_total", "Boards that this process computed and sent to the group")
refreshes_coalesced = Counter("podium_refreshes_coalesced_total", "Changes taken in by the refresh of a later one")
boards_shown = Counter("podium_boards_shown_total", "Published boards handed to viewers")
frames_direct = Counter("podium_frames_direct_total", "Frames put on a viewer's socket past the server's own way")
board_queries = Counter("podium_board_queries_total", "Times this process asked the database where boards stand", ["feed"])
boards_repaired = Counter("podium_boards_repaired_total", "Boards found newer by the one-second check than by message")
boards_conflated = Counter("podium_boards_conflated_total", "Published boards skipped because a newer one had come")
fan_out = Histogram("podium_fan_out_seconds", "From taking a board to the last viewer woken", buckets=SECONDS)
submit_to_viewers = Histogram(
    "podium_submit_to_viewers_seconds", "From a committed change to the last viewer of this process woken", buckets=SECONDS
)
