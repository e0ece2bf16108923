"""Setting second factors up and taking them away; a page that changes one asks for a fresh proof of who it is."""

from base64 import b64encode
from functools import wraps
from typing import Any

from allauth.account.internal.flows.login import record_authentication
from allauth.account.internal.flows.reauthentication import is_reauthentication_required
from allauth.core.exceptions import ReauthenticationRequired
from allauth.mfa.adapter import get_adapter
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import generate_totp_secret
from allauth.mfa.webauthn.forms import AddWebAuthnForm
from allauth.mfa.webauthn.internal import auth
from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.views.generic import TemplateView

from apps.accounts.rules.second_factor import APP, PASSKEY, RECOVERY_CODES
from apps.accounts.selectors import factors_of
from apps.accounts.services.encryption import decrypt, encrypt
from apps.accounts.services.factors import add_app, add_passkey, remove_factor, rename_passkey, renew_recovery_codes
from apps.accounts.web.asking import Asked
from apps.accounts.web.fields import plainly
from apps.accounts.web.gate import lacks_own_factor
from apps.accounts.web.onward import onward, with_next
from apps.core.backoffice.viewer import signed_in
from apps.core.errors import Conflict
from apps.core.policy import View

SECRET = "second_factor.app"  # noqa: S105 - where the session keeps it, encrypted, until the app has shown a code


def proved_again(view: View) -> View:
    """Asks for a proof of the last minutes first, and for a factor that the person has if the session has shown none.

    Otherwise whoever sits at a session of before the factor, and has the password, could take the factor away.
    A form that was open for longer is asked for anew: allauth would keep what was sent, cookies included, in the
    session's row until then.
    """

    @wraps(view)
    def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        stale = is_reauthentication_required(request, app="allauth.mfa")
        if not stale and not lacks_own_factor(request, signed_in(request)):
            return view(request, *args, **kwargs)
        if request.method == "POST":
            return redirect(request.get_full_path())
        raise ReauthenticationRequired

    return answer


class AppCodeForm(forms.Form):
    """The first code of a new app."""

    code = forms.CharField(
        label="Code that the app shows",
        label_suffix="",
        max_length=40,
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "inputmode": "numeric"}),
    )


@method_decorator(proved_again, name="dispatch")
class AddApp(Asked):
    """A QR code for the app, and its first code back."""

    template_name = "mfa/add_app.html"
    form_class = AppCodeForm

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        if self.request.method == "GET" or SECRET not in self.request.session:
            self.request.session[SECRET] = encrypt(text=generate_totp_secret())
        secret = self._secret()
        url = get_adapter().build_totp_url(signed_in(self.request), secret)
        image = b64encode(get_adapter().build_totp_svg(url).encode()).decode()
        groups = " ".join(secret[start : start + 4] for start in range(0, len(secret), 4))
        return super().get_context_data(**kwargs) | {"picture": f"data:image/svg+xml;base64,{image}", "secret": groups}

    def done(self, form: forms.Form) -> HttpResponse:
        user = signed_in(self.request)
        factor = add_app(user=user, secret=self._secret(), code=form.cleaned_data["code"], by=user)
        del self.request.session[SECRET]
        return after_adding(self.request, factor)

    def _secret(self) -> str:
        if SECRET not in self.request.session:  # a form that was sent twice
            raise Conflict("This page was out of date. Use the key that it shows now.", code="stale", field="code")
        return decrypt(sealed=self.request.session[SECRET])


