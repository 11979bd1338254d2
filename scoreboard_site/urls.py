"""The table of addresses that Django answers; the live ones stand in events.live.routing."""

from django.contrib import admin
from django.urls import include, path

from judging.api import api
from scoreboard_site import health

urlpatterns = [
    path("admin/", admin.site.urls),
    path("api/", api.urls),
    path("", include("events.urls")),
    path("", include("judging.urls")),
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
    path("metrics", health.metrics, name="metrics"),
]
