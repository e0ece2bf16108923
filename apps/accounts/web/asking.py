"""Pages that ask one question."""

from typing import Any

from django import forms
from django.http import HttpResponse
from django.views.generic import FormView

from apps.core.errors import DomainError


class Asked(FormView):
    """One question, one call of a service; what the service refuses is said in the form."""

    template_name = "account/ask.html"
    title = ""
    act = ""
    says = ""
    danger = False

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        shown = {"title": self.title, "act": self.act, "says": self.says, "danger": self.danger}
        return super().get_context_data(**kwargs) | shown

    def form_valid(self, form: forms.Form) -> HttpResponse:
        try:
            return self.done(form)
        except DomainError as refusal:
            form.add_error(refusal.field if refusal.field in form.fields else None, refusal.message)
            return self.form_invalid(form)

    def done(self, form: forms.Form) -> HttpResponse:
        raise NotImplementedError
