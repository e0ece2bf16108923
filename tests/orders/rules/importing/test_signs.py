import pytest

from apps.catalog.enums import ProductKind
from apps.orders.enums import OrderKind
from apps.orders.rules.importing.faults import Fault, FaultCode
from apps.orders.rules.importing.products import kind_of_product
from apps.orders.rules.importing.signs import check_signs, kind_of_order, letter_of

ADJUSTS, PLAIN = True, False


@pytest.mark.parametrize(
    ("letter", "sku", "quantity", "price", "verdict"),
    [
        ("", "85123A", 6, 2550, PLAIN),
        ("", "85123A", 6, 0, PLAIN),
        ("", "85123A", -6, 0, ADJUSTS),
        ("", "M", 1, 2550, PLAIN),
        ("C", "85123A", -6, 2550, PLAIN),
        ("C", "85123A", -6, 0, PLAIN),
        ("C", "M", 1, 373_570, PLAIN),
        ("C", "M", -1, 373_570, PLAIN),
        ("A", "B", 1, 11_062_060, ADJUSTS),
        ("A", "B", 1, -53_594_360, ADJUSTS),
        ("A", "B", -1, 11_062_060, ADJUSTS),
    ],
)
def test_signs_that_go_with_the_kind_of_invoice(letter, sku, quantity, price, verdict):
    assert check_signs(letter=letter, sku=sku, quantity=quantity, price=price) is verdict


@pytest.mark.parametrize(
    ("letter", "sku", "quantity", "price", "column", "code"),
    [
        ("", "85123A", -6, 2550, "Quantity", FaultCode.QUANTITY_NEGATIVE),
        ("", "M", -1, 1, "Quantity", FaultCode.QUANTITY_NEGATIVE),
        ("", "85123A", 6, -1, "Price", FaultCode.PRICE_NEGATIVE),
        ("", "B", 1, -53_594_360, "Price", FaultCode.PRICE_NEGATIVE),
        ("C", "85123A", 6, 2550, "Quantity", FaultCode.QUANTITY_POSITIVE),
        ("C", "85123A", -6, -2550, "Price", FaultCode.PRICE_NEGATIVE),
        ("C", "M", 1, -1, "Price", FaultCode.PRICE_NEGATIVE),
        ("A", "M", 1, 11_062_060, "StockCode", FaultCode.SKU_NOT_BAD_DEBT),
    ],
)
def test_signs_that_do_not(letter, sku, quantity, price, column, code):
    with pytest.raises(Fault) as caught:
        check_signs(letter=letter, sku=sku, quantity=quantity, price=price)
    assert (caught.value.column, caught.value.code) == (column, code)


@pytest.mark.parametrize(
    ("number", "adjusts", "kind"),
    [
        ("536365", False, OrderKind.SALE),
        ("536365", True, OrderKind.ADJUSTMENT),
        ("C536379", False, OrderKind.CREDIT_NOTE),
        ("A563185", True, OrderKind.ADJUSTMENT),
    ],
)
def test_the_kind_of_order(number, adjusts, kind):
    assert kind_of_order(letter=letter_of(number), adjusts=adjusts) == kind


def test_codes_that_are_no_goods_are_services():
    services = ["POST", "DOT", "M", "C2", "D", "S", "BANK CHARGES", "AMAZONFEE", "CRUK", "B", "GIFT", "GIFT_0001_20"]
    assert {kind_of_product(sku) for sku in services} == {ProductKind.SERVICE}
    assert {kind_of_product(sku) for sku in ["85123A", "DCGS0003", "PADS", "SP1002", "POSTER"]} == {ProductKind.GOODS}
