from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from apps.core.money import Money, decimals

amounts = st.decimals(allow_nan=False, allow_infinity=False, places=3, min_value=-(10**9), max_value=10**9)


@pytest.mark.parametrize(
    ("given", "currency", "rounded"),
    [
        ("2.345", "EUR", "2.35"),
        ("-2.345", "EUR", "-2.35"),
        ("2.5", "JPY", "3"),
        ("2.0005", "KWD", "2.001"),
        ("2", "GBP", "2.00"),
    ],
)
def test_rounds_once_by_the_currencys_rule_halves_away_from_zero(given, currency, rounded):
    assert str(Money.of(given, currency).rounded().amount) == rounded


def test_knows_how_many_decimals_a_currency_has():
    assert [decimals(currency) for currency in ("EUR", "JPY", "KWD")] == [2, 0, 3]


def test_keeps_the_three_decimals_of_real_prices_until_it_is_rounded():
    assert (Money.of("0.425", "GBP") * 3).amount == Decimal("1.275")


@pytest.mark.parametrize("amount", [0.1, 1, "1", None, True])
def test_holds_decimals_only(amount):
    with pytest.raises(TypeError):
        Money(amount, "EUR")


@pytest.mark.parametrize("factor", [0.1, True, "2", Money.of(1, "EUR")])
def test_is_multiplied_by_whole_numbers_and_decimals_only(factor):
    with pytest.raises(TypeError):
        Money.of(1, "EUR") * factor


def test_is_made_from_text_and_whole_numbers_never_from_floats():
    assert Money.of("1.10", "EUR") == Money(Decimal("1.1"), "EUR")
    assert Money.of(3, "JPY") == Money(Decimal(3), "JPY")
    with pytest.raises(TypeError):
        Money.of(1.1, "EUR")


@pytest.mark.parametrize("mix", [lambda a, b: a + b, lambda a, b: a - b, lambda a, b: a < b, lambda a, b: a >= b])
def test_currencies_do_not_mix(mix):
    with pytest.raises(ValueError, match="EUR and GBP do not mix"):
        mix(Money.of(1, "EUR"), Money.of(1, "GBP"))


def test_a_number_is_no_money():
    with pytest.raises(TypeError):
        Money.of(1, "EUR") + Decimal(1)


@pytest.mark.parametrize(("amount", "currency"), [("NaN", "EUR"), ("Infinity", "EUR"), ("1", "XXZ"), ("1", "eur")])
def test_refuses_what_is_no_amount_or_no_currency(amount, currency):
    with pytest.raises(ValueError, match="is not a"):
        Money.of(amount, currency)


def test_is_text_in_json_without_exponent():
    assert Money(Decimal("1E+3"), "EUR").as_json() == {"amount": "1000", "currency": "EUR"}


@given(st.lists(amounts, max_size=20))
def test_a_total_is_the_exact_sum_in_any_order(values):
    moneys = [Money(value, "EUR") for value in values]
    expected = sum(values, Decimal(0))
    assert Money.total(moneys, "EUR") == Money.total(reversed(moneys), "EUR") == Money(expected, "EUR")


@given(amounts, amounts)
def test_what_is_taken_away_can_be_added_again(one, other):
    first, second = Money(one, "GBP"), Money(other, "GBP")
    assert first - second + second == first
    assert -(first - second) == second - first
