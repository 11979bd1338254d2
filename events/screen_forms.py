"""What an organiser fills in to run the screens: what to show, until when, an announcement, a picture."""

from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from events import board
from events.models import Event, Picture, Screen
from events.screens import Show

LONGEST = 7 * 24 * 60  # minutes that a countdown may run

View = Screen.View
PLAIN = (View.QR, View.TEST, View.BLANK)


class UntilField(forms.Field):
    """A time as a person says it: "15" is in 15 minutes, "20:30" is the next half past eight in the event's time zone."""

    widget = forms.TextInput(attrs={"size": 6, "placeholder": "15 / 20:30", "autocomplete": "off"})
    zone = ZoneInfo("UTC")

    def to_python(self, value: Any) -> datetime | None:
        text = (value or "").strip()
        if not text:
            return None
        return self._in_minutes(int(text)) if text.isascii() and text.isdigit() else self._at_clock(text)

    def _in_minutes(self, minutes: int) -> datetime:
        if not 0 < minutes <= LONGEST:
            raise ValidationError(_("Choose between 1 minute and a week."))
        return timezone.now() + timedelta(minutes=minutes)

    def _at_clock(self, text: str) -> datetime:
        try:
            clock = datetime.strptime(text, "%H:%M").time()  # noqa: DTZ007  # the zone is the event's, below
        except ValueError:
            raise ValidationError(_("Write minutes (15) or a time of day (20:30).")) from None
        now = timezone.now().astimezone(self.zone)
        at = now.replace(hour=clock.hour, minute=clock.minute, second=0, microsecond=0)
        return at if at > now else at + timedelta(days=1)


class ShowForm(forms.Form):
    """What one screen, or all of them, are to show."""

    show = forms.ChoiceField(label=_("Shows"))
    text = forms.CharField(label=_("Text"), max_length=300, required=False)
    until = UntilField(label=_("Until"), required=False)

    def __init__(self, event: Event, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.pictures = {str(picture.pk): picture for picture in event.pictures.only("id", "name", "event_id", "digest")}
        show, until = self.fields["show"], self.fields["until"]
        show.choices = choices_of(event, list(self.pictures.values()))  # type: ignore[attr-defined]  # a ChoiceField
        until.zone = ZoneInfo(event.timezone)  # type: ignore[attr-defined]  # an UntilField

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        view = data.get("show", "").partition(":")[0]
        if view == View.COUNTDOWN and not data.get("until") and "until" not in self.errors:
            self.add_error("until", _("Say until when: 15 for a quarter of an hour, or 20:30."))
        if view == View.ANNOUNCEMENT and not data.get("text"):
            self.add_error("text", _("Write what the screen shall say."))
        return data

    @property
    def chosen(self) -> Show:
        """What was chosen, with nothing that this view has no use for."""
        view, _colon, subject = self.cleaned_data["show"].partition(":")
        speaks = view in (View.COUNTDOWN, View.ANNOUNCEMENT)
        names = dict(entry for group in self.fields["show"].choices if isinstance(group[1], list) for entry in group[1])  # type: ignore[attr-defined]
        return Show(
            view=view,
            title=str(names.get(self.cleaned_data["show"], "")) if view in (View.DIVISION, View.ROUND) else "",
            subject=subject if view in (View.DIVISION, View.ROUND, View.TEAM) else "",
            text=self.cleaned_data["text"] if speaks else "",
            ends_at=self.cleaned_data["until"] if view == View.COUNTDOWN else None,
            picture=self.pictures.get(subject) if view == View.PICTURE else None,
        )


def initial_of(screen: Screen) -> dict[str, str]:
    """The form's words for what a screen shows now. Its time is not among them: a switch sets a new one."""
    subject = str(screen.picture_id or "") if screen.view == View.PICTURE else screen.subject
    show = f"{screen.view}:{subject}" if screen.view in (View.DIVISION, View.ROUND, View.TEAM, View.PICTURE) else screen.view
    return {"show": show, "text": screen.text}


def choices_of(event: Event, pictures: list[Picture]) -> list[Any]:
    """Everything that can be shown. Divisions, rounds and teams are those of the public board: no other can be seen."""
    groups: list[tuple[Any, list[tuple[str, Any]]]] = [
        (view.label, [(f"{view}:{code}", name) for code, name in rows.items()]) for view, rows in _subjects(event).items() if rows
    ]
    if pictures:
        chosen = [(f"{View.PICTURE}:{picture.pk}", picture.name) for picture in pictures]
        groups.append((_("Pictures"), [(f"{View.PICTURE}:", _("All pictures in turn")), *chosen]))
    speaking = [(view.value, view.label) for view in (View.COUNTDOWN, View.ANNOUNCEMENT)]
    return [(View.BOARD.value, View.BOARD.label), *speaking, *((view.value, view.label) for view in PLAIN), *groups]


def _subjects(event: Event) -> dict[View, dict[str, str]]:
    snapshot = board.read_public(event.slug)
    if snapshot is None:  # a draft, still being set up
        return {
            View.DIVISION: dict(event.divisions.values_list("code", "name")),
            View.ROUND: dict(event.rounds.values_list("code", "name")),
            View.TEAM: dict(event.teams.values_list("code", "name")),
        }
    rows = snapshot.body["standings"]
    return {
        View.DIVISION: {row["division"]: row["division_name"] for row in rows if row["division"]},
        View.ROUND: {round_["code"]: round_["name"] for round_ in snapshot.body["rounds"]},
        View.TEAM: {row["team"]: row["name"] for row in sorted(rows, key=lambda row: row["name"].casefold())},
    }


class ScreenForm(forms.Form):
    """A new screen: only its name. Two that differ in capital letters alone would be taken for each other in the hall."""

    name = forms.CharField(label=_("Name"), max_length=60)

    def __init__(self, event: Event, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.event = event

    def clean_name(self) -> str:
        name: str = self.cleaned_data["name"]
        # Not by the database: SQLite knows only the capital letters of English.
        taken = {screen.name.casefold(): screen.name for screen in self.event.screens.all()}
        if known := taken.get(name.casefold()):
            words = _("There is a screen %(name)s already. Choose a name that differs in more than capital letters.")
            raise ValidationError(words, params={"name": known})
        return name


class AnnouncementForm(forms.Form):
    """Words for every screen."""

    text = forms.CharField(label=_("Announcement"), max_length=300, widget=forms.TextInput(attrs={"size": 60}))
    urgent = forms.BooleanField(label=_("Urgent: fills every screen"), required=False)
    until = UntilField(label=_("Until"), required=False)

    def __init__(self, event: Event, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["until"].zone = ZoneInfo(event.timezone)  # type: ignore[attr-defined]  # an UntilField


class PictureForm(forms.Form):
    """A picture to upload."""

    name = forms.CharField(label=_("Name"), max_length=100)
    file = forms.FileField(label=_("Picture (PNG, JPEG, WebP or GIF, at most 10 MB)"))
