"""The page about one's own security: second factors, sessions, password."""

from typing import Any

from allauth.account.adapter import get_adapter
from allauth.usersessions.models import UserSession
from django import forms
from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone

from apps.accounts.rules.browsers import browser_name
from apps.accounts.selectors import factors_of, sessions_of
from apps.accounts.services.new_passwords import change_password
from apps.accounts.services.sessions import end_sessions, renew_session, revoke_session
from apps.accounts.web.asking import Asked
from apps.accounts.web.fields import NewPasswordForm
from apps.accounts.web.gate import lacks_second_factor
from apps.accounts.web.limited import LimitedForm
from apps.accounts.web.onward import onward, with_next
from apps.core.backoffice.viewer import signed_in
from apps.core.policy import SIGNED_IN, door


@door(GET=SIGNED_IN)
def security(request: HttpRequest) -> HttpResponse:
    """How this person can sign in, and where they are signed in."""
    user = signed_in(request)
    sessions = [
        {"row": row, "browser": browser_name(row.user_agent), "here": row.session_key == request.session.session_key}
        for row in sessions_of(user, now=timezone.now())
    ]
    wanted = onward(request, request.GET)
    context = {
        "factors": factors_of(user),
        "sessions": sorted(sessions, key=lambda session: not session["here"]),
        "must": user.must_show_second_factor,
        "gate_shut": lacks_second_factor(request, user),
        "add_app": with_next("mfa_activate_totp", wanted),
        "add_passkey": with_next("mfa_add_webauthn", wanted),
    }
    return render(request, "account/security.html", context)


@door(POST=SIGNED_IN)
def end_session(request: HttpRequest, pk: int) -> HttpResponse:
    """End one of one's own sessions; the one that asks is ended by signing out."""
    mine = UserSession.objects.filter(user_id=request.user.pk)
    session = get_object_or_404(mine.exclude(session_key=request.session.session_key), pk=pk)
    revoke_session(session=session, by=signed_in(request))
    messages.success(request, "That session has ended.")
    return redirect("mfa_index")


@door(POST=SIGNED_IN)
def end_other_sessions(request: HttpRequest) -> HttpResponse:
    """End all of one's own sessions but this one."""
    ended = end_sessions(user=signed_in(request), by=signed_in(request), keep=session_key(request))
    messages.success(request, f"Ended: {ended}. You are signed in here alone." if ended else "There was no other.")
    return redirect("mfa_index")


def session_key(request: HttpRequest) -> str:
    """The key of the session that asks: whoever is signed in has one."""
    assert request.session.session_key is not None
    return request.session.session_key


class OwnPasswordForm(NewPasswordForm):
    """The password so far, and another one."""

    old_password = forms.CharField(
        label="Password so far",
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password", "autofocus": True}),
    )
    field_order = ("old_password", "password", "password_again")

    def clean_old_password(self) -> str:
        """A guess like any other: limited and recorded."""
        adapter = get_adapter()
        old: str = self.cleaned_data["old_password"]
        if not adapter.reauthenticate(self.user, old):
            raise adapter.validation_error("incorrect_password")
        return old


class ChangePassword(LimitedForm, Asked):
    form_class = OwnPasswordForm
    title, act = "Change your password", "Change it"
    says = "Every other session of yours ends."

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"user": signed_in(self.request)}

    def done(self, form: forms.Form) -> HttpResponse:
        request, user = self.request, signed_in(self.request)
        before = session_key(request)
        try:
            change_password(user=user, password=form.cleaned_data["password"], by=user, keep_session=before)
        except ValidationError as weak:
            form.add_error("password", weak)
            return self.form_invalid(form)
        update_session_auth_hash(request, user)
        renew_session(before=before, now=session_key(request))
        messages.success(request, "Your password is changed.")
        return redirect("mfa_index")
