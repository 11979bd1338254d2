"""POST /api/judge/score: the desk's way in for programs, documented at /api/docs from the code itself (design 4.3).

What is wrong is said in this order: method (405), identity (401, 403 for a session without CSRF token), shape (400),
event (404), judge (403), round and team (404), then what scoring says (403, 409, 422). Nobody without an identity
learns anything, and a refused score changes nothing.
"""

import logging
from collections.abc import Mapping
from typing import Annotated, Any, NamedTuple

from django.conf import settings
from django.core.exceptions import ObjectDoesNotExist, RequestDataTooBig
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from ninja import Header, NinjaAPI, Swagger
from ninja.errors import AuthenticationError, HttpError, ValidationError
from ninja.openapi.schema import OpenAPISchema

from events.models import Round, Team
from judging.api_identity import AUTH, Refused, own_judge
from judging.desk import BoardState
from judging.identity import JudgeRequest
from judging.known_setup import memory
from judging.models import Judge
from judging.scoring import Origin, ScoreRefused, Submission, record_score
from judging.shapes import (
    Accepted,
    BodyParser,
    Conflict,
    IdempotencyKey,
    NotesBody,
    Problem,
    SheetBody,
    notes_of,
    problems_of,
    sheet_json,
    utc_text,
)

log = logging.getLogger("podium.api")

DESCRIPTION = """Everything that the judge's desk can do, for programs.

A judge's bearer token comes from `manage.py judge_token EVENT JUDGE`; a page of this site may use the judge's session
with the `X-CSRFToken` header instead. Every error is JSON: `error`, and where it helps `fields` and `current`."""


KEY = "Any text of 1 to 200 characters. The same key and body: the first answer again; with another body: 422."


class PodiumAPI(NinjaAPI):
    """The API with the addresses beside it that are answered before Django (see document_paths)."""

    live_paths: Mapping[str, Any] = {}

    def get_openapi_schema(self, **kwargs: Any) -> OpenAPISchema:
        schema = super().get_openapi_schema(**kwargs)
        schema["paths"] |= self.live_paths
        return schema


api = PodiumAPI(
    title="Podium",
    version=settings.VERSION,
    description=DESCRIPTION,
    urls_namespace="api",
    parser=BodyParser(),
    docs=Swagger({"validatorUrl": None}),  # the default asks a server elsewhere
)


def document_paths(paths: Mapping[str, Any]) -> None:
    """Add addresses that other code answers to the OpenAPI document: {path: path item object}."""
    api.live_paths = {**api.live_paths, **paths}


# --- submitting ------------------------------------------------------------------------------------


@api.post(
    "/judge/score",
    auth=AUTH,
    response={200: Accepted, frozenset({400, 401, 403, 404, 405, 422}): Problem, 409: Conflict},
    summary="Submit one score",
    operation_id="submit_score",
    tags=["Judging"],
)
def submit_score(
    request: JudgeRequest,
    body: SheetBody,
    key: Annotated[
        IdempotencyKey | None, Header(alias="Idempotency-Key", description="The same key and body: the first answer again")
    ] = None,
) -> dict[str, Any]:
    """Store one judge's whole sheet for one team in one round. A refused score changes nothing."""
    judge = own_judge(request.auth, body.eventId, body.judgeId)
    round_, team = _found(judge, body)
    receipt = record_score(_submission(request, body, key or "", Place(judge, round_, team)))
    return {
        "success": True,
        "cursor": str(receipt.cursor),
        "state": BoardState.of(judge.event).reached(round_.pk, receipt.cursor),
        "score_version": receipt.sheet.version,
        "event": judge.event.slug,
        "round": round_.code,
        "team": team.code,
        "judge": judge.code,
        "scores": dict(sorted(receipt.sheet.marks.items())),
        "reasons": dict(sorted(receipt.sheet.reasons.items())),
        "notes": notes_of(receipt.sheet),
        "received_at": utc_text(receipt.sheet.at),
    }


class Place(NamedTuple):
    """Whose sheet it is, and where."""

    judge: Judge
    round: Round
    team: Team


