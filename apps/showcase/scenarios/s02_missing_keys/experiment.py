"""The experiment as the page starts it, in a process that knows nothing of Django yet."""

from typing import Any

import django
from django import forms

from apps.showcase.lab.processes import Progress
from apps.showcase.scenarios.s02_missing_keys.corpus import OTHERWISE, TITLES


class MessageForm(forms.Form):
    message = forms.ChoiceField(
        label="What is missing",
        choices=[*TITLES.items(), *((name, f"nothing, but: {name}") for name in OTHERWISE)],
        initial="several",
    )


def post_all(progress: Progress, *, message: str) -> dict[str, Any]:
    """One message in full, all of them counted."""
    django.setup()
    # The framework of the API can be imported only now.
    from apps.showcase.scenarios.s02_missing_keys.comparing import compare

    return compare(progress, message=message)
