"""The second step of signing in, and proving once more who one is before something delicate."""

from typing import Any

from allauth.account.adapter import get_adapter
from allauth.account.forms import ReauthenticateForm as ReauthenticateByPasswordForm
from allauth.account.views import ReauthenticateView
from allauth.core import context
from allauth.mfa.base.forms import AuthenticateForm, ReauthenticateForm
from allauth.mfa.base.views import AuthenticateView
from allauth.mfa.base.views import ReauthenticateView as ReauthenticateByCodeView
from allauth.mfa.webauthn.views import LoginWebAuthnView, ReauthenticateWebAuthnView
from django.http import HttpRequest, HttpResponse

from apps.accounts.selectors import factors_of
from apps.accounts.services.factors import use_code
from apps.accounts.services.guesses import give_guess_back, take_guess, take_nameless_guess
from apps.accounts.web.fields import plainly
from apps.accounts.web.limited import LimitedForm
from apps.core.errors import TooOften
from apps.core.observability.callers import address_of, network_of
from apps.core.observability.errors import again_after

CODE = "code"


class CodeForm(AuthenticateForm):
    """A code of the app, or a recovery code."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        plainly(self)
        self.fields[CODE].widget.attrs |= {"autofocus": True, "autocapitalize": "off", "spellcheck": "false"}
        self.fields[CODE].max_length = 40

    def clean_code(self) -> str:
        """A guess like one at a password, counted with them. Raises TooOften."""
        guess = take_guess(email=self.user.email, address=network_of(address_of(context.request)))
        code: str = self.cleaned_data[CODE]
        self.authenticator = use_code(user=self.user, code=code)
        if self.authenticator is None:
            adapter = get_adapter()
            adapter.authentication_failed(context.request, step=CODE, email=self.user.email)
            raise adapter.validation_error("incorrect_code")
        give_guess_back(guess=guess)
        return code


class ConfirmCodeForm(CodeForm, ReauthenticateForm):
    """A code from somebody who is signed in."""

    save = ReauthenticateForm.save


class SecondStep(AuthenticateView):
    """After the password: a code or a passkey."""

    form_class = CodeForm

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            answer: HttpResponse = super().post(request, *args, **kwargs)
        except TooOften as refusal:
            self.auth_form = CodeForm(user=self.stage.login.user)
            context = self.get_context_data() | {"refusal": again_after(refusal)}
            answer = self.render_to_response(context, status=429, headers={"Retry-After": str(refusal.wait)})
        return answer

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {"factors": factors_of(self.stage.login.user)}


class PasswordAgainForm(ReauthenticateByPasswordForm):
    """The password of somebody who is signed in."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        plainly(self)
        self.fields["password"].help_text = ""
        self.fields["password"].widget.attrs["autofocus"] = True


class ConfirmByPassword(LimitedForm, ReauthenticateView):
    """Once more the password."""

    form_class = PasswordAgainForm


class ConfirmByCode(LimitedForm, ReauthenticateByCodeView):
    """Once more a code."""

    form_class = ConfirmCodeForm


class ConfirmByPasskey(ReauthenticateWebAuthnView):
    """Once more a passkey."""


class SignInByPasskey(LoginWebAuthnView):
    """A passkey alone: it knows whose it is, and its device has checked who holds it."""

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        take_nameless_guess(address=network_of(address_of(request)))
        answer: HttpResponse = super().post(request, *args, **kwargs)
        return answer

    def form_invalid(self, form: Any) -> HttpResponse:
        get_adapter().authentication_failed(self.request, step="passkey")
        return super().form_invalid(form)
