"""Each invariant finds what it is there for: the books are broken in one way, and that one speaks up."""

import pytest
from django.db import connection

from apps.core.invariants import ask
from apps.orders.invariants import INVARIANTS
from tests.orders.files import row, write
from tests.orders.importing import run_import

pytestmark = pytest.mark.django_db(transaction=True)

BREAKS = {
    "orders-total": "UPDATE orders_order SET total = total + 0.001 WHERE number = '536365'",
    "orders-lines": "UPDATE orders_orderline SET sku = 'OTHER' WHERE sku = '71053'",
    "orders-dangling": (
        "ALTER TABLE orders_orderline DROP CONSTRAINT {foreign_key};"
        "UPDATE orders_orderline SET product_id = product_id + 1000000 WHERE sku = '71053'"
    ),
    "imports-kinds": "UPDATE orders_order SET kind = 'sale' WHERE number = 'C536366'",
    "imports-source": "UPDATE orders_order SET source_rows = source_rows + 1 WHERE number = '536365'",
    "imports-account": "UPDATE orders_importjob SET rows_rejected = rows_rejected + 1",
}
ROWS = [row("536365"), row("536365", "71053"), row("C536366", quantity="-1"), row("536367", quantity="0")]


def broken() -> set[str]:
    return {verdict.invariant.number for verdict in ask() if verdict.app == "orders" and verdict.broken}


def test_every_invariant_is_broken_below():
    assert {invariant.number for invariant in INVARIANTS} == set(BREAKS)


@pytest.mark.parametrize(("number", "sql"), BREAKS.items(), ids=BREAKS)
def test_it_holds_after_an_import_and_finds_its_break(tmp_path, number, sql):
    run_import(write(tmp_path / "orders.csv", ROWS), mode="skip-bad")
    assert broken() == set()
    with connection.cursor() as cursor:
        cursor.execute("BEGIN")
        try:
            cursor.execute(sql.format(foreign_key=foreign_key(cursor)))
            assert number in broken()
        finally:
            cursor.execute("ROLLBACK")


def foreign_key(cursor) -> str:
    cursor.execute(
        "SELECT quote_ident(conname) FROM pg_constraint"
        " WHERE conrelid = 'orders_orderline'::regclass AND confrelid = 'catalog_product'::regclass"
    )
    return str(cursor.fetchone()[0])
