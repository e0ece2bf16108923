import pytest

from apps.orders.rules.importing import cells
from apps.orders.rules.importing.faults import Fault, FaultCode
from tests.orders.files import LOCAL_TIME

TAKEN = [
    (cells.invoice_number, "536365", "536365"),
    (cells.invoice_number, " c536379 ", "C536379"),
    (cells.invoice_number, "a563185", "A563185"),
    (cells.invoice_number, "1234567890", "1234567890"),
    (cells.sku, "85123a", "85123A"),
    (cells.sku, "47503J ", "47503J"),
    (cells.sku, "Bank Charges", "BANK CHARGES"),
    (cells.sku, "gift_0001_20", "GIFT_0001_20"),
    (cells.sku, "X" * 40, "X" * 40),
    (cells.description, "  CREAM CUPID HEARTS\u00a0", "CREAM CUPID HEARTS"),
    (cells.description, "", ""),
    (cells.description, "Dotcomgiftshop Gift Voucher £40.00", "Dotcomgiftshop Gift Voucher £40.00"),
    (cells.quantity, "6", 6),
    (cells.quantity, "-80995", -80995),
    (cells.quantity, " 007 ", 7),
    (cells.quantity, "1000000", 1_000_000),
    (cells.price, "2.55", 2550),
    (cells.price, "2.1", 2100),
    (cells.price, "18", 18000),
    (cells.price, "0.001", 1),
    (cells.price, "-0", 0),
    (cells.price, "-53594.36", -53_594_360),
    (cells.price, "1000000.000", 1_000_000_000),
    (cells.customer_number, "13085.0", "13085"),
    (cells.customer_number, "13085", "13085"),
    (cells.customer_number, "  ", ""),
    (cells.country, "United Kingdom", "GB"),
    (cells.country, " eire ", "IE"),
    (LOCAL_TIME.text, "2010-12-01 08:26:00", "2010-12-01 08:26:00"),
    (LOCAL_TIME.text, " 2000-01-01 00:00:00 ", "2000-01-01 00:00:00"),
]

