"""The table of addresses that Django answers; the live ones stand in events.live.routing."""

from django.contrib import admin
from django.urls import include, path

from scoreboard_site import health

urlpatterns = [
    path("admin/", admin.site.urls),
    path("", include("events.urls")),
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
    path("metrics", health.metrics, name="metrics"),
]
