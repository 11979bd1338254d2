"""The page for a link that opens no desk, or no longer: why, and what to do about it."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _

from judging.links import Problem
from judging.throttle import WINDOW

# Why a link does not open a desk: the status, a heading, and what to do.
DEAD_LINKS = {
    None: (429, _("Too many wrong links"), _("Wait a quarter of an hour, or ask the organiser for your link.")),
    Problem.UNKNOWN: (
        404,
        _("This link is not valid"),
        _("It may have been cut short on its way. Open the whole link, or ask the organiser for a new link or QR code."),
    ),
    Problem.REPLACED: (
        404,
        _("This link is not valid any more"),
        _("It was replaced by a newer one. Ask the organiser for your new link or QR code."),
    ),
    Problem.WITHDRAWN: (403, _("You do not judge this event any more"), _("Ask the organiser if that is not right.")),
    Problem.ENDED: (410, _("This link has ended"), _("Judging is over. The organiser can let you in again.")),
    Problem.OTHER_DEVICE: (
        403,
        _("Your link is in use on another device"),
        _("At this event each judge has one device. Go on there, sign out there, or ask the organiser to free your link."),
    ),
}


def dead_link(request: HttpRequest, problem: Problem | None, *, status: int | None = None) -> HttpResponse:
    """Say why, and what to do; `status` where it is no link that was opened."""
    usual, title, text = DEAD_LINKS[problem]
    response = render(request, "judging/dead_link.html", {"title": title, "text": text}, status=status or usual)
    if problem is None:
        response["Retry-After"] = str(WINDOW)
    return response
