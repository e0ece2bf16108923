"""What the first page says about the person who looks at it."""

from typing import Any

from django.http import HttpRequest
from django.utils import timezone

from apps.accounts.models import RoleAssignment
from apps.core.backoffice.panels import DashboardPanel
from apps.core.backoffice.permitted import permitted
from apps.core.backoffice.viewer import signed_in


def what_i_may(request: HttpRequest) -> dict[str, Any]:
    """The roles that the person holds now, and what they allow in words: one query."""
    held = RoleAssignment.objects.held_at(timezone.now()).filter(user=signed_in(request)).select_related("role")
    return {"held": list(held.order_by("role__name")), "areas": permitted(request)}


DASHBOARD = (
    DashboardPanel(
        title="What you may do here",
        permission="accounts.enter_backoffice",
        context=what_i_may,
        template="admin/dashboard/permitted.html",
        position=60,
        wide=True,
    ),
)
