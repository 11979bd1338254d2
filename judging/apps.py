"""The judging app: from marks to standings."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class JudgingConfig(AppConfig):
    name = "judging"
    verbose_name = _("Judging")

    def ready(self) -> None:
        from judging import desk_feed, refresh, signals
        from judging.record import write

        refresh.connect()
        signals.connect()
        desk_feed.connect()
        write.register()