class PasskeyForm(AddWebAuthnForm):
    """What the browser brings from the device, and a name."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        plainly(self)
        del self.fields["passwordless"]
        self.fields["name"].label = "What you call it"
        self.fields["name"].max_length = 60
        self.fields["name"].widget.attrs |= {"maxlength": 60, "autocomplete": "off"}

    def clean(self) -> dict[str, Any]:
        """Every passkey signs in without a password, so its device must have checked who holds it."""
        self.cleaned_data["passwordless"] = True
        return super().clean()


@method_decorator(proved_again, name="dispatch")
class AddPasskey(Asked):
    """The browser makes the passkey; we keep its public key."""

    template_name = "mfa/add_passkey.html"
    form_class = PasskeyForm

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"user": signed_in(self.request)}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        options = auth.begin_registration(signed_in(self.request), passwordless=True)
        host = self.request.get_host().partition(":")[0]
        return super().get_context_data(**kwargs) | {"options": options, "by_number": host[-1:].isdigit()}

    def done(self, form: forms.Form) -> HttpResponse:
        user, told = signed_in(self.request), form.cleaned_data
        return after_adding(
            self.request, add_passkey(user=user, name=told["name"], credential=told["credential"], by=user)
        )


def after_adding(request: HttpRequest, factor: Authenticator) -> HttpResponse:
    """The session has shown the new factor by this; whoever has recovery codes they never saw sees them next."""
    record_authentication(request, signed_in(request), "mfa", type=factor.type, id=factor.pk)
    messages.success(request, "The passkey works." if factor.type == PASSKEY else "The authenticator app works.")
    codes, wanted = factors_of(signed_in(request)).recovery_codes, onward(request, request.GET)
    if codes is None or codes.wrap().did_view:
        return redirect(wanted or "mfa_index")
    return redirect(with_next("mfa_view_recovery_codes", wanted))


class NameForm(forms.Form):
    name = forms.CharField(label="What you call it", label_suffix="", max_length=60)


class OneOfMine(Asked):
    """About one factor of the person who is signed in; somebody else's is not found."""

    kind = APP

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        mine = Authenticator.objects.filter(user_id=request.user.pk, type=self.kind)
        self.factor = get_object_or_404(mine, **kwargs)


@method_decorator(proved_again, name="dispatch")
class RenamePasskey(OneOfMine):
    kind = PASSKEY
    form_class = NameForm
    title, act = "Rename a passkey", "Rename"

    def get_initial(self) -> dict[str, Any]:
        return {"name": self.factor.data["name"]}

    def done(self, form: forms.Form) -> HttpResponse:
        rename_passkey(factor=self.factor, name=form.cleaned_data["name"], by=signed_in(self.request))
        return redirect("mfa_index")


@method_decorator(proved_again, name="dispatch")
class RemoveApp(OneOfMine):
    form_class = forms.Form
    title, act, danger = "Remove the authenticator app?", "Remove", True
    says = "Its codes open nothing any more. Recovery codes go with the last second factor."

    def done(self, form: forms.Form) -> HttpResponse:
        remove_factor(factor=self.factor, by=signed_in(self.request))
        messages.success(self.request, "It is removed.")
        return redirect("mfa_index")


class RemovePasskey(RemoveApp):
    kind = PASSKEY
    title = "Remove this passkey?"
    says = "It signs in no more; the device may still offer it. Recovery codes go with the last second factor."


@method_decorator(proved_again, name="dispatch")
class NewRecoveryCodes(Asked):
    form_class = forms.Form
    title, act = "Make new recovery codes?", "Make new codes"
    says = "The old ones open nothing any more."

    def done(self, form: forms.Form) -> HttpResponse:
        renew_recovery_codes(user=signed_in(self.request), by=signed_in(self.request))
        return redirect("mfa_view_recovery_codes")


@method_decorator(proved_again, name="dispatch")
class RecoveryCodesOnce(TemplateView):
    """The codes, shown once."""

    template_name = "mfa/recovery_codes.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        mine = get_object_or_404(Authenticator, user=signed_in(self.request), type=RECOVERY_CODES).wrap()
        codes = [] if mine.did_view else mine.get_unused_codes()
        mine.mark_as_viewed()
        wanted = onward(self.request, self.request.GET)
        done = wanted or reverse("mfa_index")
        return super().get_context_data(**kwargs) | {"codes": codes, "done": done}
