"""Who is judging: the judges that this browser has signed in as. No Django users: an organiser stays an organiser."""

import secrets

from django.db import transaction
from django.http import HttpRequest
from django_htmx.middleware import HtmxDetails

from judging.links import Problem, problem_of
from judging.models import Judge

SESSION_KEY = "judges"  # {judge id as text: the link key that it was signed in with}
DEVICE_KEY = "device"  # what makes this browser one device


class JudgeRequest(HttpRequest):
    """A request as the desk's middleware and the API's authentication leave it."""

    htmx: HtmxDetails
    auth: list[Judge]


def sign_in(request: HttpRequest, judge: Judge) -> Problem | None:
    """Let this browser judge as this judge too, until the link is replaced or ends, or the judge signs out.

    Where each judge has one device, the first that signs in keeps the place; another one gets the problem back.
    """
    with transaction.atomic():
        found = Judge.objects.select_for_update(no_key=True).get(pk=judge.pk)
        mine = request.session.get(DEVICE_KEY) or secrets.token_urlsafe(16)
        if found.device_key and found.device_key != mine and one_device(judge):
            return Problem.OTHER_DEVICE
        if not found.device_key:
            found.device_key = mine
            found.save(update_fields=["device_key"])
    request.session.cycle_key()
    request.session[DEVICE_KEY] = mine
    request.session[SESSION_KEY] = _keys(request) | {str(judge.pk): judge.link_key}
    return None


def sign_out(request: HttpRequest, judge_id: str) -> None:
    """Forget this judge in this browser; whoever else is signed in here stays. Another device may come then."""
    judge = next((judge for judge in judges_of(request) if str(judge.pk) == judge_id), None)
    if judge and judge.device_key == request.session.get(DEVICE_KEY):
        free_device(judge)
    request.session[SESSION_KEY] = {pk: key for pk, key in _keys(request).items() if pk != judge_id}


def free_device(judge: Judge) -> None:
    """Let the next device that opens the judge's link keep it."""
    judge.device_key = ""
    judge.save(update_fields=["device_key"])


def one_device(judge: Judge) -> bool:
    """Whether this judge's event gives each judge one device."""
    terms = getattr(judge.event, "link_terms", None)
    return terms is not None and terms.one_device


def judges_of(request: HttpRequest) -> list[Judge]:
    """The judges that this browser speaks for now. A replaced or ended link or a withdrawn judge drops out at once."""
    return [judge for judge in _known(request) if problem_here(request, judge) is None]


def problem_here(request: HttpRequest, judge: Judge) -> Problem | None:
    """Why this browser does not speak for a judge that it has signed in as; None where it does."""
    problem = problem_of(judge, _keys(request)[str(judge.pk)])
    if problem is None and one_device(judge) and judge.device_key != request.session.get(DEVICE_KEY):
        return Problem.OTHER_DEVICE
    return problem


def former_judge(request: HttpRequest, slug: str, code: str) -> Judge | None:
    """The judge of this address if this browser has once signed in as it, whatever has become of it."""
    return next((judge for judge in _known(request) if (judge.event.slug, judge.code) == (slug, code)), None)


def _known(request: HttpRequest) -> list[Judge]:
    keys = _keys(request)
    return list(Judge.objects.filter(pk__in=keys).select_related("event__link_terms")) if keys else []


def _keys(request: HttpRequest) -> dict[str, str]:
    return dict(request.session.get(SESSION_KEY, {}))
