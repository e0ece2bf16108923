from apps.accounts.models.api_token import ApiToken
from apps.accounts.models.role import Role, RoleAssignment, RolePermission
from apps.accounts.models.user import User

__all__ = ["ApiToken", "Role", "RoleAssignment", "RolePermission", "User"]