REFUSED = [
    (cells.invoice_number, "", FaultCode.MISSING),
    (cells.invoice_number, "   ", FaultCode.MISSING),
    (cells.invoice_number, "53636", FaultCode.INVOICE_FORMAT),
    (cells.invoice_number, "12345678901", FaultCode.INVOICE_FORMAT),
    (cells.invoice_number, "B536365", FaultCode.INVOICE_FORMAT),
    (cells.invoice_number, "CC536365", FaultCode.INVOICE_FORMAT),
    (cells.invoice_number, "53636５", FaultCode.INVOICE_FORMAT),
    (cells.invoice_number, "536365.0", FaultCode.INVOICE_FORMAT),
    (cells.sku, "", FaultCode.MISSING),
    (cells.sku, "X" * 41, FaultCode.TOO_LONG),
    (cells.sku, "85123ß", FaultCode.SKU_FORMAT),
    (cells.sku, "85123ſ", FaultCode.SKU_FORMAT),
    (cells.sku, "8512;3", FaultCode.SKU_FORMAT),
    (cells.sku, "-85123", FaultCode.SKU_FORMAT),
    (cells.sku, "85123\0A", FaultCode.CONTROL_CHARACTER),
    (cells.description, "x" * 201, FaultCode.TOO_LONG),
    (cells.description, "WHITE\tHEART", FaultCode.CONTROL_CHARACTER),
    (cells.description, "WHITE\x9bHEART", FaultCode.CONTROL_CHARACTER),
    (cells.description, "WHITE\u2028HEART", FaultCode.CONTROL_CHARACTER),
    (cells.description, "WHITE\u202eHEART", FaultCode.CONTROL_CHARACTER),
    (cells.description, "WHITE\nHEART", FaultCode.LINE_BREAK),
    (cells.description, "WHITE\rHEART", FaultCode.LINE_BREAK),
    (cells.quantity, "", FaultCode.MISSING),
    (cells.quantity, "0", FaultCode.QUANTITY_ZERO),
    (cells.quantity, "-0", FaultCode.QUANTITY_ZERO),
    (cells.quantity, "1.0", FaultCode.QUANTITY_FORMAT),
    (cells.quantity, "+6", FaultCode.QUANTITY_FORMAT),
    (cells.quantity, "1_000", FaultCode.QUANTITY_FORMAT),
    (cells.quantity, "1,000", FaultCode.QUANTITY_FORMAT),
    (cells.quantity, "1e3", FaultCode.QUANTITY_FORMAT),
    (cells.quantity, "６", FaultCode.QUANTITY_FORMAT),
    (cells.quantity, "- 6", FaultCode.QUANTITY_FORMAT),
    (cells.quantity, "1000001", FaultCode.QUANTITY_RANGE),
    (cells.quantity, "-1000001", FaultCode.QUANTITY_RANGE),
    (cells.quantity, "9" * 19, FaultCode.QUANTITY_FORMAT),
    (cells.price, "", FaultCode.MISSING),
    (cells.price, "2.5555", FaultCode.PRICE_DECIMALS),
    (cells.price, "2.5000", FaultCode.PRICE_DECIMALS),
    (cells.price, "2,55", FaultCode.PRICE_FORMAT),
    (cells.price, ".5", FaultCode.PRICE_FORMAT),
    (cells.price, "5.", FaultCode.PRICE_FORMAT),
    (cells.price, "1e5", FaultCode.PRICE_FORMAT),
    (cells.price, "NaN", FaultCode.PRICE_FORMAT),
    (cells.price, "Infinity", FaultCode.PRICE_FORMAT),
    (cells.price, "1_0.5", FaultCode.PRICE_FORMAT),
    (cells.price, "£2.55", FaultCode.PRICE_FORMAT),
    (cells.price, "٢.55", FaultCode.PRICE_FORMAT),
    (cells.price, "1000000.001", FaultCode.PRICE_RANGE),
    (cells.price, "-1000001", FaultCode.PRICE_RANGE),
    (cells.customer_number, "13085.5", FaultCode.CUSTOMER_FORMAT),
    (cells.customer_number, "13O85", FaultCode.CUSTOMER_FORMAT),
    (cells.customer_number, "1" * 13, FaultCode.CUSTOMER_FORMAT),
    (cells.customer_number, "nan", FaultCode.CUSTOMER_FORMAT),
    (cells.country, "", FaultCode.MISSING),
    (cells.country, "Atlantis", FaultCode.COUNTRY_UNKNOWN),
    (LOCAL_TIME.text, "", FaultCode.MISSING),
    (LOCAL_TIME.text, "2010-12-01", FaultCode.DATE_FORMAT),
    (LOCAL_TIME.text, "2010-12-01T08:26:00", FaultCode.DATE_FORMAT),
    (LOCAL_TIME.text, "01/12/2010 08:26", FaultCode.DATE_FORMAT),
    (LOCAL_TIME.text, "2010-02-30 08:26:00", FaultCode.DATE_FORMAT),
    (LOCAL_TIME.text, "2010-12-01 24:00:00", FaultCode.DATE_FORMAT),
    (LOCAL_TIME.text, "2010-12-01 08:26:00Z", FaultCode.DATE_FORMAT),
    (LOCAL_TIME.text, "0000-12-01 08:26:00", FaultCode.DATE_FORMAT),
    (LOCAL_TIME.text, "0001-01-01 00:00:00", FaultCode.DATE_RANGE),
    (LOCAL_TIME.text, "1999-12-31 23:59:59", FaultCode.DATE_RANGE),
    (LOCAL_TIME.text, "2026-01-02 00:00:01", FaultCode.DATE_RANGE),
    (LOCAL_TIME.text, "9999-12-31 23:59:59", FaultCode.DATE_RANGE),
    (LOCAL_TIME.text, "2011-03-27 01:30:00", FaultCode.DATE_SKIPPED),
]


def name(case: object) -> str | None:
    return getattr(case, "__name__", None) or (case.value if isinstance(case, FaultCode) else None)


@pytest.mark.parametrize(("read", "text", "value"), TAKEN, ids=name)
def test_a_cell_becomes_the_value_that_is_stored(read, text, value):
    assert read(text) == value


@pytest.mark.parametrize(("read", "text", "code"), REFUSED, ids=name)
def test_a_cell_is_refused_with_its_code_and_a_reason(read, text, code):
    with pytest.raises(Fault) as caught:
        read(text)
    assert caught.value.code == code
    assert caught.value.reason.endswith((".", "-", ")."))


def test_a_time_is_a_moment_of_its_zone():
    assert LOCAL_TIME.moment("2011-07-01 12:00:00").isoformat() == "2011-07-01T11:00:00+00:00"
    assert LOCAL_TIME.moment("2011-12-01 12:00:00").isoformat() == "2011-12-01T12:00:00+00:00"


def test_of_an_hour_that_comes_twice_the_first_is_meant():
    assert LOCAL_TIME.text("2011-10-30 01:30:00") == "2011-10-30 01:30:00"
    assert LOCAL_TIME.moment("2011-10-30 01:30:00").isoformat() == "2011-10-30T00:30:00+00:00"


def test_prices_are_written_with_three_decimals():
    assert [cells.price_text(value) for value in (2550, 1, 0, -53_594_360, -1)] == [
        "2.550",
        "0.001",
        "0.000",
        "-53594.360",
        "-0.001",
    ]


def test_a_reason_quotes_long_and_unprintable_texts_bounded_and_escaped():
    assert cells.shown("x\x1b[31m") == r"'x\x1b[31m'"
    assert cells.shown("x" * 100) == f"'{'x' * 57}...'"
