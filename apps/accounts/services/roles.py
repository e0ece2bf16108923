"""Making the role tables say what `rules/roles.py` says, and giving roles to people."""

from datetime import datetime

from django.contrib.auth.models import Permission
from django.db import transaction
from django.utils import timezone

from apps.accounts.models import Role, RoleAssignment, RolePermission, User
from apps.accounts.rules.roles import ROLES
from apps.core.audit import record


@transaction.atomic
def synchronise_roles() -> None:
    """Create or update the shop's roles and make each carry exactly the permissions its definition grants."""
    permissions = list(Permission.objects.select_related("content_type"))
    for definition in ROLES:
        role, _ = Role.objects.update_or_create(
            slug=definition.slug, defaults={"name": definition.name, "description": definition.description}
        )
        wanted = {
            permission.pk
            for permission in permissions
            if definition.grants(f"{permission.content_type.app_label}.{permission.codename}")
        }
        RolePermission.objects.filter(role=role).exclude(permission__in=wanted).delete()
        RolePermission.objects.bulk_create(
            [RolePermission(role=role, permission_id=pk) for pk in sorted(wanted)], ignore_conflicts=True
        )


@transaction.atomic
def give_role(
    *, user: User, role: str, by: User | None, reason: str, expires_at: datetime | None = None
) -> RoleAssignment:
    """Give `user` the role with slug `role` from now on; giving it again renews reason and expiry.

    Raises Role.DoesNotExist for an unknown slug.
    """
    assignment, created = RoleAssignment.objects.update_or_create(
        user=user,
        role=Role.objects.get(slug=role),
        defaults={"given_by": by, "reason": reason, "expires_at": expires_at},
        create_defaults={"given_by": by, "reason": reason, "expires_at": expires_at, "starts_at": timezone.now()},
    )
    record(
        actor=by,
        action="accounts.role_given" if created else "accounts.role_renewed",
        target=user,
        after={"role": role, "expires_at": expires_at},
        reason=reason,
    )
    return assignment
