"""GET /api/scoreboard/<slug>/teams/<code>: why a team has its rank, as JSON; what its page shows, no more and no less."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from ninja import Router
from ninja.errors import HttpError

from events.explanation import published_team
from events.live.request import ANY_ORIGIN

router = Router(tags=["Board"])


@router.get(
    "/scoreboard/{slug}/teams/{code}", summary="Why this rank: one team's derivation", auth=None, operation_id="explain_team"
)
def explain_team(request: HttpRequest, response: HttpResponse, slug: str, code: str) -> dict[str, Any]:
    """The published derivation of one team's place, cut to what the event makes public, with the cursor of its board."""
    found = published_team(slug, code)
    if found is None:
        raise HttpError(404, "There is no such team on a public board.")
    for name, value in ANY_ORIGIN.items():
        response[name] = value
    response["Cache-Control"] = "no-cache"
    return found.document
