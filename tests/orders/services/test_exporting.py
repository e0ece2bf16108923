import gzip
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from apps.accounts.models import User
from apps.core.errors import DomainError, NotAllowed
from apps.core.models import AuditEntry
from apps.orders.services import exporting
from apps.orders.services.exporting import OrderChoice, export_orders
from tests import shop
from tests.orders.files import LONDON, row, text, write
from tests.orders.importing import lines, run_import

pytestmark = pytest.mark.django_db


def exported(*, by: User | None = None, packed: bool = False, zone: ZoneInfo = LONDON, **choice) -> str:
    blocks = b"".join(export_orders(by=by, choice=OrderChoice(zone=zone, **choice), gzip=packed))
    return (gzip.decompress(blocks) if packed else blocks).decode()


def numbers(file: str) -> list[str]:
    return [line.partition(",")[0] for line in file.splitlines()[1:]]


@pytest.fixture
def orders():
    """One each in London's winter and summer, just before and just after midnight."""
    for number, country, at in (
        ("100001", "GB", datetime(2010, 1, 31, 23, 59, 59, tzinfo=UTC)),
        ("100002", "FR", datetime(2010, 2, 1, tzinfo=UTC)),
        ("100003", "FR", datetime(2010, 6, 30, 22, 59, tzinfo=UTC)),
        ("100004", "GB", datetime(2010, 6, 30, 23, tzinfo=UTC)),
    ):
        shop.order(number, ("85048", 1, "1.000"), country=country, placed_at=at)


def test_lines_have_the_columns_of_an_order_file_oldest_order_first():
    buyer = shop.customer("13085")
    shop.order("489435", ("22041", -2, "0.001"), placed_at=datetime(2010, 7, 1, 8, tzinfo=UTC), country="IE")
    shop.order("489434", ("85048", 12, "6.950"), ("79323P", 1, "2.100"), customer=buyer)
    assert exported() == (
        "Invoice,StockCode,Description,Quantity,InvoiceDate,Price,Customer ID,Country\n"
        "489435,22041,Product 22041,-2,2010-07-01 09:00:00,0.001,,Ireland\n"
        "489434,85048,Product 85048,12,2011-12-09 12:50:00,6.950,13085,United Kingdom\n"
        "489434,79323P,Product 79323P,1,2011-12-09 12:50:00,2.100,13085,United Kingdom\n"
    )


def test_packed_it_is_the_same_file(orders):
    assert exported(packed=True) == exported()


@pytest.mark.parametrize(
    ("choice", "chosen"),
    [
        ({}, ["100001", "100002", "100003", "100004"]),
        ({"country": "FR"}, ["100002", "100003"]),
        ({"first": date(2010, 2, 1)}, ["100002", "100003", "100004"]),
        ({"last": date(2010, 6, 30)}, ["100001", "100002", "100003"]),
        ({"first": date(2010, 2, 1), "last": date(2010, 6, 30), "country": "GB"}, []),
        ({"last": date(2010, 6, 30), "zone": ZoneInfo("UTC")}, ["100001", "100002", "100003", "100004"]),
    ],
)
def test_country_and_days_of_the_zone_choose(orders, choice, chosen):
    assert numbers(exported(**choice)) == chosen


def test_an_order_in_another_currency_is_left_out_and_counted(orders):
    shop.order("100005", ("85048", 1, "1.000"), currency="EUR", country="FR")
    export = export_orders(by=None, choice=OrderChoice(zone=LONDON, country="FR"))
    assert numbers(b"".join(export).decode()) == ["100002", "100003"]
    assert (export.lines, export.orders, export.orders_left_out) == (2, 2, 1)


def test_what_is_wrong_is_told_before_the_first_byte():
    with pytest.raises(DomainError) as country:
        export_orders(by=None, choice=OrderChoice(zone=LONDON, country="QQ"))
    assert (country.value.code, country.value.field) == ("country_unknown", "country")
    with pytest.raises(DomainError) as days:
        export_orders(by=None, choice=OrderChoice(zone=LONDON, first=date(2010, 2, 1), last=date(2010, 1, 1)))
    assert (days.value.code, days.value.field) == ("days_reversed", "first")
    for field, day in (("first", date.min), ("last", date.max)):  # no moment could be made of them
        with pytest.raises(DomainError) as out:
            export_orders(by=None, choice=OrderChoice(zone=LONDON, **{field: day}))
        assert (out.value.code, out.value.field) == ("day_out_of_range", field)


def test_only_who_may_view_orders_takes_them_and_the_trail_says_who_did(people):
    with pytest.raises(NotAllowed):
        export_orders(by=people["customer"], choice=OrderChoice(zone=LONDON))
    assert not AuditEntry.objects.filter(action="orders.lines_exported").exists()
    exported(by=people["auditor"], country="FR", first=date(2010, 1, 1))
    entry = AuditEntry.objects.get(action="orders.lines_exported")
    assert entry.actor == people["auditor"]
    assert entry.after == {
        "country": "FR", "first": "2010-01-01", "last": "", "timezone": "Europe/London", "currency": "GBP"
    }  # fmt: skip


@pytest.mark.django_db(transaction=True)
def test_a_name_that_is_a_formula_does_not_run_in_a_spreadsheet_and_comes_back_as_it_was(tmp_path):
    formula = '=HYPERLINK("https://evil.example","1")'
    path = write(tmp_path / "orders.csv", [row("536365", name=formula), row("536366", name="-5", quantity="1")])
    run_import(path)
    file = exported()
    assert "536365,85123A,\"'=HYPERLINK(" in file
    assert "536366,85123A,-5,1," in file
    again = tmp_path / "again.csv"
    again.write_text(file)
    assert run_import(again).problems.rows == {"repeated_invoice": 2}


@pytest.mark.django_db(transaction=True)
def test_what_was_imported_comes_out_as_the_same_orders(tmp_path):
    rows = [row("536365"), row("C536366", "D", quantity="-1", price="27.5", customer=""), row("536367", country="EIRE")]
    run_import(write(tmp_path / "orders.csv", rows))
    before = lines()
    again = tmp_path / "again.csv"
    again.write_text(exported())
    assert run_import(again).problems.rows == {"repeated_invoice": 3}
    assert lines() == before


def test_blocks_come_as_rows_are_read_the_first_one_early(monkeypatch):
    monkeypatch.setattr(exporting, "FIRST_ROWS", 1)
    monkeypatch.setattr(exporting, "ROWS", 2)
    shop.order("489434", *[("85048", number, "1.000") for number in range(1, 7)])
    blocks = list(export_orders(by=None, choice=OrderChoice(zone=LONDON)))
    assert [block.count(b"\n") for block in blocks] == [2, 2, 2, 1]


def test_no_order_is_a_header():
    assert exported() == text([])
