from datetime import UTC, datetime
from decimal import Decimal
from types import SimpleNamespace

import pytest

from apps.core.backoffice.cells import Tone, amount_text, chip, code, follow, link_to, moment, money, number
from apps.core.backoffice.viewer import viewed_by
from tests.core.backoffice.rows import customers
from tests.core.backoffice.visiting import Visit


@pytest.mark.parametrize(
    ("amount", "currency", "text"),
    [
        ("1234.5", "GBP", "1,234.50"),
        ("18909762.118", "GBP", "18,909,762.118"),
        ("0.001", "GBP", "0.001"),
        ("-17.000", "GBP", "−17.00"),
        ("0", "GBP", "0.00"),
        ("100", "JPY", "100"),
        ("1200", "GBP", "1,200.00"),
        ("0.5", "KWD", "0.500"),
    ],
)
def test_an_amount_has_the_decimals_of_its_currency_and_all_of_its_own(amount: str, currency: str, text: str) -> None:
    assert amount_text(Decimal(amount), currency) == text


def test_money_stands_with_its_currency() -> None:
    row = SimpleNamespace(total=Decimal("12.5"), order=SimpleNamespace(currency="EUR"))
    shown = money("total", "order__currency")(None, row)
    assert shown == '<span class="cell-number">12.50 <abbr>EUR</abbr></span>'


def test_a_moment_is_readable_and_complete() -> None:
    row = SimpleNamespace(placed_at=datetime(2011, 12, 9, 12, 50, 30, tzinfo=UTC))
    assert moment("placed_at")(None, row) == (
        '<time class="cell-moment" datetime="2011-12-09T12:50:30+00:00"'
        ' title="Friday 09 December 2011, 12:50:30 UTC">09 Dec 2011 <span>12:50</span></time>'
    )


def test_nothing_is_shown_as_nothing() -> None:
    row = SimpleNamespace(count=None, at=None, code="", owner=None)
    empty = '<span class="cell-empty" title="nothing">–</span>'
    assert {number("count")(None, row), moment("at")(None, row), code("code")(None, row)} == {empty}
    assert follow(row, "owner__email") is None


def test_what_people_typed_is_escaped() -> None:
    row = SimpleNamespace(sku="<b>")
    assert code("sku")(None, row) == '<code title="&lt;b&gt;">&lt;b&gt;</code>'
    assert chip("<i>", Tone.BAD) == '<span class="chip chip-bad">&lt;i&gt;</span>'


@pytest.mark.django_db
def test_a_name_is_a_link_for_those_who_may_open_it(visit: Visit) -> None:
    (customer,) = customers(1)
    url = f'<a class="cell-link" href="/admin/orders/customer/{customer.pk}/change/">{customer}</a>'
    for role, shown in (("support", url), ("warehouse", str(customer))):
        with viewed_by(visit(role).user):
            assert link_to(customer) == shown
    assert link_to(customer) == str(customer)
