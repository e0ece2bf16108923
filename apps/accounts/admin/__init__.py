from apps.accounts.admin.people import UserAdmin
from apps.accounts.admin.roles import RoleAdmin, RoleAssignmentAdmin, RolePermissionAdmin
from apps.accounts.admin.tokens import ApiTokenAdmin

__all__ = ["ApiTokenAdmin", "RoleAdmin", "RoleAssignmentAdmin", "RolePermissionAdmin", "UserAdmin"]
