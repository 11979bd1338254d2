"""The judging app: from marks to standings."""

from django.apps import AppConfig


class JudgingConfig(AppConfig):
    name = "judging"

    def ready(self) -> None:
        from judging import desk_feed, refresh, signals
        from judging.record import write

        refresh.connect()
        signals.connect()
        desk_feed.connect()
        write.register()
