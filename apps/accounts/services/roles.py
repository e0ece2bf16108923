"""Making the role tables say what `rules/roles.py` says; giving roles to people and taking them back."""

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
    """Give `user` the role with slug `role` from now on; to somebody who holds it, this renews reason and expiry.

    Raises Role.DoesNotExist for an unknown slug.
    """
    now = timezone.now()
    definition = Role.objects.get(slug=role)
    held = RoleAssignment.objects.held_at(now).filter(user=user, role=definition).exists()
    values = {"given_by": by, "reason": reason, "expires_at": expires_at}
    assignment, _ = RoleAssignment.objects.update_or_create(
        user=user, role=definition, defaults=values if held else values | {"starts_at": now}
    )
    record(
        actor=by,
        action="accounts.role_renewed" if held else "accounts.role_given",
        target=user,
        after={"role": role, "expires_at": expires_at},
        reason=reason,
    )
    return assignment


@transaction.atomic
def take_role(*, user: User, role: str, by: User | None, reason: str) -> bool:
    """End `user`'s grant of the role now; a grant that has not begun is removed. False when there is none to end."""
    now = timezone.now()
    grants = RoleAssignment.objects.locked().filter(user=user, role__slug=role)
    running = grants.held_at(now).first()
    future = grants.filter(starts_at__gt=now).first()
    if running:
        running.expires_at = now
        running.save(update_fields=["expires_at"])
    elif future:
        future.delete()
    else:
        return False
    record(actor=by, action="accounts.role_taken", target=user, before={"role": role}, after=None, reason=reason)
    return True
