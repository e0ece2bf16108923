"""The history tab: what the audit trail says about an object, and how edits in the admin get there."""

from dataclasses import replace
from typing import Any

from django.db.models import Model, QuerySet
from django.forms import ModelForm
from django.http import HttpRequest

from apps.core.backoffice.panels import named
from apps.core.backoffice.tables import Table, list_url, table
from apps.core.models import AuditEntry

ENTRIES_SHOWN = 100


def history(request: HttpRequest, target: Model) -> Table:
    """The newest audit entries of one object; the way to all of them where there are more."""
    of_target = named(target)
    columns = ("at", "by", "action_code", "changes", "reason", "request_code")
    entries = table(request, AuditEntry, columns=columns, ordering=("-id",), limit=ENTRIES_SHOWN, where=of_target)
    exact = {f"{name}__exact": value for name, value in of_target.items()}
    return replace(entries, more_url=list_url(AuditEntry, **exact) if entries.more_url else "")


def changes(form: "ModelForm[Any]") -> dict[str, dict[str, Any]]:
    """What a submitted form changed: the values before and after, each as text a person can read."""
    names = [name for name in form.changed_data if name in form.cleaned_data]
    return {
        "before": {name: readable(form.initial.get(name)) for name in names},
        "after": {name: readable(form.cleaned_data[name]) for name in names},
    }


def readable(value: Any) -> Any:
    """A JSON value for the trail: objects by their names, several as a sorted list."""
    if isinstance(value, QuerySet | list | tuple | set):
        return sorted(str(item) for item in value)
    return value if value is None or isinstance(value, bool | int) else str(value)
