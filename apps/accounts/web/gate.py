"""Nothing opens by session before it has shown the second factor that a role of its person asks for."""

from collections.abc import Callable
from typing import Any

from allauth.account.authentication import get_authentication_records
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from apps.accounts.models import User
from apps.accounts.rules.second_factor import shown
from apps.accounts.selectors import factors_of
from apps.accounts.web.onward import with_next
from apps.core.doors import policies_of
from apps.core.policy import policy_for
from apps.core.rest.versions import API

# Ways to show one, for those who are signed in. What is open to everybody is open to them, too.
OPEN = {"account_reauthenticate", "mfa_index", "mfa_reauthenticate", "mfa_reauthenticate_webauthn"}
# For those who have none: a new factor is no proof by somebody who has another one and does not show it.
FIRST = {"mfa_activate_totp", "mfa_add_webauthn"}


class SecondFactorMiddleware:
    """Leads to the page that opens the gate. Stands inside AuthenticationMiddleware and allauth's."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: Any) -> HttpResponse | None:
        match = request.resolver_match
        if request.path_info.startswith(API) or match is None or match.view_name in OPEN:
            return None  # the API's views ask by themselves, because a token needs no second factor
        policy = policy_for(policies_of(view) or {}, request.method)
        if policy is not None and not policy.signed_in:
            return None  # a page for everybody need not look up whose session it is
        user = request.user
        if not isinstance(user, User) or not lacks_second_factor(request, user):
            return None
        if match.view_name in FIRST and not factors_of(user).any:
            return None
        return redirect(with_next(way_to_show(user), request.get_full_path()))


def lacks_second_factor(request: HttpRequest, user: User) -> bool:
    """Whether this session must still show a second factor."""
    return not shown(get_authentication_records(request, user)) and user.must_show_second_factor


def lacks_own_factor(request: HttpRequest, user: User) -> bool:
    """Whether this person has a second factor that this session has not shown, whatever their roles ask for."""
    return not shown(get_authentication_records(request, user)) and factors_of(user).any


def way_to_show(user: User) -> str:
    """The page where somebody shows the factor they have, or sets one up."""
    factors = factors_of(user)
    if not factors.any:
        return "mfa_index"
    return "mfa_reauthenticate" if factors.app else "mfa_reauthenticate_webauthn"
