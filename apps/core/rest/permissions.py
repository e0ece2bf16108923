"""Who may call what: each view declares its policy, and what is not declared is denied."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

from rest_framework.permissions import BasePermission
from rest_framework.request import Request

if TYPE_CHECKING:  # the settings name this module: Django REST framework imports it before its views
    from rest_framework.views import APIView

# A policy names for each verb the permissions of which one is enough: {"read": ("orders.view_order", ...)}.
Policy = Mapping[str, tuple[str, ...]]

VERBS = {
    "GET": "read",
    "HEAD": "read",
    "OPTIONS": "read",
    "POST": "add",
    "PUT": "change",
    "PATCH": "change",
    "DELETE": "delete",
}


class ModelPermissions(BasePermission):
    """Strangers are asked to sign in; everybody else needs one of the permissions in the view's `policy`.

    This opens the door only: which rows somebody then sees is decided by the queryset's `visible_to(user)`, so that a
    row of somebody else is answered like a row that does not exist.
    """

    def has_permission(self, request: Request, view: "APIView") -> bool:
        if not request.user.is_authenticated:
            return False
        if request.method not in view.allowed_methods:
            return True  # to be told so
        policy: Policy = getattr(view, "policy", {})
        return any(request.user.has_perm(permission) for permission in policy.get(VERBS[request.method], ()))
