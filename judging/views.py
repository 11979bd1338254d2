"""The judge's desk: sign in with a link, see what is mine to score, fill in a sheet (where the flow begins)."""

from collections.abc import Callable
from functools import wraps
from typing import Any
from zoneinfo import ZoneInfo

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from events import board
from events.languages import language_of
from events.live.routing import path_to
from events.models import Round, Team
from judging.dead_links import dead_link
from judging.desk import Desk, Duty, criteria_of, desk_of, receipt_of, sheet_of
from judging.desk_document import desk_document
from judging.forms import SheetForm
from judging.identity import former_judge, judges_of, problem_here, sign_in, sign_out
from judging.installable import DESK, LADDER, SHEET, modules_of
from judging.links import Problem, look_up_link
from judging.models import Judge, rules_of
from judging.presence import note_seen
from judging.scoring import Origin, ScoreChanged, ScoreRefused, Sheet, Submission, record_score
from judging.throttle import count_wrong_link
from judging.usual import usual_marks
from judging.words import words

# --- coming and going ----------------------------------------------------------------------------------


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def enter(request: HttpRequest, token: str) -> HttpResponse:
    """A personal link. It signs in on the press of a button only: messengers open links by themselves."""
    judge, problem = look_up_link(token)
    if problem is Problem.UNKNOWN and count_wrong_link(request, token):
        return dead_link(request, None)
    if judge and problem is None:
        if request.method != "POST":
            return render(request, "judging/enter.html", {"judge": judge})
        problem = sign_in(request, judge)
        if problem is None:
            return redirect("judging:desk", judge.event.slug, judge.code)
    return dead_link(request, problem)


@never_cache
@require_POST
def leave(request: HttpRequest) -> HttpResponse:
    """Sign one judge out of this browser."""
    sign_out(request, request.POST.get("judge", ""))
    return redirect("judging:desks")


@never_cache
@require_safe
def desks(request: HttpRequest) -> HttpResponse:
    """The way to my desk, from an address that is easy to remember."""
    judges = judges_of(request)
    if len(judges) == 1:
        return redirect("judging:desk", judges[0].event.slug, judges[0].code)
    return render(request, "judging/desks.html", {"judges": judges})


def refused(request: HttpRequest, reason: str) -> HttpResponse:
    """A page that is not this visitor's to see, with the way out."""
    context = {"reason": reason, "judges": judges_of(request)}
    return render(request, "judging/refused.html", context, status=403)


