"""The import's page: bring a table, say what unsure columns mean, look at what will happen, confirm."""

from datetime import timedelta
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from events.models import Event
from events.work import counted, key_of, telling
from judging.intake.columns import KINDS, Kind, guess_columns, problem_of
from judging.intake.outcomes import ADD, CHANGE, REFUSE, SAME, Preview
from judging.intake.tables import Table, TableError, read_file, read_text
from judging.intake.write import PreviewChanged, preview_of, write_upload
from judging.models import Upload

KEPT_FOR = timedelta(days=1)
# What of an import's time goes where, until its preview stands there, and from there until it is written.
READING = {"read": 2, "compare": 2, "page": 4}
WRITING = {"compare": 2, "write": 3, "record": 3}


class UploadForm(forms.Form):
    """A file or a pasted table, and what is in it."""

    kind = forms.ChoiceField(label=gettext_lazy("What is in it"), widget=forms.RadioSelect, initial="teams")
    file = forms.FileField(required=False, label=gettext_lazy("File, CSV or .xlsx"))
    text = forms.CharField(
        required=False, label=gettext_lazy("or paste the table"), strip=False, widget=forms.Textarea(attrs={"rows": 6})
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = [(kind.name, kind.label) for kind in KINDS.values()]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        file, text = data.get("file"), data.get("text", "")
        if file and text.strip():
            raise forms.ValidationError(_("Choose a file or paste a table, not both."))
        try:
            data["table"] = read_file(file.name, file.read()) if file else read_text(text)
        except TableError as error:
            self.add_error("file" if file else "text", str(error))
        data["name"] = file.name[:200] if file else _("a pasted table")
        return data


def import_page(request: HttpRequest, event: Event) -> HttpResponse:
    """Without an upload: the form for one. With ?upload= its columns and what it will do; POST takes the next step."""
    asked = request.GET.get("upload", "")
    if asked:
        key = int(asked) if asked.isdecimal() and len(asked) < 18 else 0
        upload = Upload.objects.filter(event=event, user=request.user.pk, pk=key).first()
        if upload is None:
            messages.warning(request, _("This table is no longer here: it was imported already, or is older than a day."))
            return redirect("admin:events_event_import", event.pk)
        return _uploaded(request, event, upload)
    form = UploadForm(request.POST or None, request.FILES or None)
    with telling(request, READING, goes_on=True):
        if request.method == "POST" and form.is_valid():
            return redirect(_address(event, _keep(request, event, form.cleaned_data), **_work(request)))
    context = {"form": form, "kinds": KINDS.values()}
    return _page(request, event, "admin/events/event/import.html", context)


def _page(request: HttpRequest, event: Event, template: str, context: dict[str, Any]) -> HttpResponse:
    base = admin.site.each_context(request) | {"event": event, "title": _("Import")}
    # Made here and not after the view: the work is done when the page is.
    return TemplateResponse(request, template, base | context).render()


def _work(request: HttpRequest) -> dict[str, str]:
    """The page that comes next tells the rest of this work under the same key."""
    return {"work": key} if (key := key_of(request)) else {}


def _address(event: Event, upload: Upload, **more: str) -> str:
    return reverse("admin:events_event_import", args=[event.pk], query={"upload": upload.pk, **more})


def _keep(request: HttpRequest, event: Event, data: dict[str, Any]) -> Upload:
    """Keep the table until it is confirmed. The columns are set where the guess is sure; else they are asked for."""
    Upload.objects.filter(event=event, created_at__lt=timezone.now() - KEPT_FOR).delete()
    table: Table = data["table"]
    kind = KINDS[data["kind"]]
    guess = guess_columns(kind, table.headers)
    sure = not guess.unsure and not problem_of(kind, table.headers, guess.columns)
    return Upload.objects.create(
        event=event,
        user_id=int(request.user.pk or 0),
        kind=kind.name,
        name=data["name"],
        table={"headers": table.headers, "rows": table.rows},
        columns=guess.columns if sure else [],
    )


# --- an upload -----------------------------------------------------------------------------------------


def _uploaded(request: HttpRequest, event: Event, upload: Upload) -> HttpResponse:
    if request.method == "POST" and "digest" in request.POST:
        with telling(request, WRITING):
            return _confirm(request, event, upload)
    problem = ""
    if request.method == "POST":
        problem = _set_columns(request, upload)
        if not problem:
            return redirect(_address(event, upload, **_work(request)))
    asking = bool(problem) or not upload.columns or "columns" in request.GET
    with telling(request, READING):
        return _show(request, event, upload, None if asking else preview_of(upload), problem)


def _set_columns(request: HttpRequest, upload: Upload) -> str:
    headers = upload.table["headers"]
    columns = [request.POST.get(f"column-{number}", "") for number in range(len(headers))]
    problem = problem_of(KINDS[upload.kind], headers, columns)
    if not problem:
        upload.columns = columns
        upload.save(update_fields=["columns"])
    return problem


def _show(request: HttpRequest, event: Event, upload: Upload, preview: Preview | None, problem: str) -> HttpResponse:
    kind = KINDS[upload.kind]
    context: dict[str, Any] = {"upload": upload, "kind": kind, "problem": problem, "preview": preview}
    if preview is None:
        context["columns"] = _columns(request, upload, kind)
    else:
        order = {REFUSE: 0, CHANGE: 1, ADD: 2, SAME: 3}
        outcomes = sorted(preview.outcomes, key=lambda outcome: (order[outcome.action], outcome.line))
        context["outcomes"] = counted(outcomes, "page", _("Showing what it will do"))
        context["counts"] = {action: preview.counts[action] for action in (ADD, CHANGE, SAME, REFUSE)}
        context["labels"] = {field.name: field.label for field in kind.fields}
    return _page(request, event, "admin/events/event/import_preview.html", context)


def _columns(request: HttpRequest, upload: Upload, kind: Kind) -> list[dict[str, Any]]:
    """Each column with its first cells, what it seems to mean, and whether that should be looked at."""
    headers, rows = upload.table["headers"], upload.table["rows"][:3]
    guess = guess_columns(kind, headers)
    chosen = upload.columns or guess.columns
    return [
        {
            "number": number,
            "header": header,
            "samples": [cells[number] for _line, cells in rows if cells[number]],
            "chosen": request.POST.get(f"column-{number}", chosen[number]),
            "unsure": number in guess.unsure,
        }
        for number, header in enumerate(headers)
    ]


def _confirm(request: HttpRequest, event: Event, upload: Upload) -> HttpResponse:
    if not upload.columns:
        return redirect(_address(event, upload))
    try:
        preview = write_upload(upload, request.POST["digest"])
    except PreviewChanged:
        messages.warning(
            request, _("The event has changed since this preview was made, nothing was written. This is the new one: look again.")
        )
        return redirect(_address(event, upload))
    counts = preview.counts
    text = ngettext("%(count)s row was written", "%(count)s rows were written", preview.writes) % {"count": preview.writes}
    detail = _("%(added)s added, %(changed)s changed, %(same)s left as they were, %(refused)s refused.")
    said = {"added": counts[ADD], "changed": counts[CHANGE], "same": counts[SAME], "refused": counts[REFUSE]}
    messages.success(request, f"{text}: {detail % said}")
    return redirect("admin:events_event_import", event.pk)
