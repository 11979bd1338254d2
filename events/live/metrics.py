"""What this process counts for /metrics (Prometheus)."""

from prometheus_client import Counter, Gauge, Histogram

viewers = Gauge("podium_viewers", "Open viewer connections", ["transport"])
boards_shown = Counter("podium_boards_shown_total", "Published boards handed to viewers")
boards_repaired = Counter("podium_boards_repaired_total", "Boards found newer by the one-second check than by message")
boards_conflated = Counter("podium_boards_conflated_total", "Published boards skipped because a newer one had come")
fan_out = Histogram(
    "podium_fan_out_seconds",
    "From taking a board to the last viewer woken",
    buckets=(0.001, 0.005, 0.02, 0.05, 0.1, 0.25, 0.5, 1, 2),
)
