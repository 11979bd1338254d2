"""A judge's personal link and API token: signed, without a password, worthless once the link is replaced or has ended.

Both hold the judge's id and link key; each is signed with a salt of its own, so neither passes for the other.
"""

from enum import Enum
from typing import NamedTuple

from django.conf import settings
from django.core.signing import BadSignature, Signer
from django.urls import reverse
from django.utils.crypto import constant_time_compare

from judging.models import Judge, new_link_key

_LINKS = Signer(salt="podium.judge-link", sep=".")
_TOKENS = Signer(salt="podium.judge-api", sep=".")


class Problem(Enum):
    """Why a link, or a browser that has signed in with it, does not let its judge in."""

    UNKNOWN = "unknown"  # no link of ours
    REPLACED = "replaced"
    WITHDRAWN = "withdrawn"
    ENDED = "ended"  # with the event, or at the time that the organiser has set
    OTHER_DEVICE = "other_device"


class Found(NamedTuple):
    """Whose link it is, as far as it is anybody's, and why it does not let in; None where it does."""

    judge: Judge | None
    problem: Problem | None


def sign_in_url(judge: Judge) -> str:
    """The whole address that signs this judge in: what stands in messages and QR codes."""
    return settings.PUBLIC_URL + reverse("judging:enter", args=[_LINKS.sign(_secret(judge))])


def look_up_link(token: str) -> Found:
    """Whose link this is, and whether it still lets in."""
    return _look_up(_LINKS, token)


def judge_of_link(token: str) -> Judge | None:
    """The judge whom this link lets in; None for a wrong, replaced or ended one, and for a judge that has withdrawn."""
    found = look_up_link(token)
    return found.judge if found.problem is None else None


def api_token(judge: Judge) -> str:
    """The bearer token for POST /api/judge/score."""
    return _TOKENS.sign(_secret(judge))


def judge_of_api_token(token: str) -> Judge | None:
    """The judge whose bearer token this is; None as for links."""
    found = _look_up(_TOKENS, token)
    return found.judge if found.problem is None else None


def replace_link(judge: Judge) -> None:
    """Give the judge a new link. The old one, tokens and open sessions end with this; any device may open the new one."""
    judge.link_key, judge.device_key = new_link_key(), ""
    judge.save(update_fields=["link_key", "device_key"])


def problem_of(judge: Judge, key: str) -> Problem | None:
    """Why this key of the judge does not let in (any more); None where it does."""
    if not constant_time_compare(judge.link_key, key):
        return Problem.REPLACED
    if judge.status != Judge.Status.ACTIVE:
        return Problem.WITHDRAWN
    terms = getattr(judge.event, "link_terms", None)
    return Problem.ENDED if terms is not None and terms.ended else None


def _secret(judge: Judge) -> str:
    return f"{judge.pk}.{judge.link_key}"


def _look_up(signer: Signer, token: str) -> Found:
    try:
        pk, key = signer.unsign(token).split(".")
    except (BadSignature, ValueError):
        return Found(None, Problem.UNKNOWN)
    known = Judge.objects.select_related("event__link_terms")
    # By the key first: an event that was restored beside others may have got new ids, and printed links go on working.
    judge = known.filter(link_key=key).first() or known.filter(pk=pk).first()
    return Found(judge, problem_of(judge, key)) if judge else Found(None, Problem.UNKNOWN)
