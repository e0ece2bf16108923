"""The shop's roles, in one table. After every migrate the database is made to say the same (services/roles.py)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from fnmatch import fnmatchcase


@dataclass(frozen=True)
class RoleDefinition:
    """A role and its permissions: patterns over `app.codename`; those of an app that is not installed find nothing.

    `limits` says up to which amount, in the shop's currency, the role carries a permission; others have no limit.
    """

    slug: str
    name: str
    description: str
    permissions: tuple[str, ...]
    limits: Mapping[str, Decimal] = field(default_factory=dict)

    def grants(self, permission: str) -> bool:
        """Whether the role carries a permission such as `orders.view_order`."""
        return any(fnmatchcase(permission, pattern) for pattern in self.permissions)

    def carried(self, every: Iterable[str]) -> dict[str, Decimal | None]:
        """Those of `every` permission that the role carries, each with its limit."""
        return {name: self.limits.get(name) for name in every if self.grants(name)}


READ_EVERYTHING = ("accounts.enter_backoffice", "*.view_*")

ROLES = (
    RoleDefinition("owner", "Owner", "May do everything the shop allows.", ("*",)),
    RoleDefinition(
        "manager",
        "Manager",
        "Runs the shop: orders, customers, catalogue, imports; reads everything.",
        (
            *READ_EVERYTHING,
            "orders.import_orders",
            "orders.add_customer",
            "orders.change_customer",
            "core.add_note",
            "catalog.*",
            "payments.add_refund",
            "uploads.add_upload",
        ),
        {"payments.add_refund": Decimal(1000)},
    ),
    RoleDefinition(
        "support",
        "Support",
        "Helps customers: reads orders, customers, payments and files.",
        (
            "accounts.enter_backoffice",
            "orders.view_order",
            "orders.view_orderline",
            "orders.view_statuschange",
            "orders.view_customer",
            "orders.add_customer",
            "orders.change_customer",
            "core.view_note",
            "core.add_note",
            "catalog.view_*",
            "payments.view_*",
            "payments.add_refund",
            "uploads.view_upload",
            "uploads.add_upload",
        ),
        {"payments.add_refund": Decimal(100)},
    ),
    RoleDefinition(
        "warehouse",
        "Warehouse",
        "Packs and counts: reads orders and products, moves stock.",
        (
            "accounts.enter_backoffice",
            "orders.view_order",
            "orders.view_orderline",
            "orders.view_statuschange",
            "core.view_note",
            "core.add_note",
            "catalog.view_*",
            "catalog.move_stock",
        ),
    ),
    RoleDefinition(
        "auditor", "Auditor", "Reads everything, changes nothing.", (*READ_EVERYTHING, "core.follow_requests")
    ),
    RoleDefinition(
        "engineer",
        "Engineer",
        "Reads everything, runs experiments, opens the toolbar, changes nothing.",
        (*READ_EVERYTHING, "core.follow_requests", "core.read_configuration", "showcase.run_experiments"),
    ),
    RoleDefinition("customer", "Customer", "Sees own orders and payments.", ("orders.view_own_orders",)),
)
BY_SLUG = {role.slug: role for role in ROLES}
