"""Every version of one sheet in admin: who, when, from where and why; two of them side by side; one of them restored."""

from typing import Any

from django.contrib import messages
from django.contrib.admin import AdminSite
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from events.access import Missing
from events.models import Round, Team
from judging.forms import mark_words
from judging.models import Judge, Score, ScoreVersion
from judging.points import points_of
from judging.scoring import Origin, ScoreRefused, Submission, record_score


def versions_page(request: HttpRequest, place: tuple[Judge, Team, Round], site: AdminSite) -> HttpResponse:
    """Show the history of one judge's sheet for one team in one round; POST `restore` writes a version anew."""
    judge, team, round_ = place
    found = ScoreVersion.objects.filter(judge=judge, team=team, round=round_).select_related("user")
    versions = {row.number: row for row in found}
    if not versions:
        raise Missing(_("Nothing was ever sent here: this judge has no sheet of this team in this round."))
    if request.method == "POST":
        _restore(request, place, _chosen(versions, request.POST.get("restore")))
        return redirect(request.path)
    score = Score.objects.filter(judge=judge, team=team, round=round_).first()
    newest = max(versions)
    left = _chosen(versions, request.GET.get("a"), max(newest - 1, min(versions)))
    right = _chosen(versions, request.GET.get("b"), newest)
    context = site.each_context(request) | {
        "title": _("Versions of a sheet"),
        "event": judge.event,
        "judge": judge,
        "team": team,
        "round": round_,
        "score": score,
        "versions": [(row, _words(row)) for row in sorted(versions.values(), key=lambda row: -row.number)],
        "newest": newest,
        "left": left,
        "right": right,
        "differences": _differences(round_, left, right),
    }
    return TemplateResponse(request, "admin/judging/score/versions.html", context)


def versions_url(row: Score | ScoreVersion) -> str:
    """The address of the history that this sheet or version belongs to."""
    return reverse("admin:judging_score_versions", args=[row.judge_id, row.team_id, row.round_id])


def _chosen(versions: dict[int, ScoreVersion], number: str | None, usual: int | None = None) -> ScoreVersion:
    if number is None and usual is not None:
        return versions[usual]
    text = number or ""
    row = versions.get(int(text)) if text.isascii() and text.isdecimal() and len(text) < 10 else None
    if row is None:
        raise Missing(_("There is no such version of this sheet. Go back and choose one of the list."))
    return row


def _words(row: ScoreVersion) -> str:
    """A version's marks in one line."""
    return ", ".join(f"{code}: {mark_words(row.marks, code)}" for code in row.marks) or _("no marks")


def _differences(round_: Round, left: ScoreVersion, right: ScoreVersion) -> list[dict[str, Any]]:
    """Line by line what the two versions hold: criteria, why abstained, notes; lines that both leave empty are left out."""
    names = dict(round_.criteria.values_list("code", "name"))
    codes = [code for code in names if code in left.marks or code in right.marks]
    codes += [code for code in (*left.marks, *right.marks) if code not in names]  # criteria that are gone
    lines = [(names.get(code, code), *(_mark(row, code) for row in (left, right))) for code in dict.fromkeys(codes)]
    lines.append((_("Note for the team"), left.team_note, right.team_note))
    lines.append((_("Private note"), left.private_note, right.private_note))
    return [{"name": name, "left": a, "right": b, "changed": a != b} for name, a, b in lines if a or b]


def _mark(row: ScoreVersion, code: str) -> str:
    why = row.reasons.get(code)
    return mark_words(row.marks, code) + (f" ({why})" if why else "")


def _restore(request: HttpRequest, place: tuple[Judge, Team, Round], row: ScoreVersion) -> None:
    origin = Origin(
        address=request.META.get("REMOTE_ADDR") or "",
        user=request.user if request.user.is_authenticated else None,
        reason=_("Restored version %(number)s") % {"number": row.number},
        correction=True,
    )
    marks = {code: None if text is None else points_of(text) for code, text in row.marks.items()}
    notes = {"reasons": row.reasons, "team_note": row.team_note, "private_note": row.private_note}
    try:
        if not marks:
            raise ScoreRefused(_("This version has no marks, so there is nothing to restore. Choose one that has."))
        receipt = record_score(Submission(*place, marks, base=_base(request), origin=origin, **notes))
    except ScoreRefused as refused:
        messages.error(request, " ".join([_("Not restored."), refused.message, *refused.fields.values()]))
    else:
        text = _("Version %(number)s is restored, as version %(new)s.")
        messages.success(request, text % {"number": row.number, "new": receipt.sheet.version})


def _base(request: HttpRequest) -> int:
    """The version that was the newest when the page was shown."""
    text = request.POST.get("base", "")
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 10 else -1
