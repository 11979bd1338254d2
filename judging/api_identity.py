"""Who a program of the API speaks for: a judge's bearer token, or the judges of this browser with the CSRF token."""

from django.conf import settings
from django.http import HttpRequest
from django.utils import translation
from django.utils.translation import gettext as _
from ninja.errors import HttpError
from ninja.security import APIKeyCookie, HttpBearer
from ninja.utils import check_csrf

from events.languages import language_of
from events.models import Event
from judging.identity import judges_of
from judging.links import judge_of_api_token
from judging.models import Judge


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
        if judges:  # a judge reads these answers: they speak as the desk's pages do
            translation.activate(language_of(request, judges[0].event))
        # The body is read first: the CSRF check may look into it as a form, and nobody could read it afterwards.
        if judges and request.body is not None and check_csrf(request):
            raise HttpError(403, _("The CSRF token is missing or wrong. Send it in the X-CSRFToken header."))
        return judges or None


AUTH = [BearerToken(), DeskSession()]


class Refused(Exception):
    """A request that is refused before anybody looks at the marks; `code` is one word for programs."""

    def __init__(self, status: int, message: str, field: str, code: str) -> None:
        super().__init__(message)
        self.status, self.message, self.code, self.fields = status, message, code, {field: message}


def own_judge(mine: list[Judge], slug: str, code: str) -> Judge:
    """The judge of this event and code among those that the request speaks for; Refused where it is not."""
    here = [judge for judge in mine if judge.event.slug == slug]
    judge = next((judge for judge in here if judge.code == code), None)
    if judge:
        return judge
    if here:
        raise Refused(403, _("This is not your judge's code."), "judgeId", "not_yours")
    # Drafts of other people stay unknown.
    if Event.objects.public().filter(slug=slug).exists():
        raise Refused(403, _("You do not judge this event."), "eventId", "not_yours")
    raise Refused(404, _("There is no such event."), "eventId", "unknown")
