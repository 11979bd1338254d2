"""Forms that two people may have open at once: each writes what was changed on it, and neither undoes the other."""

from typing import Any

from django import forms
from django.db.models import ManyToManyField
from django.utils.translation import gettext as _


class MergedForm(forms.ModelForm):  # type: ignore[type-arg]
    """Writes only the fields that this person has changed, measured by what the page showed, which it brings along.

    Django compares with the database of the moment instead: a page that was open while somebody else locked a round
    would open it again. A field that both have changed is refused. A row that is added, and a form sent without what
    was shown (by a program), are as in Django.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._merged = [] if self.instance._state.adding else [name for name in self.fields if self._can_merge(name)]
        if self.is_bound and not any(self._is_told(name) for name in self._merged):
            self._merged = []
        for name in self._merged:
            self.fields[name].show_hidden_initial = True

    def _can_merge(self, name: str) -> bool:
        field = self.fields[name]
        columns = {column.name for column in (*self._meta.model._meta.fields, *self._meta.model._meta.many_to_many)}
        return name in columns and not (field.disabled or field.widget.is_hidden or isinstance(field, forms.FileField))

    def _is_told(self, name: str) -> bool:
        shown = self.add_initial_prefix(name)
        return shown in self.data or f"{shown}_0" in self.data

    def _clean_fields(self) -> None:
        super()._clean_fields()  # type: ignore[misc]
        changed = set(self.changed_data)
        for name in self._merged:
            if name in self.cleaned_data and name not in changed:
                self.cleaned_data[name] = self._stored(name)
            elif name in changed and self._moved(name):
                self.add_error(name, _("Somebody else has changed this since the page was opened. Open it again to see to what."))

    def _stored(self, name: str) -> Any:
        if isinstance(self.instance._meta.get_field(name), ManyToManyField):
            return list(getattr(self.instance, name).all())
        return getattr(self.instance, name)

    def _moved(self, name: str) -> bool:
        """Whether the database holds neither what was shown nor what is wanted now."""
        field, bound = self.fields[name], self[name]
        hidden = field.hidden_widget()
        shown = hidden.value_from_datadict(self.data, self.files, self.add_initial_prefix(name))
        wanted = field.widget.value_from_datadict(self.data, self.files, self.add_prefix(name))
        return all(field.has_changed(_one_line_end(bound.initial), _one_line_end(value)) for value in (shown, wanted))


def _one_line_end(value: Any) -> Any:
    """Text as browsers send it: they end every line with both characters."""
    return value.replace("\r\n", "\n").replace("\n", "\r\n") if isinstance(value, str) else value
