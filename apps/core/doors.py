"""What any route of the shop asks for, wherever it is declared: at a view of the API, at a page, in an admin class."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from inspect import ismethod, unwrap
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver

from apps.core.policy import Policies
from apps.core.rest.permissions import policies_of_view

OF_OTHERS = ("djdt:",)  # the debug toolbar's own, in development alone


def policies_of(callback: Any) -> Policies | None:
    """The policy of each method of a route's view; None when none is declared."""
    if view := getattr(callback, "cls", None):
        return policies_of_view(view, getattr(callback, "actions", None))
    declared: Policies | None = getattr(callback, "policies", None)
    if declared is not None:
        return declared
    method = unwrap(callback, stop=ismethod)
    table: Callable[[], dict[str, Policies]] | None = getattr(getattr(method, "__self__", None), "policies", None)
    return table().get(method.__name__) if table else None


@dataclass(frozen=True)
class Route:
    """A route of the urlconf: its name (`v2:order-list`), its address with the names of its parts, its view."""

    name: str
    address: str
    callback: Any


def routes() -> Iterator[Route]:
    """Every route of the shop, those of other packages too."""
    yield from _routes(get_resolver().url_patterns, "", "/")


def _routes(patterns: list[Any], namespace: str, above: str) -> Iterator[Route]:
    for pattern in patterns:
        address = f"{above}{str(pattern.pattern).removeprefix('^')}"
        if isinstance(pattern, URLResolver):
            inner = f"{namespace}{pattern.namespace}:" if pattern.namespace else namespace
            if inner not in OF_OTHERS:
                yield from _routes(pattern.url_patterns, inner, address)
        elif isinstance(pattern, URLPattern):
            yield Route(f"{namespace}{pattern.name or ''}" or address, address, pattern.callback)
