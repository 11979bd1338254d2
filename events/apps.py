"""The events app: the competition and its public face."""

from django.apps import AppConfig


class EventsConfig(AppConfig):
    name = "events"
