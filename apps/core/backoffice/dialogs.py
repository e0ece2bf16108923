"""Actions on one object that ask in a dialog first, then call a service."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib import messages
from django.db.models import Model
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from unfold.decorators import action
from unfold.enums import ActionVariant
from unfold.forms import BaseDialogForm

from apps.core.errors import DomainError

Asked = Callable[..., Model]


def dialog_action(
    name: str, *, title: str, about: str, form: type[BaseDialogForm], icon: str = "block"
) -> Callable[[Asked], Any]:
    """A button `name` on an object's page for those who may change it; `form` asks under `title` and `about`.

    The function gets request, object and the form's values as keywords, and returns the object whose page is shown
    next. What its service refuses is said on the object's page.
    """
    dialog = {"title": title, "description": about, "form_class": form, "form_submit_text": name}

    def decorate(work: Asked) -> Any:
        @wraps(work)
        def answer(admin: Any, request: HttpRequest, filled: BaseDialogForm, object_id: str) -> HttpResponse:
            target = admin.get_object(request, object_id)
            if target is None:
                raise Http404
            values = {key: value for key, value in filled.cleaned_data.items() if not key.startswith("_")}
            try:
                shown = work(admin, request, target, **values)
            except DomainError as refusal:
                admin.message_user(request, refusal.message, messages.ERROR)
                shown = target
            return HttpResponse(headers={"HX-Redirect": page_of(shown)})

        return action(description=name, icon=icon, variant=ActionVariant.DANGER, permissions=["act"], dialog=dialog)(
            answer
        )

    return decorate


def page_of(target: Model) -> str:
    """Where the admin shows the object."""
    return reverse(f"admin:{target._meta.app_label}_{target._meta.model_name}_change", args=[target.pk])
