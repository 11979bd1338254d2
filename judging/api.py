"""POST /api/judge/score: the desk's way in for programs, documented at /api/docs from the code itself (design 4.3).

What is wrong is said in this order: method (405), identity (401, 403 for a session without CSRF token), shape (400),
event (404), judge (403), round and team (404), then what scoring says (403, 409, 422). Nobody without an identity
learns anything, and a refused score changes nothing.
"""

import logging
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Annotated, Any

from django.conf import settings
from django.core.exceptions import ObjectDoesNotExist, RequestDataTooBig
from django.http import HttpRequest, HttpResponse
from ninja import Header, NinjaAPI, Swagger
from ninja.errors import AuthenticationError, HttpError, ValidationError
from ninja.openapi.schema import OpenAPISchema
from ninja.security import APIKeyCookie, HttpBearer
from ninja.utils import check_csrf

from events.models import Event, Round, Team
from judging.identity import JudgeRequest, judges_of
from judging.links import judge_of_api_token
from judging.models import Judge
from judging.scoring import Origin, ScoreRefused, Sheet, Submission, record_score
from judging.shapes import Accepted, BodyParser, Conflict, IdempotencyKey, Problem, SheetBody, problems_of

log = logging.getLogger("podium.api")

DESCRIPTION = """Everything that the judge's desk can do, for programs.

A judge's bearer token comes from `manage.py judge_token EVENT JUDGE`; a page of this site may use the judge's session
with the `X-CSRFToken` header instead. Every error is JSON: `error`, and where it helps `fields` and `current`."""


KEY = "Any text of 1 to 200 characters. The same key and body: the first answer again; with another body: 422."


class BearerToken(HttpBearer):
    def authenticate(self, request: HttpRequest, token: str) -> list[Judge] | None:
        judge = judge_of_api_token(token)
        return [judge] if judge else None


class DeskSession(APIKeyCookie):
    """The judges that this browser is signed in as. A cookie alone is not enough: the CSRF token must come with it."""

    param_name = settings.SESSION_COOKIE_NAME

    def __call__(self, request: HttpRequest) -> list[Judge] | None:
        if "Authorization" in request.headers:  # whoever sends a token is judged by it alone
            return None
        return self.authenticate(request, None)

    def authenticate(self, request: HttpRequest, key: str | None) -> list[Judge] | None:
        judges = judges_of(request)
        # The body is read first: the CSRF check may look into it as a form, and nobody could read it afterwards.
        if judges and request.body is not None and check_csrf(request):
            raise HttpError(403, "The CSRF token is missing or wrong. Send it in the X-CSRFToken header.")
        return judges or None


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


# --- the one operation ---------------------------------------------------------------------------------


@api.post(
    "/judge/score",
    auth=[BearerToken(), DeskSession()],
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
    judge = _judge(request.auth, body)
    round_, team = _found(judge, body)
    origin = Origin(address=request.META.get("REMOTE_ADDR") or "")
    receipt = record_score(Submission(judge, team, round_, body.scores, base=body.base, key=key or "", origin=origin))
    return {
        "success": True,
        "cursor": str(receipt.cursor),
        "score_version": receipt.sheet.version,
        "event": judge.event.slug,
        "round": round_.code,
        "team": team.code,
        "judge": judge.code,
        "scores": dict(sorted(receipt.sheet.marks.items())),
        "received_at": _utc(receipt.sheet.at),
    }


@api.api_operation(
    ["GET", "HEAD", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE"], "/judge/score", auth=None, include_in_schema=False
)
def only_post(request: HttpRequest) -> HttpResponse:
    """Every other method: refused in the shape that errors have here."""
    response = _problem(request, 405, "Only POST is allowed here.")
    response["Allow"] = "POST"
    return response


class Refused(Exception):
    """A request that is refused before scoring sees it."""

    def __init__(self, status: int, message: str, field: str) -> None:
        super().__init__(message)
        self.status, self.message, self.fields = status, message, {field: message}


def _judge(mine: list[Judge], body: SheetBody) -> Judge:
    here = [judge for judge in mine if judge.event.slug == body.eventId]
    judge = next((judge for judge in here if judge.code == body.judgeId), None)
    if judge:
        return judge
    if here:
        raise Refused(403, "This is not your judge's code.", "judgeId")
    # Drafts of other people stay unknown.
    if Event.objects.public().filter(slug=body.eventId).exists():
        raise Refused(403, "You do not judge this event.", "eventId")
    raise Refused(404, "There is no such event.", "eventId")


def _found(judge: Judge, body: SheetBody) -> tuple[Round, Team]:
    round_ = Round.objects.filter(event=judge.event_id, code=body.roundId).first()
    if round_ is None:
        raise Refused(404, "There is no such round in this event.", "roundId")
    team = Team.objects.filter(event=judge.event_id, code=body.teamId).first()
    if team is None:
        raise Refused(404, "There is no such team in this event.", "teamId")
    return round_, team


def _utc(at: datetime | None) -> str | None:
    return at.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z") if at else None


# --- errors, all in one shape ----------------------------------------------------------------------------


def _problem(request: HttpRequest, status: int, error: str, fields: Mapping[str, str] | None = None, **more: Any) -> HttpResponse:
    body = {"error": error} | ({"fields": dict(fields)} if fields else {}) | more
    return api.create_response(request, body, status=status)


@api.exception_handler(Refused)
def on_refused(request: HttpRequest, exc: Refused) -> HttpResponse:
    return _problem(request, exc.status, exc.message, exc.fields)


@api.exception_handler(ScoreRefused)
def on_score_refused(request: HttpRequest, exc: ScoreRefused) -> HttpResponse:
    fields = {f"scores.{code}": problem for code, problem in exc.fields.items()}
    current = {"current": _current(exc.current)} if exc.current else {}
    return _problem(request, exc.status, exc.message, fields, **current)


def _current(sheet: Sheet) -> dict[str, Any]:
    return {"version": sheet.version, "marks": sheet.marks, "at": _utc(sheet.at)}


@api.exception_handler(ValidationError)
def on_invalid(request: HttpRequest, exc: ValidationError) -> HttpResponse:
    return _problem(request, 400, "The request is malformed.", problems_of(exc.errors))


@api.exception_handler(AuthenticationError)
def on_unknown(request: HttpRequest, exc: AuthenticationError) -> HttpResponse:
    response = _problem(request, 401, "Send a judge's token as Authorization: Bearer, or sign in with your personal link.")
    response["WWW-Authenticate"] = "Bearer"
    return response


@api.exception_handler(HttpError)
def on_http_error(request: HttpRequest, exc: HttpError) -> HttpResponse:
    if exc.status_code == 400 and exc.__cause__:  # the parser's own words, which ninja keeps for debugging
        return _problem(request, 400, f"The body cannot be read: {exc.__cause__}.")
    return _problem(request, exc.status_code, exc.message)


@api.exception_handler(RequestDataTooBig)
def on_too_big(request: HttpRequest, exc: RequestDataTooBig) -> HttpResponse:
    return _problem(request, 400, "The body is too large.")


@api.exception_handler(ObjectDoesNotExist)
def on_gone(request: HttpRequest, exc: ObjectDoesNotExist) -> HttpResponse:
    """Deleted between being found and being locked."""
    return _problem(request, 404, "This is no longer there.")


@api.exception_handler(Exception)
def on_failure(request: HttpRequest, exc: Exception) -> HttpResponse:
    log.error("Submitting a score failed", exc_info=exc)
    return _problem(request, 500, "Something went wrong here. Try again; the same Idempotency-Key never counts twice.")
