"""The second step of signing in, and proving once more who one is before something delicate."""

from typing import Any

from allauth.account.adapter import get_adapter
from allauth.account.views import ReauthenticateView
from allauth.core import context
from allauth.mfa.base.forms import AuthenticateForm, ReauthenticateForm
from allauth.mfa.base.views import AuthenticateView
from allauth.mfa.base.views import ReauthenticateView as ReauthenticateByCodeView
from allauth.mfa.webauthn.views import LoginWebAuthnView, ReauthenticateWebAuthnView
from django.http import HttpResponse

from apps.accounts.selectors import factors_of
from apps.accounts.services.factors import use_code
from apps.accounts.web.fields import plainly

CODE = "code"


class CodeForm(AuthenticateForm):
    """A code of the app, or a recovery code."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        plainly(self)
        self.fields[CODE].widget.attrs |= {"autofocus": True, "autocapitalize": "off", "spellcheck": "false"}
        self.fields[CODE].max_length = 40

    def clean_code(self) -> str:
        """Counts as a guess like a password: the same hook limits both."""
        adapter = get_adapter()
        adapter.pre_authenticate(context.request, email=self.user.email)
        code: str = self.cleaned_data[CODE]
        self.authenticator = use_code(user=self.user, code=code)
        if self.authenticator is None:
            adapter.authentication_failed(context.request, step=CODE, email=self.user.email)
            raise adapter.validation_error("incorrect_code")
        return code


class ConfirmCodeForm(CodeForm, ReauthenticateForm):
    """A code from somebody who is signed in."""

    save = ReauthenticateForm.save


class SecondStep(AuthenticateView):
    """After the password: a code or a passkey."""

    form_class = CodeForm

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {"factors": factors_of(self.stage.login.user)}


class ConfirmByPassword(ReauthenticateView):
    """Once more the password."""

    def get_form(self, *args: Any) -> Any:
        form = super().get_form(*args)
        plainly(form)
        form.fields["password"].help_text = ""
        form.fields["password"].widget.attrs["autofocus"] = True
        return form


class ConfirmByCode(ReauthenticateByCodeView):
    """Once more a code."""

    form_class = ConfirmCodeForm


class ConfirmByPasskey(ReauthenticateWebAuthnView):
    """Once more a passkey."""


class SignInByPasskey(LoginWebAuthnView):
    """A passkey alone: it knows whose it is, and its device has checked who holds it."""

    def form_invalid(self, form: Any) -> HttpResponse:
        get_adapter().authentication_failed(self.request, step="passkey")
        return super().form_invalid(form)
