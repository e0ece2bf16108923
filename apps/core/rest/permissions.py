"""Who may call what: each view declares its policy and its resource, and what is not declared is denied."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from rest_framework.exceptions import PermissionDenied
from rest_framework.permissions import BasePermission
from rest_framework.request import Request

if TYPE_CHECKING:  # the settings name this module: Django REST framework imports it before its views
    from rest_framework.views import APIView

# A policy names for each verb the permissions of which one is enough: {"read": ("orders.view_order", ...)}.
Policy = Mapping[str, tuple[str, ...]]
# In a policy: whoever is signed in, whatever their roles. What they see is their own.
SIGNED_IN = ("signed in",)

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
    """Strangers are asked to sign in; everybody else needs one of the permissions in the view's `policy`.

    A token opens less than its person may: reading needs the scope `<resource>:read` of the view's `resource`, anything
    else `<resource>:write`. A session has no scopes and needs none.

    This opens the door only: which rows somebody then sees is decided by the queryset's `visible_to(user)`, so that a
    row of somebody else is answered like a row that does not exist.
    """

    def has_permission(self, request: Request, view: "APIView") -> bool:
        if not request.user.is_authenticated:
            return False
        if request.method not in view.allowed_methods:
            return True  # to be told so
        policy: Policy = getattr(view, "policy", {})
        enough = policy.get(VERBS[request.method], ())
        allowed = enough is SIGNED_IN or any(request.user.has_perm(permission) for permission in enough)
        if allowed:
            refuse_out_of_scope(request.auth, scope_of(view, request.method))
        return allowed


def scope_of(view: Any, method: str) -> str:
    """The scope that a token needs to call a view so; empty where no scope is enough."""
    resource = getattr(view, "resource", "")
    verb = "read" if VERBS[method] == "read" else "write"
    return f"{resource}:{verb}" if resource else ""


def refuse_out_of_scope(auth: Any, scope: str) -> None:
    """Raises ScopeMissing unless the request came with a session (`auth` is None) or a token that has the scope."""
    if auth is not None and (not scope or scope not in getattr(auth, "scopes", ())):
        raise ScopeMissing(scope)
