"""What a token can be made for: one line for each resource of the API. A test holds the list against the routes."""

from collections.abc import Collection
from dataclasses import dataclass


@dataclass(frozen=True)
class Resource:
    """A part of the API, named by the first word of its address; `writable` where a token can change something."""

    name: str
    about: str
    writable: bool = False

    @property
    def scopes(self) -> tuple[str, ...]:
        """`orders:read`, and `orders:write` where there is something to write."""
        return (f"{self.name}:read", f"{self.name}:write") if self.writable else (f"{self.name}:read",)


RESOURCES = (
    Resource("categories", "Categories of products"),
    Resource("customers", "Customers", writable=True),
    Resource("imports", "Imports of order files, and what they rejected"),
    Resource("me", "The person it acts as: roles and permissions"),
    Resource("orders", "Orders and their lines"),
    Resource("payments", "Payments and refunds"),
    Resource("products", "Products, prices and stock", writable=True),
    Resource("tokens", "The person's own API tokens: make, rotate, revoke", writable=True),
    Resource("uploads", "Files", writable=True),
)
SCOPES = tuple(scope for resource in RESOURCES for scope in resource.scopes)


def unknown(scopes: Collection[str]) -> list[str]:
    """Those that no part of the API asks for, sorted."""
    return sorted(set(scopes) - set(SCOPES))


def in_order(scopes: Collection[str]) -> list[str]:
    """The scopes, each once, as the table has them."""
    return [scope for scope in SCOPES if scope in scopes]


def in_words(scopes: Collection[str]) -> str:
    """What the scopes open: `reads everything, writes uploads`."""
    parts = []
    for verb, says in (("read", "reads"), ("write", "writes")):
        there = [resource.name for resource in RESOURCES if f"{resource.name}:{verb}" in SCOPES]
        opened = [name for name in there if f"{name}:{verb}" in scopes]
        if opened:
            parts.append(f"{says} {'everything' if opened == there else ', '.join(opened)}")
    return "; ".join(parts)
