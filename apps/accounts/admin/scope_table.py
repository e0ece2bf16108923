"""What a key opens, chosen in a table: a line for each part of the API, a box to read and one to write."""

from typing import Any

from django import forms
from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe

from apps.accounts.rules.scopes import RESOURCES, SCOPES


class ScopeTable(forms.CheckboxSelectMultiple):
    """The boxes of all scopes."""

    input_type = "table"  # the theme would put the label of a checkbox behind it

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> SafeString:
        boxes = {scope: {"scope": scope, "checked": scope in (value or ())} for scope in SCOPES}
        rows = [(one, [boxes.get(f"{one.name}:{verb}") for verb in ("read", "write")]) for one in RESOURCES]
        return mark_safe(render_to_string("admin/tokens/scopes.html", {"name": name, "rows": rows}))  # noqa: S308


class ScopesField(forms.MultipleChoiceField):
    """At least one scope."""

    widget = ScopeTable

    def __init__(self) -> None:
        super().__init__(
            label="Opens",
            choices=[(scope, scope) for scope in SCOPES],
            help_text="It never does more than its person may.",
            error_messages={"required": "Choose at least one: without it the key opens nothing."},
        )
