"""Who is judging: the judges that this browser has signed in as. No Django users: an organiser stays an organiser."""

from django.http import HttpRequest
from django_htmx.middleware import HtmxDetails

from judging.models import Judge

SESSION_KEY = "judges"  # {judge id as text: the link key that it was signed in with}


class JudgeRequest(HttpRequest):
    """A request as the desk's middleware and the API's authentication leave it."""

    htmx: HtmxDetails
    auth: list[Judge]


def sign_in(request: HttpRequest, judge: Judge) -> None:
    """Let this browser judge as this judge too, until the link is replaced or the judge signs out."""
    request.session.cycle_key()
    request.session[SESSION_KEY] = _keys(request) | {str(judge.pk): judge.link_key}


def sign_out(request: HttpRequest, judge_id: str) -> None:
    """Forget this judge in this browser; whoever else is signed in here stays."""
    request.session[SESSION_KEY] = {pk: key for pk, key in _keys(request).items() if pk != judge_id}


def judges_of(request: HttpRequest) -> list[Judge]:
    """The judges that this browser speaks for now. A replaced link or a withdrawn judge drops out at once."""
    keys = _keys(request)
    if not keys:
        return []
    active = Judge.objects.filter(pk__in=keys, status=Judge.Status.ACTIVE).select_related("event")
    return [judge for judge in active if judge.link_key == keys[str(judge.pk)]]


def _keys(request: HttpRequest) -> dict[str, str]:
    return dict(request.session.get(SESSION_KEY, {}))