def _submission(request: HttpRequest, body: SheetBody, key: str, place: Place) -> Submission:
    given = {code for code, points in body.scores.items() if points is not None}
    stray = next((code for code in body.reasons or () if code in given or code not in body.scores), None)
    if stray is not None:
        raise Refused(422, _("A reason is only for a criterion that is null in scores."), f"reasons.{stray}", "out_of_range")
    notes = body.notes or NotesBody()
    return Submission(
        place.judge,
        place.team,
        place.round,
        body.scores,
        base=body.base,
        key=key,
        origin=Origin(address=request.META.get("REMOTE_ADDR") or ""),
        reasons=body.reasons,
        team_note=notes.team,
        private_note=notes.private,
        generation=body.generation,
    )


@api.api_operation(
    ["GET", "HEAD", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE"], "/judge/score", auth=None, include_in_schema=False
)
def only_post(request: HttpRequest) -> HttpResponse:
    """Every other method: refused in the shape that errors have here."""
    response = _problem(request, 405, _("Only POST is allowed here."))
    response["Allow"] = "POST"
    return response


def _found(judge: Judge, body: SheetBody) -> tuple[Round, Team]:
    _mark, known = memory.ahead(judge.event_id)  # scoring looks again whether it still holds
    round_ = next((each for each in known.rounds.values() if each.code == body.roundId), None)
    team = next((each for each in known.teams.values() if each.code == body.teamId), None)
    round_ = round_ or Round.objects.filter(event=judge.event_id, code=body.roundId).first()
    if round_ is None:
        raise Refused(404, _("There is no such round in this event."), "roundId", "unknown")
    team = team or Team.objects.filter(event=judge.event_id, code=body.teamId).first()
    if team is None:
        raise Refused(404, _("There is no such team in this event."), "teamId", "unknown")
    return round_, team


# --- errors, all in one shape ----------------------------------------------------------------------------

# One word for programs where nothing more exact is known.
CODES = {400: "malformed", 401: "signed_out", 403: "not_yours", 404: "unknown", 405: "method", 422: "out_of_range"}


def _problem(
    request: HttpRequest, status: int, error: str, fields: Mapping[str, str] | None = None, *, code: str = "", **more: Any
) -> HttpResponse:
    body = {"error": error, "code": code or CODES.get(status, "failed")} | ({"fields": dict(fields)} if fields else {}) | more
    return api.create_response(request, body, status=status)


@api.exception_handler(Refused)
def on_refused(request: HttpRequest, exc: Refused) -> HttpResponse:
    return _problem(request, exc.status, exc.message, exc.fields, code=exc.code)


@api.exception_handler(ScoreRefused)
def on_score_refused(request: HttpRequest, exc: ScoreRefused) -> HttpResponse:
    fields = {f"scores.{code}": problem for code, problem in exc.fields.items()}
    current = {"current": sheet_json(exc.current)} if exc.current else {}
    return _problem(request, exc.status, exc.message, fields, code=exc.code, **current)


@api.exception_handler(ValidationError)
def on_invalid(request: HttpRequest, exc: ValidationError) -> HttpResponse:
    return _problem(request, 400, _("The request is malformed."), problems_of(exc.errors))


@api.exception_handler(AuthenticationError)
def on_unknown(request: HttpRequest, exc: AuthenticationError) -> HttpResponse:
    response = _problem(request, 401, _("Send a judge's token as Authorization: Bearer, or sign in with your personal link."))
    response["WWW-Authenticate"] = "Bearer"
    return response


@api.exception_handler(HttpError)
def on_http_error(request: HttpRequest, exc: HttpError) -> HttpResponse:
    if exc.status_code == 400 and exc.__cause__:  # the parser's own words, which ninja keeps for debugging
        return _problem(request, 400, _("The body cannot be read: %(problem)s.") % {"problem": exc.__cause__})
    code = "csrf" if exc.status_code == 403 else ""
    return _problem(request, exc.status_code, exc.message, code=code)


@api.exception_handler(RequestDataTooBig)
def on_too_big(request: HttpRequest, exc: RequestDataTooBig) -> HttpResponse:
    return _problem(request, 400, _("The body is too large."))


@api.exception_handler(ObjectDoesNotExist)
def on_gone(request: HttpRequest, exc: ObjectDoesNotExist) -> HttpResponse:
    """Deleted between being found and being locked."""
    return _problem(request, 404, _("This is no longer there."))


@api.exception_handler(Exception)
def on_failure(request: HttpRequest, exc: Exception) -> HttpResponse:
    log.error("Submitting a score failed", exc_info=exc)
    return _problem(request, 500, _("Something went wrong here. Try again; the same Idempotency-Key never counts twice."))
