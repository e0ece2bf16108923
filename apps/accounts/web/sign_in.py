"""The page where people sign in."""

from typing import Any

from allauth.account.forms import LoginForm
from allauth.account.views import LoginView
from django.apps import apps
from django.conf import settings

from apps.accounts.web.fields import plainly
from apps.accounts.web.limited import LimitedForm


class SignInForm(LoginForm):
    """E-mail and password."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        plainly(self)
        self.fields["login"].label = "E-mail"
        self.fields["login"].widget.attrs |= {"autocomplete": "username", "autofocus": True}
        self.fields["password"].help_text = ""


class SignIn(LimitedForm, LoginView):
    """Strangers sign in; whoever is signed in goes on."""

    form_class = SignInForm
    kept = ("login",)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        on_map = settings.DEBUG and apps.is_installed("apps.showcase")
        return super().get_context_data(**kwargs) | {"sign_in_on_map": on_map}
