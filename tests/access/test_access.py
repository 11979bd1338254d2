"""Who may go where: every address of the table by everybody, and no address that is not in it."""

import pytest
from django.db import transaction
from django.urls import get_resolver
from django.urls.resolvers import URLResolver

from judging.models import ScoreVersion
from tests.access import table
from tests.access.cast import ROLES, Everybody
from tests.access.table import lines


@pytest.fixture(scope="module")
def everybody(django_db_setup, django_db_blocker):
    """The cast, made once for all lines; each visit is rolled back, and at the end the cast is."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield Everybody()
        transaction.set_rollback(True)


def pages(text, models):
    """A table for each model, filled in."""
    for model in models:
        app, name = model.split(".")
        filled = text.replace("{app}", app).replace("{model}", name)
        yield from lines(filled.replace("{pk}", "1" if name in ("accessattempt", "accessfailurelog") else f"{{{name}}}"))


TABLE = [
    *lines(table.PUBLIC),
    *lines(table.RESULTS),
    *lines(table.HALL),
    *lines(table.DESK),
    *lines(table.ADMIN),
    *pages(table.OWN_PAGES, table.OWN_MODELS),
    *pages(table.SITE_PAGES, table.SITE_MODELS),
]


def addresses(patterns, namespace="", route=""):
    """The name of every URL pattern, or its route where it has none."""
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            inner = namespace + (f"{pattern.namespace}:" if pattern.namespace else "")
            yield from addresses(pattern.url_patterns, inner, route + str(pattern.pattern))
        else:
            yield namespace + pattern.name if pattern.name else route + str(pattern.pattern)


@pytest.mark.django_db  # it needs none; pytest-django makes the databases that some test is marked for
def test_every_address_is_in_the_table_and_nothing_else():
    known = set(addresses(get_resolver().url_patterns))
    listed = {name for name, *_ in TABLE}
    assert (known - listed, listed - known) == (set(), set())


def answer_to(browser, request, everybody):
    """What one browser is answered: a status, or the word of the table for where it is sent."""
    method, address, *body = request.split()
    sent = table.BODIES[body[0]] if body else {}
    if isinstance(sent, dict):
        version = 0 if "elsewhere" in address else 1
        words = everybody.places
        sent = {name: value.format(**words).replace("@version", str(version)) for name, value in sent.items()}
    kind = {"content_type": "application/json"} if isinstance(sent, str) else {}
    answer = getattr(browser, method.lower())(address.format(**everybody.places), sent, **kind)
    to = answer.headers.get("Location", "")
    return "login" if to.startswith("/admin/login/") else "home" if to == "/admin/" else str(answer.status_code)


@pytest.mark.parametrize(("name", "request_", "expected"), TABLE, ids=[f"{name} {request}" for name, request, _ in TABLE])
def test_everybody_is_answered_as_the_table_says(everybody, name, request_, expected):
    answers = []
    for role in ROLES:
        with transaction.atomic():
            answers.append(answer_to(everybody.browser(role), request_, everybody))
            transaction.set_rollback(True)
    assert dict(zip(ROLES, answers, strict=True)) == dict(zip(ROLES, expected.split(), strict=True))


# --- what is written -------------------------------------------------------------------------------------


def test_only_the_judge_whose_sheet_it_is_writes_it(everybody):
    """The statuses of the table are not enough: a refused post must have changed nothing."""
    wrote = []
    for role in ROLES:
        with transaction.atomic():
            before = ScoreVersion.objects.count()
            for request in ("POST /judge/gala/ann/final/red/ sheet", "POST /api/judge/score json"):
                answer_to(everybody.browser(role), request, everybody)
            if ScoreVersion.objects.count() > before:
                wrote.append(role)
            transaction.set_rollback(True)
    assert wrote == ["judge"]
