"""An action of a list in admin that could hurt says on a page in between what will happen, and asks once."""

from collections.abc import Iterable
from typing import Any

from django.contrib import messages
from django.db.models import Model
from django.http import HttpRequest
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _


def is_answered(request: HttpRequest, seen: str) -> bool:
    """Whether this is the yes to a question that was asked about what stands now."""
    return request.POST.get("sure") == seen


def ask_first(
    admin: Any, request: HttpRequest, action: str, rows: Iterable[Model], questions: list[str], seen: str = "yes"
) -> TemplateResponse | None:
    """The page that asks; None where nothing need be asked, or where the page was answered with yes.

    `seen` tells how that stands what is asked about: if it has changed since the page was shown, it is asked anew.
    """
    if not questions or is_answered(request, seen):
        return None
    if "sure" in request.POST:
        admin.message_user(request, _("Somebody was first: look at what stands now. Nothing was done."), messages.ERROR)
    context = admin.admin_site.each_context(request) | {
        "title": admin.get_action(action)[2],
        "opts": admin.opts,
        "action": action,
        "rows": [row.pk for row in rows],
        "questions": questions,
        "seen": seen,
        "back": request.get_full_path(),
    }
    return TemplateResponse(request, "admin/ask.html", context)
