"""The pages of the engine room that are no lists: what they are called, and who may open them."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from apps.core.backoffice.areas import Area
from apps.core.backoffice.navigation import NavigationPage

FOLLOW_REQUESTS = "core.follow_requests"
READ_CONFIGURATION = "core.read_configuration"
PAGES = (
    NavigationPage(
        title="Follow a request",
        icon="timeline",
        area=Area.ENGINE,
        url_name="ops:requests",
        permission=FOLLOW_REQUESTS,
    ),
    NavigationPage(
        title="Configuration",
        icon="tune",
        area=Area.ENGINE,
        url_name="ops:configuration",
        permission=READ_CONFIGURATION,
    ),
)

View = Callable[..., HttpResponse]


def reading(permission: str) -> Callable[[View], View]:
    """A page to read for those with the permission. Strangers are asked to sign in, all others get 403."""

    def decorate(view: View) -> View:
        @wraps(view)
        def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if not request.user.is_authenticated:
                return redirect_to_login(request.get_full_path())
            if not request.user.has_perm(permission):
                raise PermissionDenied
            return view(request, *args, **kwargs)

        page: View = never_cache(require_safe(answer))
        return page

    return decorate
