"""Forms that are sent too often."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.views.generic import FormView

from apps.core.errors import TooOften
from apps.core.observability.errors import again_after


class LimitedForm(FormView):
    """Shows its form again, with 429 and the time when it is worth sending it, when a limit refuses it.

    What was typed is kept as far as it is no secret. Nothing is looked at anew: the answer is the same for everybody.
    """

    kept: tuple[str, ...] = ()

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            return super().dispatch(request, *args, **kwargs)  # type: ignore[return-value]
        except TooOften as refusal:
            unsent = {name: value for name, value in self.get_form_kwargs().items() if name not in ("data", "files")}
            unsent["initial"] = {name: request.POST.get(name, "") for name in self.kept}
            context = self.get_context_data(form=self.get_form_class()(**unsent), refusal=again_after(refusal))
            return self.render_to_response(context, status=429, headers={"Retry-After": str(refusal.wait)})
