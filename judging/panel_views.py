"""The head judge's page: the panel's marks side by side, sheets given back with a note, the round confirmed."""

from collections.abc import Callable

from django import forms
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from events import board
from events.models import Round
from judging.confirmations import confirm_round, end_confirmation
from judging.models import REASON_LENGTH, Judge, Score
from judging.openness import Leave, why_closed
from judging.panel import round_panel
from judging.returns import return_sheet, take_back
from judging.sheet import NotOpen, ScoreChanged, ScoreRefused
from judging.views import judge_page, refused


class ReturnForm(forms.Form):
    """A sheet to give back: whose and which version of it the head judge saw ("ann 3"), of which team, and why."""

    team = forms.CharField()
    sheet = forms.RegexField(r"\A(?P<judge>\S+) (?P<base>\d{1,9})\Z")
    note = forms.CharField(max_length=REASON_LENGTH)

    def return_it(self, head: Judge, round_: Round) -> None:
        """Do it; ScoreRefused where it cannot be done."""
        code, base = self.cleaned_data["sheet"].split(" ")
        scores = Score.objects.filter(round=round_, team__code=self.cleaned_data["team"], judge__code=code)
        score = scores.select_related("judge", "team", "round").first()
        if score is None:
            raise ScoreChanged(_("This sheet is no longer there."))
        return_sheet(head, score, int(base), self.cleaned_data["note"])


@require_http_methods(["GET", "HEAD", "POST"])
@judge_page
def panel(request: HttpRequest, me: Judge, round: str) -> HttpResponse:
    """All marks of a round, for its head judge alone; a button beside them does one of ACTIONS."""
    found = Round.objects.filter(event=me.event_id, code=round).select_related("event").first()
    if not me.head:
        return refused(request, _("Only the head judge sees the panel's marks."))
    if found is None:
        raise Http404(f"No round {round} in this event.")
    if request.method != "POST":
        return _page(request, me, found)
    action = ACTIONS.get(request.POST.get("action", ""))
    if action is None:
        raise Http404("Nothing is called that here.")
    try:
        anchor = action(request, me, found)
    except ScoreRefused as refusal:
        return _page(request, me, found, problem=refusal.message, status=refusal.status)
    return redirect(f"{request.path}{anchor}")


def _page(request: HttpRequest, me: Judge, round_: Round, *, problem: str = "", status: int = 200) -> HttpResponse:
    rounds = Round.objects.filter(event=me.event_id).exclude(status=Round.Status.UPCOMING)
    context = {"judge": me, "panel": round_panel(round_), "rounds": rounds, "problem": problem}
    return render(request, "judging/panel.html", context, status=status)


def _return(request: HttpRequest, me: Judge, round_: Round) -> str:
    form = ReturnForm(request.POST)
    if not form.is_valid():
        raise ScoreRefused(_("Choose a judge and say in the note what to look at again."))
    form.return_it(me, round_)
    return f"#team-{form.cleaned_data['team']}"


def _keep(request: HttpRequest, me: Judge, round_: Round) -> str:
    judge = me.event.judges.filter(code=request.POST.get("judge", "")).first()
    team = me.event.teams.filter(code=request.POST.get("team", "")).first()
    if judge is None or team is None or not take_back(judge, team, round_):
        raise ScoreChanged(_("This sheet is not out any more."))
    return f"#team-{team.code}"


def _confirm(request: HttpRequest, me: Judge, round_: Round) -> str:
    if round_.status == Round.Status.UPCOMING:
        closed = why_closed(me.event, round_, None, Leave())
        raise NotOpen(closed.text if closed else "")
    with transaction.atomic():
        board.lock(me.event_id)  # no sheet comes in between
        if round_panel(round_).seen != request.POST.get("seen"):
            raise ScoreChanged(_("Marks have changed since you opened this page. Here they are; look again, then confirm."))
        confirm_round(round_, judge=me)
    return ""


def _unconfirm(request: HttpRequest, me: Judge, round_: Round) -> str:
    end_confirmation(round_.pk, _("%(name)s took it back.") % {"name": me.name})
    return ""


ACTIONS: dict[str, Callable[[HttpRequest, Judge, Round], str]] = {
    "return": _return,
    "keep": _keep,
    "confirm": _confirm,
    "unconfirm": _unconfirm,
}
