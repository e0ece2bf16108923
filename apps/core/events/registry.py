"""One table: which handlers hear which event. Filled by `@handles` in each app's `handlers.py`."""

import dataclasses
from collections.abc import Callable
from typing import Any

from apps.core.events.payload import field_types

Handler = Callable[[Any], None]

EVENTS: dict[str, type[Any]] = {}
HANDLERS: dict[str, Handler] = {}
HEARERS: dict[str, list[str]] = {}


def app_of(thing: Any) -> str:
    """The app a class or function belongs to: `orders` for anything below `apps.orders`."""
    first, *rest = thing.__module__.split(".")
    return str(rest[0] if first == "apps" and rest else first)


def event_name(kind: type[Any]) -> str:
    """`orders.OrderPlaced`: what the rows, the logs and the handler table call an event."""
    return f"{app_of(kind)}.{kind.__name__}"


def handles(*kinds: type[Any]) -> Callable[[Handler], Handler]:
    """Register a function as handler of these events; it is called with the event, inside a transaction.

    The function's name becomes part of stored rows as `app.function_name`: renaming it orphans what is still undone.
    """

    def register(function: Handler) -> Handler:
        name = f"{app_of(function)}.{function.__name__}"
        if name in HANDLERS:
            raise ValueError(f"There is a handler {name} already.")
        for kind in kinds:
            if not dataclasses.is_dataclass(kind) or not kind.__dataclass_params__.frozen:  # type: ignore[attr-defined]
                raise TypeError(f"{kind!r} is not a frozen dataclass.")
            field_types(kind)
            EVENTS[event_name(kind)] = kind
            HEARERS.setdefault(event_name(kind), []).append(name)
        HANDLERS[name] = function
        return function

    return register


def handlers_of(event: str) -> tuple[str, ...]:
    """Names of the handlers that hear the event of this name; none when nobody does."""
    return tuple(HEARERS.get(event, ()))
