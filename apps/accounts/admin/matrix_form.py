"""What the matrix of roles and permissions sends: for each role its permissions, their limits, and what was seen."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation

from django.http import QueryDict

from apps.accounts.rules.role_editing import Change, changes
from apps.accounts.selectors import RoleNow
from apps.accounts.services.role_editing import RoleEdit

LARGEST = Decimal("99999999999.999")


@dataclass
class Sent:
    """What was asked for, by role, and for each limit that cannot be read what was written, by role and permission."""

    edits: dict[str, RoleEdit] = field(default_factory=dict)
    unreadable: dict[tuple[str, str], str] = field(default_factory=dict)

    def changes(self, roles: Sequence[RoleNow]) -> list[tuple[RoleNow, list[Change]]]:
        """What would become of each role that is edited."""
        found = [
            (one, changes(one.carried, self.edits[one.role.slug].permissions))
            for one in roles
            if one.role.slug in self.edits
        ]
        return [(one, made) for one, made in found if made]

    def fields(self) -> list[tuple[str, str]]:
        """The same as hidden fields, for the page that asks once more."""
        told = []
        for slug, edit in self.edits.items():
            told.append((f"seen-{slug}", edit.seen))
            for name, limit in edit.permissions.items():
                told.append((f"role-{slug}", name))
                if limit is not None:
                    told.append((limit_field(slug, name), f"{limit:f}"))
        return told


def limit_field(slug: str, permission: str) -> str:
    return f"limit-{slug}-{permission}"


def read(posted: QueryDict, roles: Sequence[RoleNow], listed: set[str], of_amounts: set[str]) -> Sent:
    """What was sent for each role that the page let edit: those whose digest came along.

    What a role carries beside the permissions `listed` on the page, it keeps.
    """
    sent = Sent()
    for one in roles:
        slug = one.role.slug
        if f"seen-{slug}" not in posted:
            continue
        permissions = {name: limit for name, limit in one.carried.items() if name not in listed}
        for name in posted.getlist(f"role-{slug}"):
            written = posted.get(limit_field(slug, name), "").strip() if name in of_amounts else ""
            permissions[name] = limit_of(written)
            if written and permissions[name] is None:
                sent.unreadable[slug, name] = written
        sent.edits[slug] = RoleEdit(permissions, posted.get(f"seen-{slug}", ""))
    return sent


def limit_of(written: str) -> Decimal | None:
    """An amount above zero with at most three decimals; None for what is none."""
    try:
        limit = Decimal(written.replace(",", ""))
    except InvalidOperation:
        return None
    fits = limit.is_finite() and 0 < limit <= LARGEST and limit == round(limit, 3)
    return limit if fits else None


def kept_as_asked(roles: Sequence[RoleNow], edits: Mapping[str, RoleEdit]) -> dict[str, Mapping[str, Decimal | None]]:
    """What the boxes of each role show: what was asked for, else what the role carries."""
    return {one.role.slug: edits[one.role.slug].permissions if one.role.slug in edits else one.carried for one in roles}
