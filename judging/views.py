"""The judge's desk: sign in with a link, see what is mine to score, fill in a sheet (where the flow begins)."""

from collections.abc import Callable
from functools import wraps
from typing import Any
from zoneinfo import ZoneInfo

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from events.models import Round, Team
from judging.dead_links import dead_link
from judging.desk import Duty, criteria_of, desk_of, receipt_of, sheet_of
from judging.forms import SheetForm
from judging.identity import JudgeRequest, former_judge, judges_of, problem_here, sign_in, sign_out
from judging.links import Problem, look_up_link
from judging.models import Judge, rules_of
from judging.scoring import Origin, ScoreChanged, ScoreRefused, Submission, record_score
from judging.throttle import count_wrong_link

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
            with timezone.override(ZoneInfo(me.event.timezone)):
                return view(request, me, **rest)
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
    return render(request, "judging/desk.html", {"judge": me, "desk": mine, "next": mine.next_open()})


# --- the sheet -----------------------------------------------------------------------------------------


@require_http_methods(["GET", "HEAD", "POST"])
@judge_page
def sheet(request: JudgeRequest, me: Judge, round: str, team: str) -> HttpResponse:
    """One team in one round: fill in, save, correct. The same page with and without htmx."""
    duty = desk_of(me).duty(round, team)
    if duty is None:
        return _not_mine(request, me, round, team)
    if request.method != "POST":
        return _sheet_page(request, me, _sheet_form(me, duty), saved=request.GET.get("saved", ""))
    form = _sheet_form(me, duty, request.POST.dict())
    if not form.is_valid():
        return _sheet_page(request, me, form, status=422)
    try:
        version = _record(request, me, form)
    except ScoreRefused as refusal:
        form.refuse(refusal)
        return _sheet_page(request, me, form, status=refusal.status)
    if not request.htmx:
        return redirect(f"{request.path}?saved={version}")
    return _sheet_page(request, me, _sheet_form(me, duty), saved=str(version))


def _not_mine(request: HttpRequest, me: Judge, round_code: str, team_code: str) -> HttpResponse:
    if not Round.objects.filter(event=me.event, code=round_code).exists():
        raise Http404(f"No round {round_code} in this event.")
    if not Team.objects.filter(event=me.event, code=team_code).exists():
        raise Http404(f"No team {team_code} in this event.")
    return refused(request, _("This team in this round is not assigned to you."))


def _sheet_form(me: Judge, duty: Duty, data: dict[str, Any] | None = None) -> SheetForm:
    return SheetForm(duty, criteria_of(duty), sheet_of(me, duty), drafts=rules_of(me.event).drafts, data=data)


def _record(request: HttpRequest, me: Judge, form: SheetForm) -> int:
    """Write the sheet; returns its version. Pressing twice, or again after a lost answer, is no conflict."""
    origin = Origin(address=request.META.get("REMOTE_ADDR") or "")
    base = form.cleaned_data["base"]
    try:
        receipt = record_score(Submission(me, form.duty.team, form.duty.round, form.marks, base=base, origin=origin))
    except ScoreChanged as changed:
        if changed.current is None or changed.current.marks != form.texts:
            raise
        return changed.current.version
    return receipt.sheet.version


def _sheet_page(request: JudgeRequest, me: Judge, form: SheetForm, *, saved: str = "", status: int = 200) -> HttpResponse:
    desk = desk_of(me)  # anew: a save has changed it
    duty = desk.duty(form.duty.round.code, form.duty.team.code) or form.duty
    context = {
        "judge": me,
        "desk": desk,
        "duty": duty,
        "form": form,
        "receipt": receipt_of(me, duty, form.sheet.version),
        "saved": saved == str(form.sheet.version) != "0",
        "next": desk.next_open(after=duty),
    }
    template = "judging/_sheet.html" if request.htmx else "judging/sheet.html"
    return render(request, template, context, status=status)
