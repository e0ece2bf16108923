from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from uuid import UUID

from apps.core.money import Money


class Colour(StrEnum):
    GREEN = "green"


@dataclass(frozen=True)
class Happened:
    number: int


@dataclass(frozen=True)
class EverythingCarried:
    text: str
    number: int
    yes: bool
    amount: Decimal
    price: Money
    moment: datetime
    day: date
    key: UUID
    colour: Colour
    many: tuple[Decimal, ...]
    nothing: str | None
    later: int = 7
