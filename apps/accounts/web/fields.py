"""Fields of the pages about oneself: a label above each, nothing that vanishes when somebody begins to type."""

from typing import Any

from django import forms

from apps.accounts.models import User


def plainly(form: forms.BaseForm) -> None:
    """Take out what allauth's forms write into the fields themselves."""
    form.label_suffix = ""
    for field in form.fields.values():
        field.widget.attrs.pop("placeholder", None)


class NewPasswordForm(forms.Form):
    """A password to be, twice. Whether it is strong enough says the service."""

    password = forms.CharField(
        label="New password",
        strip=False,
        help_text="At least 12 characters; not a common one, and none that looks like your name or address.",
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )
    again = forms.CharField(
        label="The new one again", strip=False, widget=forms.PasswordInput(attrs={"autocomplete": "new-password"})
    )

    def __init__(self, *args: Any, user: User | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.label_suffix = ""
        self.user = user

    def clean_again(self) -> str:
        again: str = self.cleaned_data["again"]
        if again != self.cleaned_data.get("password"):
            raise forms.ValidationError("The two are not the same.")
        return again
