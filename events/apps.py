"""The events app: the competition and its public face."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class EventsConfig(AppConfig):
    name = "events"
    verbose_name = _("Events")

    def ready(self) -> None:
        from events import board, screens

        board.board_moved.connect(screens.follow_board, dispatch_uid="screens-follow-the-board")