def judge_page(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Let in only the judge whose address it is. Who judges another event does not learn what exists in this one."""

    @never_cache
    @wraps(view)
    def page(request: HttpRequest, slug: str, judge: str, **rest: str) -> HttpResponse:
        here = [known for known in judges_of(request) if known.event.slug == slug]
        me = next((known for known in here if known.code == judge), None)
        if me:
            note_seen(me)
            language = language_of(request, me.event)
            with timezone.override(ZoneInfo(me.event.timezone)), translation.override(language):
                response = view(request, me, **rest)
            response["Content-Language"] = language
            return response
        if here and not Judge.objects.filter(event__slug=slug, code=judge).exists():
            raise Http404(f"No judge {judge} in this event.")
        former = former_judge(request, slug, judge)
        problem = problem_here(request, former) if former else None
        if problem is not None:
            return dead_link(request, problem, status=403)
        return refused(request, _("This is another judge's desk.") if here else _("You are not signed in as a judge here."))

    return page


# --- the desk ------------------------------------------------------------------------------------------


@require_safe
@judge_page
def desk(request: HttpRequest, me: Judge) -> HttpResponse:
    """What is mine to score, what is done, and the next open team."""
    mine = desk_of(me)
    context = {"judge": me, "desk": mine, "next": mine.next_open(), "document": desk_document(me)}
    return render(request, "judging/desk.html", context | page_parts(me, modules_of(DESK)))


# --- the sheet -----------------------------------------------------------------------------------------


@require_http_methods(["GET", "HEAD", "POST"])
@judge_page
def sheet(request: HttpRequest, me: Judge, round: str, team: str) -> HttpResponse:
    """One team in one round: fill in, send, correct. Without scripts as a plain form, with them through the outbox."""
    mine = desk_of(me)
    duty = mine.duty(round, team)
    if duty is None:
        return _not_mine(request, me, round, team)
    if request.method != "POST":
        return _sheet_page(request, me, mine, _sheet_form(me, duty))
    form = _sheet_form(me, duty, request.POST.dict())
    if not form.is_valid():
        return _sheet_page(request, me, mine, form, status=422)
    try:
        _record(request, me, form)
    except ScoreRefused as refusal:
        form.refuse(refusal)
        return _sheet_page(request, me, mine, form, status=refusal.status)
    return redirect(request.path)


@require_safe
@judge_page
def blank(request: HttpRequest, me: Judge, round: str) -> HttpResponse:
    """A sheet of this round without a team: what the phone keeps, to fill in where there is no network."""
    mine = desk_of(me)
    duties = [duty for duty in mine.duties if duty.round.code == round]
    if not duties:
        return _not_mine(request, me, round, "")
    every = frozenset[int]().union(*(duty.criteria for duty in duties))
    duty = Duty(round=duties[0].round, team=Team(), criteria=every, given={}, closed="")
    form = SheetForm(
        duty, criteria_of(duty), Sheet(0, {}, None), drafts=rules_of(me.event).drafts, now=board.generation(me.event_id)
    )
    form.usual = usual_marks(mine, duty)
    return render(
        request, "judging/sheet.html", {"judge": me, "duty": duty, "form": form} | page_parts(me, [*modules_of(SHEET), *LADDER])
    )


def _not_mine(request: HttpRequest, me: Judge, round_code: str, team_code: str) -> HttpResponse:
    if not Round.objects.filter(event=me.event, code=round_code).exists():
        raise Http404(f"No round {round_code} in this event.")
    if team_code and not Team.objects.filter(event=me.event, code=team_code).exists():
        raise Http404(f"No team {team_code} in this event.")
    return refused(request, _("This team in this round is not assigned to you."))


def _sheet_form(me: Judge, duty: Duty, data: dict[str, Any] | None = None) -> SheetForm:
    drafts, now = rules_of(me.event).drafts, board.generation(me.event_id)
    return SheetForm(duty, criteria_of(duty), sheet_of(me, duty), drafts=drafts, now=now, data=data)


def _record(request: HttpRequest, me: Judge, form: SheetForm) -> None:
    """Write the sheet. Pressing twice, or again after a lost answer, is no conflict."""
    origin = Origin(address=request.META.get("REMOTE_ADDR") or "")
    given = form.cleaned_data
    submission = Submission(
        me,
        form.duty.team,
        form.duty.round,
        form.marks,
        base=given["base"],
        origin=origin,
        reasons=form.reasons,
        team_note=given["note-team"],
        private_note=given["note-private"],
        generation=given["generation"],
    )
    try:
        record_score(submission)
    except ScoreChanged as changed:
        if changed.current is None or not form.says(changed.current):
            raise


def _sheet_page(request: HttpRequest, me: Judge, mine: Desk, form: SheetForm, *, status: int = 200) -> HttpResponse:
    form.usual = usual_marks(mine, form.duty)
    receipt = receipt_of(me, form.duty, form.sheet.version)
    following = mine.next_open(after=form.duty)
    context = {"judge": me, "desk": mine, "duty": form.duty, "form": form, "receipt": receipt, "next": following}
    return render(request, "judging/sheet.html", context | page_parts(me, [*modules_of(SHEET), *LADDER]), status=status)


def page_parts(me: Judge, modules: list[str]) -> dict[str, Any]:
    """What the desk's scripts need on each page: texts in the judge's language, addresses, and the modules to load ahead."""
    feed = {name: path_to(f"desk-{name}", me.event.slug) for name in ("socket", "stream", "state")}
    return {"words": words(), "modules": modules, "feed": feed}
