from django.contrib import admin

from apps.accounts.admin.access_pages import AccessPages
from apps.accounts.admin.access_panel import PermissionsPanel
from apps.accounts.models import ApiToken, RoleAssignment, User
from apps.core.backoffice.areas import Area
from apps.core.backoffice.cells import flag, moment
from apps.core.backoffice.panels import RelatedPanel
from apps.core.models import Job


@admin.register(User)
class UserAdmin(AccessPages):
    """People who sign in. Passwords are neither shown nor searchable."""

    area = Area.PEOPLE
    position = 10
    icon = "person"
    list_display = ("email", "name", "active", "last_seen", "created")
    ordering = ("email",)
    sortable_by = ("email",)
    search_fields = ("=email", "^email", "name")
    search_help_text = "E-mail or name"
    fields = ("email", "name", "active", "last_seen", "created")
    panels = (
        RelatedPanel(
            title="Roles",
            model=RoleAssignment,
            path="user",
            columns=("role_link", "held", "giver", "reason", "starts", "expires"),
            ordering=("role__slug",),
            add_with="email",
            empty="No role: this person may do nothing.",
        ),
        PermissionsPanel(),
        RelatedPanel(
            title="API tokens",
            model=ApiToken,
            path="user",
            columns=("token_link", "prefix_code", "opens", "usable", "last_used", "expires"),
            ordering=("-created_at",),
            add_with="email",
            empty="No program acts for this person.",
        ),
        RelatedPanel(
            title="Jobs",
            model=Job,
            path="owner",
            columns=("kind", "state_chip", "progress", "created"),
            ordering=("-created_at",),
        ),
    )

    active = flag("is_active", "Open", "Closed", title="account")
    last_seen = moment("last_login", title="last sign-in")
    created = moment("created_at")
