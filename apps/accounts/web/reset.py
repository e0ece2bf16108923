"""A forgotten password: asking for a link, and setting a new one by it.

The link's key stands in the query string, which no log keeps, and in the form; nothing else holds it.
"""

from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.decorators import method_decorator
from django.views.decorators.cache import never_cache
from django.views.generic import TemplateView

from apps.accounts.services.new_passwords import ask_for_password_reset, reset_password, user_of_reset_key
from apps.accounts.web.asking import Asked
from apps.accounts.web.fields import NewPasswordForm
from apps.accounts.web.limited import LimitedForm
from apps.core.observability.callers import address_of, network_of


class ForgottenForm(forms.Form):
    email = forms.EmailField(
        label="E-mail",
        label_suffix="",
        widget=forms.EmailInput(attrs={"autocomplete": "username", "autofocus": True}),
    )


class Forgotten(LimitedForm, Asked):
    """The same answer for every address; the mail is made and sent later, by another process."""

    form_class = ForgottenForm
    kept = ("email",)
    title, act = "A new password", "Send me a link"
    says = "We send a link to the address you sign in with. It is good for an hour and for one new password."

    def done(self, form: forms.Form) -> HttpResponse:
        address = network_of(address_of(self.request))
        ask_for_password_reset(email=form.cleaned_data["email"], address=address)
        return redirect("password_reset_sent")


class LinkSent(TemplateView):
    template_name = "account/link_sent.html"


class KeyForm(NewPasswordForm):
    key = forms.CharField(widget=forms.HiddenInput)


@method_decorator(never_cache, name="dispatch")
class NewPassword(Asked):
    """The page behind the link."""

    form_class = KeyForm
    title, act = "Choose a new password", "Set it"
    says = "Every session of yours ends with it, on every device."

    def get_initial(self) -> dict[str, Any]:
        return {"key": self.request.GET.get("key", "")}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        key = self.request.POST.get("key") or self.request.GET.get("key", "")
        return super().get_context_data(**kwargs) | {"stale": user_of_reset_key(key=key) is None}

    def get_template_names(self) -> list[str]:
        return ["account/new_password.html"]

    def done(self, form: forms.Form) -> HttpResponse:
        try:
            reset_password(key=form.cleaned_data["key"], password=form.cleaned_data["password"])
        except ValidationError as weak:
            form.add_error("password", weak)
            return self.form_invalid(form)
        messages.success(self.request, "Your new password is set. Sign in with it.")
        return redirect("account_login")
