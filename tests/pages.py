"""Django admin as a person uses it: take the form as the page shows it, change some fields, and send it."""


def fields_of(page, changes):
    """Everything that an admin form would send with these changes: what it shows, and new rows with their defaults."""
    data = _shown(page.context["adminform"].form)
    for admin_formset in page.context["inline_admin_formsets"]:
        formset = admin_formset.formset
        for form in (formset.management_form, *formset.forms):
            data |= _shown(form)
        for number in range(len(formset.forms), int(changes.get(f"{formset.prefix}-TOTAL_FORMS", 0))):
            blank = _shown(formset.empty_form)
            data |= {name.replace("__prefix__", str(number)): value for name, value in blank.items()}
    return data | changes


def _shown(form):
    values = {bound.html_name: bound.value() for bound in form}
    values |= {bound.html_initial_name: bound.value() for bound in form if bound.field.show_hidden_initial}
    shown = {name: value for name, value in values.items() if value is not None and value is not False}
    return {name: "on" if value is True else getattr(value, "pk", value) for name, value in shown.items()}


def added(prefix, *rows, existing=0):
    """Inline rows that a person adds, with the counters that the page keeps."""
    data = {f"{prefix}-TOTAL_FORMS": existing + len(rows)}
    for number, row in enumerate(rows, existing):
        data |= {f"{prefix}-{number}-{name}": value for name, value in row.items()}
    return data


def send(client, url, changes=()):
    """Open an admin form, change it, send it; returns the answer."""
    return client.post(url, fields_of(client.get(url), dict(changes)))


def errors_of(answer):
    """All errors of an answered admin form, by field name."""
    found = {}
    forms = [answer.context["adminform"].form]
    for admin_formset in answer.context["inline_admin_formsets"]:
        forms += admin_formset.formset.forms
        if admin_formset.formset.non_form_errors():
            found[admin_formset.formset.prefix] = list(admin_formset.formset.non_form_errors())
    for form in forms:
        found |= {form.add_prefix(name) if form.prefix else name: list(errors) for name, errors in form.errors.items()}
    return found
