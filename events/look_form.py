"""The event's look in admin: colours that are checked, a logo that is looked at, and what was made of both, in words."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from events.look import THEMES, moved_accents
from events.models import Look
from events.pictures import clean_picture, digest_of

LOGO_WITHIN = (800, 400)  # pixels; on a 4K wall a logo is 130 high


class LogoField(forms.FileField):
    """A picture, as the PNG that is kept of it."""

    widget = forms.FileInput(attrs={"accept": "image/png,image/jpeg,image/webp,image/gif"})

    def clean(self, data: Any, initial: Any = None) -> Any:
        file = super().clean(data, initial)
        return clean_picture(file, LOGO_WITHIN) if isinstance(file, UploadedFile) else None


class LookForm(forms.ModelForm):
    """Two colours and a logo."""

    logo_file = LogoField(
        label=_("logo"), required=False, help_text=_("PNG, JPEG, WebP or GIF, up to 4 MB. It is made small and kept as PNG.")
    )
    remove_logo = forms.BooleanField(label=_("remove the logo"), required=False)

    class Meta:
        model = Look
        fields = ("accent", "ground")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("accent", "ground"):
            self.fields[name].widget.attrs |= {"placeholder": "#0a7cff", "size": 8, "spellcheck": "false"}

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        if given.get("remove_logo") and given.get("logo_file"):
            raise ValidationError({"remove_logo": _("Choose a new logo or take the old one away, not both.")})
        return given

    def save(self, commit: bool = True) -> Any:
        logo = self.cleaned_data.get("logo_file")
        if logo or self.cleaned_data.get("remove_logo"):
            self.instance.logo = logo or b""
            self.instance.logo_digest = digest_of(logo) if logo else ""
        return super().save(commit)


def what_is_shown(look: Look | None) -> str:
    """What the pages make of the colours, in a sentence; the logo as it is kept."""
    if look is None or not look.pk:
        return str(_("Podium's own colours."))
    moved = moved_accents(look.accent, look.ground) if look.accent else {}
    notes = [
        str(_("In the %(theme)s theme the accent would be hard to read; %(colour)s stands there instead."))
        % {"theme": str(THEMES[theme]).lower(), "colour": colour}
        for theme, colour in moved.items()
    ]
    if look.logo:
        notes.append(str(_("A logo of %(size)s KB is kept.")) % {"size": len(look.logo) // 1024 + 1})
    return " ".join(notes) or str(_("Every colour can be read as it is."))
