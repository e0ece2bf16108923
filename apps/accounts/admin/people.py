from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from unfold.enums import ActionVariant

from apps.accounts.admin.access_pages import AccessPages
from apps.accounts.admin.access_panel import PermissionsPanel
from apps.accounts.admin.forms import CloseAccountForm, InvitePersonForm, OpenAccountForm
from apps.accounts.models import ApiToken, RoleAssignment, User
from apps.accounts.services.people import disable_person, enable_person, invite_person
from apps.core.backoffice.areas import Area
from apps.core.backoffice.cells import EMPTY, flag, moment
from apps.core.backoffice.dialogs import dialog_action
from apps.core.backoffice.panels import RelatedPanel
from apps.core.backoffice.viewer import signed_in
from apps.core.models import Job


@admin.register(User)
class UserAdmin(AccessPages):
    """People who sign in. Passwords are neither shown nor searchable."""

    area = Area.PEOPLE
    position = 10
    icon = "person"
    list_display = ("email", "name", "active", "roles_now", "last_seen", "created")
    list_filter = ("is_active",)
    ordering = ("email",)
    sortable_by = ("email",)
    search_fields = ("=email", "^email", "name")
    search_help_text = "E-mail or name"
    fields = ("email", "name", "active", "last_seen", "created")
    add_form = InvitePersonForm
    actions_detail = ("close", "open")
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

    def get_queryset(self, request: HttpRequest) -> QuerySet[User]:
        people: Any = super().get_queryset(request)
        return people.with_role_names(at=timezone.now())

    @admin.display(description="roles now")
    def roles_now(self, person: User) -> SafeString:
        names = person.role_names  # type: ignore[attr-defined] # of with_role_names
        return format_html("{}", ", ".join(names)) if names else EMPTY

    def make(self, request: HttpRequest, **values: Any) -> User:
        return invite_person(**values, by=signed_in(request))

    def show_made(self, request: HttpRequest, made: User) -> HttpResponse:
        self.message_user(request, f"{made} is added and gets a mail with a link to choose a password.")
        return super().show_made(request, made)

    @dialog_action(
        "Close account",
        title="Close this account?",
        about="Every session and API token ends with the next request. Roles are kept for the day it is opened again.",
        form=CloseAccountForm,
        icon="person_off",
    )
    def close(self, request: HttpRequest, person: User, *, reason: str) -> User:
        return disable_person(user=person, by=signed_in(request), reason=reason)

    @dialog_action(
        "Open account",
        title="Open this account again?",
        about="The roles that are held now count again; sessions and API tokens stay ended.",
        form=OpenAccountForm,
        icon="person_check",
        variant=ActionVariant.PRIMARY,
    )
    def open(self, request: HttpRequest, person: User, *, reason: str) -> User:
        return enable_person(user=person, by=signed_in(request), reason=reason)

    def _filter_unfold_actions_by_permissions(self, request: HttpRequest, actions: Any, object_id: Any = None) -> Any:
        """Of closing and opening, what the account's state allows."""
        offered = super()._filter_unfold_actions_by_permissions(request, actions, object_id)
        open_now = bool(object_id) and User.objects.filter(pk=object_id, is_active=True).exists()
        return [one for one in offered if one.method.__name__ != ("open" if open_now else "close")]
