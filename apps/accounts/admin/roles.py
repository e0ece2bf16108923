from typing import Any

from django.conf import settings
from django.contrib import admin
from django.http import HttpRequest
from django.utils import timezone
from django.utils.safestring import SafeString
from unfold.enums import ActionVariant

from apps.accounts.admin.forms import GiveRoleForm, RestoreRoleForm, SecondFactorForm, TakeRoleForm
from apps.accounts.admin.matrix_pages import MatrixPages
from apps.accounts.models import Role, RoleAssignment, RolePermission, User
from apps.accounts.rules.access import words_of_amount
from apps.accounts.services.factors import require_second_factor
from apps.accounts.services.role_editing import restore_role
from apps.accounts.services.roles import give_role, take_role
from apps.core.backoffice.areas import Area
from apps.core.backoffice.cells import EMPTY, Tone, chip, flag, link, moment
from apps.core.backoffice.dialogs import dialog_action
from apps.core.backoffice.model_admin import ShopModelAdmin
from apps.core.backoffice.panels import RelatedPanel
from apps.core.backoffice.viewer import signed_in


@admin.register(Role)
class RoleAdmin(MatrixPages):
    """Roles: what each carries is edited in the matrix, for all of them together."""

    area = Area.PEOPLE
    icon = "badge"
    list_display = ("name", "slug", "description", "second_factor", "edited")
    ordering = ("slug",)
    fields = ("name", "slug", "description", "second_factor", "edited")
    actions_detail = ("require", "restore")
    panels = (
        RelatedPanel(
            title="Who holds it",
            model=RoleAssignment,
            path="role",
            columns=("user_link", "held", "giver", "reason", "starts", "expires"),
            ordering=("user__email",),
            limit=20,
        ),
        RelatedPanel(
            title="Permissions",
            model=RolePermission,
            path="role",
            columns=("app", "permission_name", "codename", "limit"),
            ordering=("permission__content_type__app_label", "permission__codename"),
            limit=100,
        ),
    )

    second_factor = flag(
        "requires_second_factor", "Required", "Not required", tones=(Tone.OK, Tone.PLAIN), title="second factor"
    )

    @dialog_action(
        "Second factor",
        title="Must holders of this role show a second factor?",
        about="Who has none is led to set one up, from the next request on. API tokens are not asked.",
        form=SecondFactorForm,
        icon="verified_user",
        act="Save this rule",
        variant=ActionVariant.DEFAULT,
    )
    def require(self, request: HttpRequest, role: Role, *, required: bool, reason: str) -> Role:
        return require_second_factor(role=role, required=required, by=signed_in(request), reason=reason)

    edited = moment("edited_at", title="edited")

    @dialog_action(
        "Back to the shop's definition",
        title="Back to the shop's definition?",
        about="The role carries again what the shop defines, and follows it with every release.",
        form=RestoreRoleForm,
        icon="settings_backup_restore",
    )
    def restore(self, request: HttpRequest, role: Role, *, reason: str) -> Role:
        changed = restore_role(role=role, by=signed_in(request), reason=reason)
        self.message_user(request, f"{role} is as the shop defines it; permissions changed: {len(changed)}.")
        return role

    def _filter_unfold_actions_by_permissions(self, request: HttpRequest, actions: Any, object_id: Any = None) -> Any:
        """The way back is offered for roles that were edited."""
        offered = super()._filter_unfold_actions_by_permissions(request, actions, object_id)
        as_defined = object_id and not Role.objects.filter(pk=object_id, edited_at__isnull=False).exists()
        return [one for one in offered if not (as_defined and one.method.__name__ == "restore")]


@admin.register(RolePermission)
class RolePermissionAdmin(ShopModelAdmin):
    """Which role carries which permission."""

    area = Area.PEOPLE
    in_navigation = False
    list_display = ("role_link", "app", "permission_name", "codename", "limit")
    list_display_links = ("permission_name",)
    list_select_related = ("role", "permission__content_type")
    list_filter = ("role",)
    ordering = ("role", "permission")
    sortable_by = ()
    fields = ("role_link", "app", "permission_name", "codename", "limit")

    role_link = link("role")

    @admin.display(description="app")
    def app(self, row: RolePermission) -> str:
        return row.permission.content_type.app_label

    @admin.display(description="permission")
    def permission_name(self, row: RolePermission) -> str:
        return row.permission.name

    @admin.display(description="code")
    def codename(self, row: RolePermission) -> str:
        return row.permission.codename

    @admin.display(description="up to")
    def limit(self, row: RolePermission) -> str:
        return words_of_amount(row.up_to, settings.CURRENCY) if row.up_to is not None else EMPTY


@admin.register(RoleAssignment)
class RoleAssignmentAdmin(ShopModelAdmin):
    """Who holds which role. Giving one again renews its reason and expiry."""

    area = Area.PEOPLE
    icon = "key"
    list_display = ("user_link", "role_link", "held", "giver", "reason", "starts", "expires")
    list_display_links = ("reason",)
    list_select_related = ("user", "role", "given_by")
    list_filter = ("role",)
    list_lookups = ("user__id__exact",)
    ordering = ("user__email", "role__slug")
    sortable_by = ()
    search_fields = ("=user__email", "^user__email")
    search_help_text = "E-mail"
    add_form = GiveRoleForm
    actions_detail = ("take",)
    fields = ("user_link", "role_link", "held", "giver", "reason", "starts", "expires")

    user_link = link("user", title="person")
    role_link = link("role")
    giver = link("given_by", title="given by")
    starts = moment("starts_at", title="from")
    expires = moment("expires_at", title="until")

    @admin.display(description="held")
    def held(self, assignment: RoleAssignment) -> SafeString:
        now = timezone.now()
        if assignment.starts_at > now:
            return chip("Not yet", Tone.WAIT)
        ended = assignment.expires_at is not None and assignment.expires_at <= now
        return chip("Ended", Tone.PLAIN) if ended else chip("Now", Tone.OK)

    @dialog_action(
        "Take away",
        title="Take this role away?",
        about="It ends now; the history keeps who held it and why it ended.",
        form=TakeRoleForm,
    )
    def take(self, request: HttpRequest, held: RoleAssignment, *, reason: str) -> User:
        taken = take_role(user=held.user, role=held.role.slug, by=signed_in(request), reason=reason)
        self.message_user(request, "The role is taken away." if taken else "It had ended already.")
        return held.user

    def make(self, request: HttpRequest, **values: Any) -> RoleAssignment:
        return give_role(**values, by=signed_in(request))
