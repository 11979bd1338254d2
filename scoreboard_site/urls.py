"""The table of addresses that Django answers; the live ones stand in events.live.routing."""

from django.contrib import admin
from django.templatetags.static import static
from django.urls import include, path
from django.views.generic import RedirectView

from events import api as events_api
from events.live.routing import ROUTES
from judging.api import api, document_paths
from judging.desk_api import router as desk_router
from scoreboard_site import health

QUERY = [
    {"name": "since", "in": "query", "schema": {"type": "string"}, "description": "The cursor of the board that you have"},
    {"name": "as", "in": "query", "schema": {"enum": ["json", "html"]}, "description": "The format of frames (streams only)"},
]

# The addresses that are answered before Django stand in the same document as those that Django answers.
document_paths(
    {
        "/" + route.pattern.replace("<slug:slug>", "{slug}"): {
            "get": {
                "summary": route.summary,
                "tags": ["Board"],
                "parameters": [{"name": "slug", "in": "path", "required": True, "schema": {"type": "string"}}, *QUERY],
                "responses": {"101" if route.protocol == "websocket" else "200": {"description": route.summary}},
            }
        }
        for route in ROUTES
    }
)

api.add_router("", events_api.router)
api.add_router("", desk_router)

handler404 = "scoreboard_site.errors.page_not_found"

urlpatterns = [
    path("admin/", admin.site.urls),
    path("api/", api.urls),
    path("", include("events.urls")),
    path("", include("judging.urls")),
    path("favicon.ico", RedirectView.as_view(url=static("img/favicon.svg"))),
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
    path("metrics", health.metrics, name="metrics"),
]
