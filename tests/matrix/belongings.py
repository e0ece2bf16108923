"""What one person has, and how the argument of a route is made of it."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

NOWHERE = "00000000-0000-0000-0000-000000000000"
NO_ROW = 999_999_999


@dataclass
class Belongings:
    """What one person has: the arguments that name it."""

    order: str
    customer: str
    payment: str
    upload: str
    token: str
    session: int
    passkey: int
    filters: dict[str, int]
    columns: int
    runs: dict[str, int]  # of the showcase, by scenario


NOTHING = Belongings("R0", "C0", "pay-0", NOWHERE, "vit_none", NO_ROW, NO_ROW, {}, NO_ROW, {})

Factory = Callable[[Belongings, Any], list[Any]]
NOBODYS: list[Factory] = []


def nobodys(made: Factory) -> Factory:
    """That which it names belongs to nobody."""
    NOBODYS.append(made)
    return made


def thing(there: str, missing: str) -> Factory:
    """A thing that belongs to nobody."""
    return nobodys(lambda has, _: [missing if has is NOTHING else there])
