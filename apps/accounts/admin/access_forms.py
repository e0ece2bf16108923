"""The question why somebody may or may not do something."""

from collections.abc import Iterable
from itertools import groupby
from typing import Any

from django import forms
from django.contrib.auth.models import Permission
from unfold.widgets import UnfoldAdminDecimalFieldWidget, UnfoldAdminSelectWidget, UnfoldAdminTextInputWidget

from apps.accounts.admin.access_shown import area, words
from apps.accounts.admin.forms import PersonField
from apps.accounts.selectors import code_of, permissions_in_words


class WhyForm(forms.Form):
    """Who, what, on which row, about which amount."""

    person = PersonField(label="Person's e-mail")
    permission = forms.ChoiceField(label="May they …", widget=UnfoldAdminSelectWidget)
    object = forms.CharField(
        label="On which one?",
        required=False,
        max_length=100,
        strip=True,
        help_text="Its number, SKU, reference or e-mail. Empty: in general.",
        widget=UnfoldAdminTextInputWidget,
    )
    amount = forms.DecimalField(
        required=False,
        min_value=0,
        max_digits=14,
        decimal_places=3,
        help_text="For permissions with a limit.",
        widget=UnfoldAdminDecimalFieldWidget,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["permission"].choices = [("", "Choose"), *choices(permissions_in_words())]  # type: ignore[attr-defined]


def choices(permissions: Iterable[Permission]) -> list[tuple[str, list[tuple[str, str]]]]:
    """Permissions as options, in groups by app."""
    return [
        (name, [(code_of(one), f"{words(one)} ({code_of(one)})") for one in group])
        for name, group in groupby(permissions, key=lambda one: area(one.content_type.app_label))
    ]
