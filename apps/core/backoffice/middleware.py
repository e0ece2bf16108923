"""Requests for pages of the back office: who looks, and the theme's exception from the content security policy."""

from collections.abc import Callable

from csp.constants import NONCE, SELF, UNSAFE_EVAL, UNSAFE_INLINE
from django.http import HttpRequest, HttpResponse

from apps.core.backoffice.viewer import viewed_by

# docs/adr/0004-unfold-behind-one-base-class.md. No nonce for styles: it would switch `unsafe-inline` off.
ADMIN_POLICY = {
    "script-src": [SELF, NONCE, UNSAFE_EVAL],
    "style-src": [SELF, UNSAFE_INLINE],
}
# URL namespaces whose pages stand in the theme's frame: the admin and the pages of apps/core/web.
FRAMED = {"admin", "ops"}


class BackofficeMiddleware:
    """Stands inside CSPMiddleware and AuthenticationMiddleware; leaves everything outside the back office alone."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        with viewed_by(request.user):
            response = self.get_response(request)
        match = request.resolver_match
        if match is not None and not FRAMED.isdisjoint(match.app_names):
            response._csp_replace = ADMIN_POLICY  # type: ignore[attr-defined]
        return response
