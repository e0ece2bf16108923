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
    """A password to be, twice. Whether it is strong enough says the service.

    Each field's name says that it is a password: by that it is kept out of logs and reports.
    """

    password = forms.CharField(
        label="New password",
        strip=False,
        help_text="At least 12 characters; not a common one, and none that looks like your name or address.",
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )
    password_again = forms.CharField(
        label="The new one again", strip=False, widget=forms.PasswordInput(attrs={"autocomplete": "new-password"})
    )

    def __init__(self, *args: Any, user: User | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.label_suffix = ""
        self.user = user

    def clean_password_again(self) -> str:
        again: str = self.cleaned_data["password_again"]
        if again != self.cleaned_data.get("password"):
            raise forms.ValidationError("The two are not the same.")
        return again
