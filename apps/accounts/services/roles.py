"""Making the role tables say what `rules/roles.py` says; giving roles to people and taking them back."""

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal

from django.contrib.auth.models import Permission
from django.db import connection, transaction

from apps.accounts.models import Role, RoleAssignment, RolePermission, User
from apps.accounts.rules.permission_sets import not_covered
from apps.accounts.rules.roles import ROLES
from apps.accounts.selectors import held_until
from apps.accounts.services.permission_sets import find_permissions
from apps.core.audit import record
from apps.core.errors import Conflict, DomainError, NotAllowed

OWNER = "owner"


@transaction.atomic
def synchronise_roles() -> None:
    """Create or update the shop's roles and make each carry exactly what its definition grants, up to its limits.

    A role that somebody edited keeps what it carries (services/role_editing.py).
    """
    permissions = list(Permission.objects.select_related("content_type"))
    for definition in ROLES:
        role, _ = Role.objects.update_or_create(
            slug=definition.slug, defaults={"name": definition.name, "description": definition.description}
        )
        if role.edited_at is None:
            keys = {f"{one.content_type.app_label}.{one.codename}": one.pk for one in permissions}
            wanted = {keys[name]: up_to for name, up_to in definition.carried(keys).items()}
            if dict(role.role_permissions.values_list("permission", "up_to")) != wanted:
                carry_exactly(role=role, wanted=wanted)


def carry_exactly(*, role: Role, wanted: Mapping[int, Decimal | None]) -> None:
    """Make the role's rows say exactly this, by primary key of the permission."""
    RolePermission.objects.filter(role=role).exclude(permission__in=wanted).delete()
    RolePermission.objects.bulk_create(
        [RolePermission(role=role, permission_id=pk, up_to=up_to) for pk, up_to in sorted(wanted.items())],
        update_conflicts=True,
        unique_fields=["role", "permission"],
        update_fields=["up_to"],
    )


@transaction.atomic
def give_role(
    *,
    user: User,
    role: str,
    by: User | None,
    reason: str,
    starts_at: datetime | None = None,
    expires_at: datetime | None = None,
) -> RoleAssignment:
    """Give `user` the role with slug `role` from now or `starts_at` on; who holds it now gets a new reason and expiry.

    `by` is None for what the shop does itself. Raises Role.DoesNotExist for an unknown slug, NotAllowed when `by` may
    not give roles or lacks a permission of this one (or holds it up to less, or not for so long), DomainError for times
    in the wrong order,
    Conflict when the person holds the role now and it would begin later, or when the last owner's role would get an
    end.
    """
    definition = Role.objects.locked().get(slug=role)
    if by is not None:
        _allow_giving(definition, by, expires_at)
    now = _now()
    former = RoleAssignment.objects.locked().filter(user=user, role=definition).first()
    held = former is not None and former.starts_at <= now and (former.expires_at is None or former.expires_at > now)
    begins = former.starts_at if former is not None and held else max(now, starts_at or now)
    if held and starts_at is not None and starts_at > now:
        raise Conflict(f"{user} holds this role already.", code="role_held", field="starts_at")
    if expires_at is not None and expires_at <= max(begins, now):
        raise DomainError(
            "A role ends after it begins, and not in the past.", code="ends_too_early", field="expires_at"
        )
    if held and expires_at is not None:
        _keep_an_owner(user, role)
    assignment, _ = RoleAssignment.objects.update_or_create(
        user=user,
        role=definition,
        defaults={"given_by": by, "reason": reason, "starts_at": begins, "expires_at": expires_at},
    )
    record(
        actor=by,
        action="accounts.role_renewed" if held else "accounts.role_given",
        target=user,
        before={"role": role, "expires_at": former.expires_at} if former is not None and held else None,
        after={"role": role, "starts_at": begins, "expires_at": expires_at},
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
    list(Role.objects.locked().filter(slug=role))
    now = _now()
    grants = RoleAssignment.objects.locked().filter(user=user, role__slug=role)
    running = grants.held_at(now).first()
    future = grants.filter(starts_at__gt=now).first()
    if running:
        _keep_an_owner(user, role)
        before = {"role": role, "expires_at": running.expires_at}
        running.expires_at = now
        running.save(update_fields=["expires_at"])
    elif future:
        before = {"role": role, "starts_at": future.starts_at, "expires_at": future.expires_at}
        future.delete()
    else:
        return False
    record(actor=by, action="accounts.role_taken", target=user, before=before, after=None, reason=reason)
    return True


def _allow_giving(role: Role, by: User, expires_at: datetime | None) -> None:
    """Nobody gives what they do not hold: otherwise whoever may give roles could make themselves an owner."""
    if not by.has_perm("accounts.add_roleassignment"):
        raise NotAllowed("You may not give roles.")
    rows = role.role_permissions.values_list("permission__content_type__app_label", "permission__codename", "up_to")
    carried = {f"{app}.{codename}": up_to for app, codename, up_to in rows}
    if not_covered(carried, find_permissions(user=by)):
        raise NotAllowed(
            f"The role {role.name} carries permissions that you do not hold, or not up to that amount.", field="role"
        )
    if not_covered(carried, held_until(by, expires_at)):
        raise NotAllowed("You do not hold its permissions for so long yourself.", field="expires_at")


def _now() -> datetime:
    """By the database's clock, as sets of permissions go: a process whose clock is ahead would take a role too late."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        moment: datetime = cursor.fetchone()[0]
    return moment


def keep_an_owner(*, user: User) -> None:
    """Raises Conflict when `user` is the last owner whose role has no end.

    The role's row is locked by the caller: two who remove each other take turns.
    """
    held = RoleAssignment.objects.held_at(_now()).filter(role__slug=OWNER, user__is_active=True)
    others = [grant for grant in held if grant.user_id != user.pk and grant.expires_at is None]
    if not others and any(grant.user_id == user.pk for grant in held):
        raise Conflict(f"{user} is the last owner; make somebody else an owner first.", code="last_owner")


def _keep_an_owner(user: User, role: str) -> None:
    if role == OWNER:
        keep_an_owner(user=user)
