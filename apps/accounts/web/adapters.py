"""What django-allauth asks the shop: here its flows meet our services. The settings name these classes."""

import time
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.authentication import get_authentication_records
from allauth.account.utils import get_login_redirect_url
from allauth.core import context
from allauth.mfa.adapter import DefaultMFAAdapter
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from apps.accounts.models import User
from apps.accounts.rules.browsers import browser_name
from apps.accounts.services.encryption import decrypt, encrypt
from apps.accounts.services.sessions import begin_session, end_session, record_failed_sign_in, rotate_session
from apps.accounts.web.gate import lacks_own_factor
from apps.core.observability.callers import address_of

NOWHERE = "0.0.0.0"  # noqa: S104 # what is stored of a caller without an address
PASSWORD = "password"  # noqa: S105
FRESH_SECONDS = 300
WAYS = {
    "reauthenticate": "by password",
    "mfa_reauthenticate": "by code",
    "mfa_reauthenticate:webauthn": "by passkey",
}


class AccountAdapter(DefaultAccountAdapter):
    """Passwords, sessions and where people go after signing in."""

    error_messages = DefaultAccountAdapter.error_messages | {
        "email_password_mismatch": "This address and this password do not belong together.",
        "incorrect_code": "This code is wrong, or was used already.",
        "incorrect_password": "This is not your password.",
        "enter_current_password": "This is not your password.",
    }

    def get_client_ip(self, request: HttpRequest) -> str:
        return address_of(request) or NOWHERE

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Staff are made by staff."""
        return False

    def get_login_stages(self) -> list[str]:
        """A password, then the second step of those who have one."""
        return ["allauth.mfa.stages.AuthenticateStage"]

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        """Guesses are counted by the backend, for every door, and by the forms that take codes."""

    def authentication_failed(self, request: HttpRequest, *, step: str = PASSWORD, **credentials: Any) -> None:
        """Told after a wrong password or code."""
        record_failed_sign_in(email=credentials.get("email", ""), step=step)

    def reauthenticate(self, user: User, password: str) -> bool:
        """Whether this is the password of somebody who is signed in; counts as a guess like any other."""
        found = self.authenticate(context.request, email=user.email, password=password)
        return found is not None and found.pk == user.pk

    def login(self, request: HttpRequest, user: User) -> None:
        """Sign in: a new session key, whatever was there before."""
        super().login(request, user)
        rotate_session(session=request.session, user=user)
        request.session.save()
        assert request.session.session_key is not None  # it was saved just now
        records = get_authentication_records(request, user)
        begin_session(
            user=user,
            session_key=request.session.session_key,
            methods=[record.get("type", record["method"]) for record in records] or ["development"],
            ip=self.get_client_ip(request),
            user_agent=self.get_http_user_agent(request),
        )

    def post_login(self, request: HttpRequest, user: User, *, redirect_url: str | None, **kwargs: Any) -> HttpResponse:
        """On to where the person wanted to go, without a message that says what they see."""
        return redirect(get_login_redirect_url(request, redirect_url))

    def logout(self, request: HttpRequest) -> None:
        """Sign out: the session is gone on the server, whatever the browser keeps."""
        if isinstance(request.user, User) and request.session.session_key:
            end_session(user=request.user, session_key=request.session.session_key)
        super().logout(request)

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        """Staff to their work, customers to the first page."""
        return super().get_login_redirect_url(request) if request.user.is_staff else "/"

    def get_reauthentication_methods(self, user: User) -> list[dict[str, Any]]:
        """Ways to prove once more who one is, in our words; a password alone is none where a factor is owed."""
        methods: list[dict[str, Any]] = super().get_reauthentication_methods(user)
        owed = lacks_own_factor(context.request, user)
        return [
            method | {"description": WAYS[method["id"]]}
            for method in methods
            if not (owed and method["id"] == "reauthenticate")
        ]

    def is_reauthentication_required(self, *, app: str, **kwargs: Any) -> bool:
        """Delicate changes want a proof of the last minutes: signing in just now is one, too."""
        proofs = get_authentication_records(context.request, context.request.user)
        return not any(time.time() - proof["at"] < FRESH_SECONDS for proof in proofs)

    def respond_user_inactive(self, request: HttpRequest, user: User) -> HttpResponse:
        """A passkey of a closed account: the same words as for one that is unknown."""
        messages.error(request, MFAAdapter.error_messages["incorrect_code"])
        return redirect("account_login")

    def send_notification_mail(self, *args: Any, **kwargs: Any) -> None:
        """Our services publish what changed, and the mail follows that."""


class MFAAdapter(DefaultMFAAdapter):
    """Second factors: their secrets lie encrypted in the database."""

    error_messages = DefaultMFAAdapter.error_messages | {"incorrect_code": "This is not it. Try once more."}

    def encrypt(self, text: str) -> str:
        return encrypt(text=text)

    def decrypt(self, encrypted_text: str) -> str:
        return decrypt(sealed=encrypted_text)

    def generate_authenticator_name(self, user: User, type: str) -> str:  # noqa: A002 - allauth's name
        """What a new passkey is called before its owner thinks of something better."""
        return browser_name(context.request.headers.get("User-Agent", ""))

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        """The name that devices show beside a passkey."""
        return super().get_public_key_credential_rp_entity() | {"name": "Vitrine"}
