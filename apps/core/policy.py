"""What a door asks of whoever comes: declared at the door, read by the check, by tests and by documents alike."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import wraps
from typing import Any

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponseNotAllowed
from django.http.response import HttpResponseBase
from django.utils.cache import add_never_cache_headers

from apps.core.actor import Actor

View = Callable[..., HttpResponseBase]


@dataclass(frozen=True, kw_only=True)
class Policy:
    """What one method of a route asks for.

    Everybody may come where nobody need be `signed_in`. Otherwise one permission of `any_of` is enough, if there are
    any, and all of `besides` are needed. Who comes in finds all rows; where `all_rows` names permissions, those without
    one of them find their own alone. `scope` is what an API token needs. A `development` door is not there in
    production. With a `refusal` nobody may, and that is why; `words` are for those who lack a permission. `file_bytes`
    is how large a file may come; without it no body is larger than any form (apps/core/bodies.py).
    """

    signed_in: bool = True
    any_of: tuple[str, ...] = ()
    besides: tuple[str, ...] = ()
    all_rows: tuple[str, ...] | None = None
    scope: str = ""
    development: bool = False
    refusal: str = ""
    words: str = ""
    file_bytes: int = 0

    def admits(self, user: Actor) -> bool:
        """Whether a signed-in person has the permissions."""
        enough = not self.any_of or any(user.has_perm(permission) for permission in self.any_of)
        return not self.refusal and enough and all(user.has_perm(permission) for permission in self.besides)

    def shows_all(self, user: Actor) -> bool:
        """Whether the person finds everybody's rows there."""
        return self.all_rows is None or any(user.has_perm(permission) for permission in self.all_rows)


# By method. Whoever may GET may ask for HEAD.
Policies = Mapping[str, Policy]

PUBLIC = Policy(signed_in=False)
SIGNED_IN = Policy()
OWN_ROWS = Policy(all_rows=())


def holders(*any_of: str, **more: Any) -> Policy:
    """Those who hold one of the permissions."""
    return Policy(any_of=any_of, **more)


class Refused(PermissionDenied):
    """The policy does not admit the person; error pages show the `message`."""

    def __init__(self, message: str = "") -> None:
        super().__init__(message)
        self.message = message


def policy_for(policies: Policies, method: str | None) -> Policy | None:
    """That of the method; None where there is no such method."""
    return policies.get("GET" if method == "HEAD" else method or "")


def door(**policies: Policy) -> Callable[[View], View]:
    """A page, with a policy for each of its methods: `@door(GET=PUBLIC, POST=holders("shop.change_it"))`.

    Other methods are answered with 405. Strangers are asked to sign in, who lacks a permission gets 403, and what is
    not for everybody is never cached.
    """

    def decorate(view: View) -> View:
        @wraps(view)
        def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            there = {method: one for method, one in policies.items() if settings.DEBUG or not one.development}
            if not there:
                raise Http404
            policy = policy_for(there, request.method)
            if policy is None:
                return HttpResponseNotAllowed([*there])
            if policy.signed_in and not request.user.is_authenticated:
                return redirect_to_login(request.get_full_path())
            if not policy.admits(request.user):
                raise Refused(policy.refusal or policy.words)
            response = view(request, *args, **kwargs)
            if policy.signed_in and not response.has_header("Cache-Control"):
                add_never_cache_headers(response)
            return response

        answer.policies = policies  # type: ignore[attr-defined]
        return answer

    return decorate
