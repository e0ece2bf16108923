"""Protections taken away from outside, each with the cell that must then be found."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any
from unittest.mock import patch

from apps.core.policy import Policy
from apps.core.rest import permissions
from apps.orders.api.v2.views import ImportViewSet
from apps.orders.querysets import OrderQuerySet


@dataclass(frozen=True)
class Break:
    """What is taken away, where that shows, and the cell that shows it."""

    name: str
    routes: frozenset[str]
    cell: str
    patches: Callable[[], Any]

    @contextmanager
    def made(self) -> Iterator[None]:
        with self.patches():
            yield


BREAKS = (
    Break(
        "visible_to",
        frozenset({"v2:order-detail"}),
        "GET v2:order-detail as customer, other's row",
        lambda: patch.object(OrderQuerySet, "visible_to", lambda rows, user: rows.all()),
    ),
    Break(
        "permission",
        frozenset({"v2:import-list"}),
        "GET v2:import-list as support",
        lambda: patch.object(ImportViewSet, "policy", {"read": Policy()}),
    ),
    Break(
        "scope",
        frozenset({"v2:customer-detail"}),
        "GET v2:customer-detail as owner, by a token without customers:read, other's row",
        lambda: patch.object(permissions, "refuse_out_of_scope", lambda auth, scope: None),
    ),
    Break(
        "policy of a list in the admin",
        frozenset({"admin:catalog_category_change"}),
        "POST admin:catalog_category_change as auditor, other's row",
        lambda: patch.object(Policy, "admits", lambda policy, user: True),
    ),
)
