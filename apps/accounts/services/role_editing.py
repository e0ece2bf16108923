"""Editing what a role carries. Definitions in `rules/roles.py` are what a role begins with (docs/adr/0013)."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.conf import settings
from django.contrib.auth.models import Permission
from django.db import transaction
from django.utils import timezone

from apps.accounts.models import Role, User
from apps.accounts.rules.access import words_of_amount
from apps.accounts.rules.permission_sets import Limits
from apps.accounts.rules.role_editing import Change, changes, digest, not_held
from apps.accounts.rules.roles import BY_SLUG
from apps.accounts.selectors import carried_by, code_of, held_until
from apps.accounts.services.roles import OWNER, carry_exactly
from apps.core.audit import record
from apps.core.errors import Conflict, DomainError, NotAllowed

EDIT = "accounts.change_role"


@dataclass(frozen=True)
class RoleEdit:
    """What a role shall carry; `seen` is the digest of what it carried when that was decided."""

    permissions: Limits
    seen: str


@transaction.atomic
def edit_roles(*, edits: Mapping[str, RoleEdit], by: User | None, reason: str) -> dict[str, list[Change]]:
    """Several roles, by slug, at once or not at all; see `set_role_permissions`. What changed, by role."""
    editing = _Editing(by, reason)
    return {
        role.slug: made
        for role in Role.objects.locked().with_permissions().filter(slug__in=edits)
        if (made := editing.set(role, edits[role.slug].permissions, edits[role.slug].seen))
    }


@transaction.atomic
def set_role_permissions(
    *, role: Role, permissions: Limits, by: User | None, reason: str, seen: str = ""
) -> list[Change]:
    """Make the role carry exactly these permissions, each up to its amount (None: any), and say what changed.

    From then on the role is kept as it is by `synchronise_roles`. `by` is None for what the shop does itself. With
    `seen`, the digest of what the editor saw, somebody else's change meanwhile is a Conflict. Raises NotAllowed when
    `by` may not edit roles or gives what they do not hold; Conflict for the owner's role, which carries everything;
    DomainError without a reason, for a permission that there is not and for a limit that is not above zero.
    """
    locked = Role.objects.locked().with_permissions().get(pk=role.pk)
    return _Editing(by, reason).set(locked, permissions, seen)


@transaction.atomic
def restore_role(*, role: Role, by: User | None, reason: str) -> list[Change]:
    """Back to the shop's definition, which the role follows again from then on; what changed by it.

    Raises as `set_role_permissions` does, and Conflict for a role that the shop does not define.
    """
    locked = Role.objects.locked().with_permissions().get(pk=role.pk)
    if locked.slug not in BY_SLUG:
        raise Conflict(f"The shop has no definition of {locked.name}.", code="not_defined")
    return _Editing(by, reason).restore(locked)


class _Editing:
    """One act: by whom, why, and what they hold themselves. Its roles are locked."""

    def __init__(self, by: User | None, reason: str) -> None:
        self.by = by
        self.reason = reason
        self.keys = {code_of(one): one.pk for one in Permission.objects.select_related("content_type")}
        self.held = held_until(by, None) if by else {}  # what a role gets it keeps

    def set(self, role: Role, permissions: Limits, seen: str) -> list[Change]:
        before = carried_by(role)
        if seen and seen != digest(before):
            raise Conflict(
                f"Somebody has changed {role.name} meanwhile: look at what it carries now.", code="changed_meanwhile"
            )
        wanted = changes(before, permissions)
        if wanted:
            definition = BY_SLUG.get(role.slug)
            role.edited_at = timezone.now()
            role.known_permissions = sorted(definition.carried(self.keys)) if definition else []
            self._write(role, permissions, wanted)
        return wanted

    def restore(self, role: Role) -> list[Change]:
        permissions = BY_SLUG[role.slug].carried(self.keys)
        wanted = changes(carried_by(role), permissions)
        role.edited_at, role.known_permissions = None, []
        self._write(role, permissions, wanted)
        record(actor=self.by, action="accounts.role_restored", target=role, reason=self.reason)
        return wanted

    def _write(self, role: Role, permissions: Limits, wanted: list[Change]) -> None:
        self._check(permissions)
        self._allow(role, wanted)
        carry_exactly(role=role, wanted={self.keys[name]: limit for name, limit in permissions.items()})
        role.save(update_fields=["edited_at", "known_permissions"])
        _tell(role, wanted, by=self.by, reason=self.reason)

    def _check(self, permissions: Limits) -> None:
        if not self.reason.strip():
            raise DomainError("Say why.", code="reason_missing", field="reason")
        for name, limit in permissions.items():
            if name not in self.keys:
                raise DomainError(f"There is no permission “{name[:100]}”.", code="unknown_permission")
            if limit is not None and limit <= 0:
                raise DomainError(f"A limit of {name} is above zero.", code="limit_not_positive")

    def _allow(self, role: Role, wanted: list[Change]) -> None:
        if role.slug == OWNER:
            raise Conflict(f"{role.name} carries every permission, always.", code="owner_locked")
        if self.by is None:
            return
        if not self.by.has_perm(EDIT):
            raise NotAllowed("You may not edit roles.")
        if lacking := not_held(wanted, self.held):
            change = lacking[0]
            most = self.held.get(change.permission)
            words = f"more than {words_of_amount(most, settings.CURRENCY)} of it" if most is not None else "it"
            raise NotAllowed(f"You cannot give {change.permission} to {role.name}: you do not hold {words} for good.")


def _tell(role: Role, wanted: list[Change], *, by: User | None, reason: str) -> None:
    """One entry a permission."""
    for change in wanted:
        record(
            actor=by,
            action=f"accounts.permission_{change.verb}",
            target=role,
            before={"permission": change.permission, "up_to": change.up_to_before} if change.had else None,
            after={"permission": change.permission, "up_to": change.up_to} if change.has else None,
            reason=reason,
        )
