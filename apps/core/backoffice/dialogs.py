"""Actions on one object that ask in a dialog first, then call a service."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib import messages
from django.db.models import Model
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from unfold.decorators import action
from unfold.enums import ActionVariant
from unfold.forms import BaseDialogForm

from apps.core.backoffice.cells import object_url
from apps.core.backoffice.policies import doing, permission_of
from apps.core.errors import DomainError

Asked = Callable[..., Model | HttpResponse]

IN_PLACE_OF_THE_CONTENT = {
    "HX-Retarget": "#content",
    "HX-Reselect": "#content",
    "HX-Reswap": "outerHTML",
    "HX-Trigger-After-Settle": "dialog-done",
}


def dialog_action(
    name: str,
    *,
    title: str,
    about: str,
    form: type[BaseDialogForm],
    icon: str = "block",
    permission: str = "",
    variant: ActionVariant = ActionVariant.DANGER,
    act: str = "",
) -> Callable[[Asked], Any]:
    """A button `name` on an object's page; `form` asks under `title` and `about`, and is sent by a button `act`.

    Without `act` both buttons say the same. Offered to those with the `permission`; without one to those who may change
    the object. The function gets request, object and the form's values as keywords, and returns the object whose page
    is shown next, or a page to show now. What its service refuses is said beside the field at fault, otherwise on the
    object's page.
    """
    act = act or name
    dialog = {"title": title, "description": about, "form_class": form, "form_submit_text": act}

    def decorate(work: Asked) -> Any:
        @wraps(work)
        def answer(
            admin: Any, request: HttpRequest, filled: BaseDialogForm, object_id: str, target: Model
        ) -> HttpResponse:
            values = {key: value for key, value in filled.cleaned_data.items() if not key.startswith("_")}
            try:
                shown = work(admin, request, target, **values)
            except DomainError as refusal:
                if refusal.field in values:
                    filled.add_error(refusal.field, refusal.message)
                    context = {"dialog": dialog, "form": filled, "form_submit_text": act}
                    return render(request, "unfold/helpers/dialog.html", context)
                admin.message_user(request, refusal.message, messages.ERROR)
                shown = target
            return shown_now(shown) if isinstance(shown, HttpResponse) else next_page(shown)

        dialog_of: Any = action(description=name, icon=icon, variant=variant, dialog=dialog)(answer)

        @wraps(dialog_of)
        def asked(admin: Any, request: HttpRequest, object_id: str) -> HttpResponse:
            """Of an object that is not there for the person nothing is asked."""
            target = admin.get_object(request, object_id)
            if target is None:
                raise Http404
            response: HttpResponse = dialog_of(admin, request, object_id=object_id, target=target)
            return response

        asked.policy = lambda options: doing(permission or permission_of(options, "change"))  # type: ignore[attr-defined]
        return asked

    return decorate


def next_page(target: Model) -> HttpResponse:
    return HttpResponse(headers={"HX-Redirect": page_of(target)})


def shown_now(page: HttpResponse) -> HttpResponse:
    """The dialog closes above the content of this page: for what may be told in one answer only, and kept nowhere."""
    for name, value in IN_PLACE_OF_THE_CONTENT.items():
        page[name] = value
    return page


def page_of(target: Model) -> str:
    """Where the admin shows the object."""
    return object_url(type(target), target.pk)
