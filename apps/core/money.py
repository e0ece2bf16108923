"""Amounts of money: an exact decimal and the currency it is in."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from functools import cache
from typing import Self

from babel.core import get_global
from babel.numbers import get_currency_precision, is_currency


@cache
def decimals(currency: str) -> int:
    """How many decimals an amount that is invoiced or paid has: EUR 2, JPY 0, KWD 3 (CLDR, by babel)."""
    return get_currency_precision(currency)


@cache
def unusual_decimals() -> dict[int, list[str]]:
    """The currencies that have other than two decimals, by how many they have (CLDR, by babel)."""
    found: dict[int, list[str]] = {}
    for currency, (places, *_) in get_global("currency_fractions").items():
        if currency != "DEFAULT" and places != 2:
            found.setdefault(places, []).append(currency)
    return found


@cache
def _is_known(currency: str) -> bool:
    return is_currency(currency)


@dataclass(frozen=True, slots=True)
class Money:
    """An amount in a currency.

    Any number of decimals is kept; `rounded()` quantises, once, when something is invoiced or paid. Arithmetic refuses
    floats (TypeError) and mixed currencies (ValueError).
    """

    amount: Decimal
    currency: str

    def __post_init__(self) -> None:
        if not isinstance(self.amount, Decimal):
            raise TypeError(f"An amount is a Decimal, not a {type(self.amount).__name__}.")
        if not self.amount.is_finite():
            raise ValueError(f"{self.amount} is not an amount.")
        if not _is_known(self.currency):
            raise ValueError(f"{self.currency!r} is not an ISO 4217 currency.")

    @classmethod
    def of(cls, amount: str | int | Decimal, currency: str) -> Self:
        """An amount written as text or as a whole number."""
        if not isinstance(amount, str | int | Decimal) or isinstance(amount, bool):
            raise TypeError(f"An amount is not made from a {type(amount).__name__}.")
        return cls(Decimal(amount), currency)

    @classmethod
    def total(cls, amounts: Iterable["Money"], currency: str) -> "Money":
        """The sum of the amounts, all in `currency`; zero when there are none."""
        return sum(amounts, start=Money(Decimal(0), currency))

    def __add__(self, other: "Money") -> "Money":
        return Money(self.amount + self._comparable(other), self.currency)

    def __sub__(self, other: "Money") -> "Money":
        return Money(self.amount - self._comparable(other), self.currency)

    def __neg__(self) -> "Money":
        return Money(-self.amount, self.currency)

    def __mul__(self, factor: int | Decimal) -> "Money":
        if not isinstance(factor, int | Decimal) or isinstance(factor, bool):
            raise TypeError(f"Money is multiplied by an int or a Decimal, not by a {type(factor).__name__}.")
        return Money(self.amount * factor, self.currency)

    __rmul__ = __mul__

    def __lt__(self, other: "Money") -> bool:
        return self.amount < self._comparable(other)

    def __le__(self, other: "Money") -> bool:
        return self.amount <= self._comparable(other)

    def __gt__(self, other: "Money") -> bool:
        return self.amount > self._comparable(other)

    def __ge__(self, other: "Money") -> bool:
        return self.amount >= self._comparable(other)

    def __bool__(self) -> bool:
        return bool(self.amount)

    def __str__(self) -> str:
        return f"{self.amount} {self.currency}"

    def rounded(self) -> "Money":
        """Quantised by the currency's rule, halves away from zero."""
        return Money(self.amount.quantize(Decimal(1).scaleb(-decimals(self.currency)), ROUND_HALF_UP), self.currency)

    def as_json(self) -> dict[str, str]:
        """`{"amount": "12.50", "currency": "EUR"}`: text, because a JSON number is a float to most readers."""
        return {"amount": f"{self.amount:f}", "currency": self.currency}

    def _comparable(self, other: "Money") -> Decimal:
        if not isinstance(other, Money):
            raise TypeError(f"Money meets only money, not a {type(other).__name__}.")
        if other.currency != self.currency:
            raise ValueError(f"{self.currency} and {other.currency} do not mix.")
        return other.amount
