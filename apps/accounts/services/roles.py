"""Making the role tables say what `rules/roles.py` says; giving roles to people and taking them back."""

from datetime import datetime

from django.contrib.auth.models import Permission
from django.db import transaction
from django.utils import timezone

from apps.accounts.models import Role, RoleAssignment, RolePermission, User
from apps.accounts.rules.roles import ROLES
from apps.core.audit import record
from apps.core.errors import Conflict, NotAllowed

OWNER = "owner"


@transaction.atomic
def synchronise_roles() -> None:
    """Create or update the shop's roles and make each carry exactly what its definition grants, up to its limits."""
    permissions = list(Permission.objects.select_related("content_type"))
    for definition in ROLES:
        role, _ = Role.objects.update_or_create(
            slug=definition.slug, defaults={"name": definition.name, "description": definition.description}
        )
        wanted = {
            permission.pk: definition.limits.get(name)
            for permission in permissions
            if definition.grants(name := f"{permission.content_type.app_label}.{permission.codename}")
        }
        if dict(role.role_permissions.values_list("permission", "up_to")) == wanted:
            continue
        role.role_permissions.exclude(permission__in=wanted).delete()
        RolePermission.objects.bulk_create(
            [RolePermission(role=role, permission_id=pk, up_to=up_to) for pk, up_to in sorted(wanted.items())],
            update_conflicts=True,
            unique_fields=["role", "permission"],
            update_fields=["up_to"],
        )


@transaction.atomic
def give_role(
    *, user: User, role: str, by: User | None, reason: str, expires_at: datetime | None = None
) -> RoleAssignment:
    """Give `user` the role with slug `role` from now on; to somebody who holds it, this renews reason and expiry.

    `by` is None for what the shop does itself. Raises Role.DoesNotExist for an unknown slug, NotAllowed when `by` may
    not give roles or lacks a permission of this one, Conflict when the last owner's role would get an end.
    """
    now = timezone.now()
    definition = Role.objects.locked().get(slug=role)
    if by is not None:
        _allow_giving(definition, by)
    held = RoleAssignment.objects.held_at(now).filter(user=user, role=definition).exists()
    if held and expires_at is not None:
        _keep_an_owner(user, role, now)
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
    """End `user`'s grant of the role now; a grant that has not begun is removed. False when there is none to end.

    `by` is None for what the shop does itself. Raises NotAllowed when `by` may not take roles, Conflict when nobody
    would be left who is an owner without an end.
    """
    if by is not None and not by.has_perm("accounts.change_roleassignment"):
        raise NotAllowed("You may not take roles away.")
    now = timezone.now()
    list(Role.objects.locked().filter(slug=role))
    grants = RoleAssignment.objects.locked().filter(user=user, role__slug=role)
    running = grants.held_at(now).first()
    future = grants.filter(starts_at__gt=now).first()
    if running:
        _keep_an_owner(user, role, now)
        running.expires_at = now
        running.save(update_fields=["expires_at"])
    elif future:
        future.delete()
    else:
        return False
    record(actor=by, action="accounts.role_taken", target=user, before={"role": role}, after=None, reason=reason)
    return True


def _allow_giving(role: Role, by: User) -> None:
    """Nobody gives what they do not hold: otherwise whoever may give roles could make themselves an owner."""
    if not by.has_perm("accounts.add_roleassignment"):
        raise NotAllowed("You may not give roles.")
    carried = role.permissions.values_list("content_type__app_label", "codename")
    if {f"{app}.{codename}" for app, codename in carried} - by.get_all_permissions():
        raise NotAllowed(f"The role {role.name} carries permissions that you do not hold.", field="role")


def _keep_an_owner(user: User, role: str, now: datetime) -> None:
    """Refuse to end the role of the last owner. The role's row is locked: two who remove each other take turns."""
    if role != OWNER:
        return
    held = RoleAssignment.objects.held_at(now).filter(role__slug=OWNER, user__is_active=True)
    others = [grant for grant in held if grant.user_id != user.pk and grant.expires_at is None]
    if not others and any(grant.user_id == user.pk for grant in held):
        raise Conflict(f"{user} is the last owner; make somebody else an owner first.", code="last_owner")
