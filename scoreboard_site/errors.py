"""The page for an address that leads nowhere: what is missing and what to do, where the code knows that."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from events.access import Missing


def page_not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """404 in words for people. Whatever else was not found (a row, an address) is no business of theirs."""
    return render(request, "404.html", {"words": str(exception) if isinstance(exception, Missing) else ""}, status=404)
