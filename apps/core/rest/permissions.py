"""Who may call what: each view declares its policy and its resource, and what is not declared is denied."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from rest_framework.exceptions import PermissionDenied
from rest_framework.permissions import BasePermission
from rest_framework.request import Request

from apps.core.policy import PUBLIC, Policies, Policy

if TYPE_CHECKING:  # the settings name this module: Django REST framework imports it before its views
    from rest_framework.views import APIView

VERBS = {
    "GET": "read",
    "HEAD": "read",
    "OPTIONS": "read",
    "POST": "add",
    "PUT": "change",
    "PATCH": "change",
    "DELETE": "delete",
}


class ScopeMissing(PermissionDenied):
    """The person may, but the API token they call with was not made for it. The header says it in RFC 6750's words."""

    def __init__(self, scope: str) -> None:
        lacks = f"lacks the scope `{scope}`" if scope else "does not open this address: no scope covers it"
        super().__init__(f"Your API token {lacks}.", "scope_missing")
        self.auth_header = f'Bearer realm="vitrine", error="insufficient_scope", scope="{scope}"'


class ModelPermissions(BasePermission):
    """Strangers are asked to sign in; everybody else needs what the view's `policy` asks for each kind of use.

    A token opens less than its person may: reading needs the scope `<resource>:read` of the view's `resource`, anything
    else `<resource>:write`. A session has no scopes and needs none.

    This opens the door only: which rows somebody then sees is decided by the queryset's `visible_to(user)`, so that a
    row of somebody else is answered like a row that does not exist.
    """

    def has_permission(self, request: Request, view: "APIView") -> bool:
        policy = policy_of(view, request.method)
        if policy == PUBLIC:
            return True
        known = request.user.is_authenticated or policy_of(view, "GET") == PUBLIC
        if not known:
            return False
        if request.method not in view.allowed_methods:
            return True  # to be told so
        allowed = policy is not None and request.user.is_authenticated and policy.admits(request.user)
        if allowed:
            refuse_out_of_scope(request.auth, scope_of(view, request.method))
        return allowed


def policy_of(view: Any, method: str | None) -> Policy | None:
    """What a view asks for, called so: `policy` has it by verb. None where it declares nothing: then nobody may."""
    declared: Mapping[str, Policy] = getattr(view, "policy", {})
    return declared.get(VERBS.get(method or "", ""))


def policies_of_view(view: Any, actions: Iterable[str] | None) -> Policies | None:
    """The same for each method that a view class answers, with the scope that a token needs; `actions` has the methods
    of a route of a view set."""
    known = [name for name in view.http_method_names if name not in ("head", "options")]
    answered = [name for name in known if name in actions] if actions else [n for n in known if hasattr(view, n)]
    methods = [name.upper() for name in answered or known]
    found = {name: (policy_of(view, name), scope_of(view, name)) for name in methods if name in VERBS}
    return {name: replace(policy, scope=scope) for name, (policy, scope) in found.items() if policy} or None


def scope_of(view: Any, method: str) -> str:
    """The scope that a token needs to call a view so; empty where no scope is enough."""
    resource = getattr(view, "resource", "")
    verb = "read" if VERBS.get(method) == "read" else "write"
    return f"{resource}:{verb}" if resource else ""


def refuse_out_of_scope(auth: Any, scope: str) -> None:
    """Raises ScopeMissing unless the request came with a session (`auth` is None) or a token that has the scope."""
    if auth is not None and (not scope or scope not in getattr(auth, "scopes", ())):
        raise ScopeMissing(scope)
