"""A judge's personal link and API token: signed, without a password, worthless once the link is replaced.

Both hold the judge's id and link key; each is signed with a salt of its own, so neither passes for the other.
"""

from django.conf import settings
from django.core.signing import BadSignature, Signer
from django.urls import reverse

from judging.models import Judge, new_link_key

_LINKS = Signer(salt="podium.judge-link", sep=".")
_TOKENS = Signer(salt="podium.judge-api", sep=".")


def sign_in_url(judge: Judge) -> str:
    """The whole address that signs this judge in: what stands in messages and QR codes."""
    return settings.PUBLIC_URL + reverse("judging:enter", args=[_LINKS.sign(_secret(judge))])


def judge_of_link(token: str) -> Judge | None:
    """The judge whose link this is; None for a wrong or replaced one, and for a judge that has withdrawn."""
    return _judge(_LINKS, token)


def api_token(judge: Judge) -> str:
    """The bearer token for POST /api/judge/score."""
    return _TOKENS.sign(_secret(judge))


def judge_of_api_token(token: str) -> Judge | None:
    """The judge whose bearer token this is; None as for links."""
    return _judge(_TOKENS, token)


def replace_link(judge: Judge) -> None:
    """Give the judge a new link. The old one, tokens and open sessions end with this."""
    judge.link_key = new_link_key()
    judge.save(update_fields=["link_key"])


def _secret(judge: Judge) -> str:
    return f"{judge.pk}.{judge.link_key}"


def _judge(signer: Signer, token: str) -> Judge | None:
    try:
        _pk, key = signer.unsign(token).split(".")
    except (BadSignature, ValueError):
        return None
    # By the key alone: an event that was restored beside others may have got new ids, and printed links go on working.
    found = Judge.objects.filter(link_key=key, status=Judge.Status.ACTIVE)
    return found.select_related("event").first()
